"""A policy document that went first: its interpretation is owed (clause D4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .disclosures import Disclosure


class Waiver(models.Model):
    """The Office lets one document go public before its interpretation: who, why, until when. Never changed."""

    document = models.OneToOneField(
        Disclosure, models.PROTECT, related_name="waiver", verbose_name=pgettext_lazy("gongkai", "document")
    )
    reason = models.CharField(_("reason"), max_length=300)
    due_on = models.DateField(_("interpretation due on"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("by")
    )
    capacity = models.CharField(_("capacity"), max_length=120, editable=False)
    granted_at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "waiver")
        verbose_name_plural = pgettext_lazy("gongkai", "waivers")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return str(self.document)
