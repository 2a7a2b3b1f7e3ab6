"""After-effects as rows: what still has to happen after a transaction, written in that transaction."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """Where a row stands. A waiting row whose last attempt failed is pending again, with a later ``available_at``."""

    PENDING = "pending", pgettext_lazy("gongkai", "waiting")
    CLAIMED = "claimed", pgettext_lazy("gongkai", "being carried out")
    DONE = "done", pgettext_lazy("gongkai", "done")
    DEAD = "dead", pgettext_lazy("gongkai", "dead letter")


class OutboxRow(models.Model):
    """One after-effect. The payload holds ids and codes only, never text that a person wrote (law 7)."""

    job = models.CharField(_("job"), max_length=80)
    payload = models.JSONField(_("payload"), default=dict)
    key = models.CharField(_("key"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    releases = models.PositiveSmallIntegerField(_("workers that died over it"), default=0)
    available_at = models.DateTimeField(_("due from"), default=timezone.now)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    claimed_by = models.CharField(_("claimed by"), max_length=120, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "after-effect")
        verbose_name_plural = pgettext_lazy("gongkai", "after-effects")
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(fields=["status", "available_at"]),
            models.Index(fields=["job", "key", "status"]),
            models.Index(fields=["status", "finished_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.job} #{self.pk}"


class Turn(models.Model):
    """When a periodic job was put into the outbox last. One row a job."""

    job = models.CharField(_("job"), max_length=80, unique=True)
    last_at = models.DateTimeField(_("last turn"))

    class Meta:
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")
        default_permissions = ()

    def __str__(self) -> str:
        return self.job
