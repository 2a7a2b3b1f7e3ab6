"""What is recorded against a unit (clause O7): appended, never changed; the database's guard sees to that."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AccountabilityRecord(models.Model):
    """Something that should have been disclosed and wasn't, or that broke the secrecy rules, with its evidence."""

    class Kind(models.TextChoices):
        OVERRUN = "overrun", _("not disclosed in time")
        UPDATE = "update", _("not updated in time")
        SECRECY = "secrecy", _("secrecy rules broken")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    unit = models.ForeignKey(
        "organisation.Unit",
        models.PROTECT,
        related_name="accountability",
        verbose_name=pgettext_lazy("gongkai", "unit"),
    )
    case = models.ForeignKey("approvals.Case", models.PROTECT, null=True, blank=True, related_name="accountability")
    title = models.CharField(_("title"), max_length=300)
    clause = models.CharField(_("clause"), max_length=10, default="D3")
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    evidence = models.JSONField(_("evidence"), default=dict)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("accountability record")
        verbose_name_plural = _("accountability records")
        ordering = ["-recorded_at", "-pk"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["kind", "case", "due_at"], name="accountability_once")]
        indexes = [models.Index(fields=["unit", "recorded_at"])]

    def __str__(self) -> str:
        return f"{self.unit}: {self.title}"


class AccountabilityNote(models.Model):
    """What was added to a record: how it ended, that its clock was counted anew, or what the unit says to it."""

    class Kind(models.TextChoices):
        ENDED = "ended", _("closed late")
        MOVED = "moved", _("clock counted anew")
        EXPLANATION = "explanation", _("explanation of the unit")

    record = models.ForeignKey(AccountabilityRecord, models.PROTECT, related_name="notes")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.TextField(_("text"), blank=True)
    evidence = models.JSONField(_("evidence"), default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    capacity = models.CharField(_("capacity"), max_length=120, blank=True)
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("note on an accountability record")
        verbose_name_plural = _("notes on accountability records")
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind}"
