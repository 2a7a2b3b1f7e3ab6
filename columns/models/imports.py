"""Documents brought in from elsewhere, as one batch case with a manifest (clause D9 c)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .columns import ColumnPage


class ImportBatch(models.Model):
    """One run of an import file: its manifest digest covers every document in it, so resuming is safe."""

    column = models.ForeignKey(ColumnPage, models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=255)
    manifest = models.CharField(max_length=64, help_text=_("SHA-256 over the digests of all documents, in order."))
    total = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField(default=0)
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [models.UniqueConstraint(fields=["column", "manifest"], name="import_batch_once")]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.column_id}"


class ImportItem(models.Model):
    """One document of a batch: written in the transaction that publishes it, so nothing comes twice."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="items")
    external_id = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    page = models.ForeignKey("wagtailcore.Page", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "external_id"], name="import_item_once")]

    def __str__(self) -> str:
        return self.external_id
