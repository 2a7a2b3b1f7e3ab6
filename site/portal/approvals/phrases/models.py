"""Common phrases of opinions: chosen, then edited."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Phrase(models.Model):
    """A phrase that people begin an opinion with: their own, or (without a person) everybody's, kept by the Office."""

    class Use(models.TextChoices):
        AGREE = "agree", _("to agree")
        RETURN = "return", _("to return")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="phrases",
        verbose_name=_("person"),
    )
    use = models.CharField(_("used"), max_length=6, choices=Use, default=Use.AGREE)
    text = models.CharField(_("phrase"), max_length=200)

    class Meta:
        verbose_name = _("common phrase")
        verbose_name_plural = _("common phrases")
        ordering = ["use", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text
