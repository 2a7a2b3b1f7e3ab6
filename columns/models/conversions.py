"""What became of a file that a draft was made from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Conversion(models.Model):
    """A draft made from a file: the original, which never goes public, and what could not be carried over."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="conversions")
    original = models.ForeignKey("files.Document", models.PROTECT, related_name="+", verbose_name=_("original"))
    source = models.TextField(help_text=_("What was read in the original, a line a paragraph or row."))
    losses = models.JSONField(default=list, help_text=_("Pairs of a code and the words it is about."))
    attachment_names = models.JSONField(default=list, help_text=_("Attachments that the text names."))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("draft made from a file")
        verbose_name_plural = _("drafts made from files")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.original} → {self.page_id}"
