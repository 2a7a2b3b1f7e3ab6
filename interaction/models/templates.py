"""Replies that a unit keeps for questions that come again, each with a day on which it is looked at anew."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReplyTemplate(models.Model):
    """A stock reply of a unit. It holds nothing of anybody; who uses it still has the reply approved."""

    unit = models.ForeignKey(
        "organisation.Unit", models.CASCADE, related_name="+", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=10000)
    source = models.ForeignKey(
        "interaction.Reply",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("public answer it is taken from"),
    )
    review_on = models.DateField(_("to be looked at anew on"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ["title", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    @property
    def is_due(self) -> bool:
        """Whether its day has come: it should be looked at before it is used."""
        return self.review_on <= timezone.localdate()
