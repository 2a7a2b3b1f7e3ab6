"""Several cases decided in one go: which, how each ended. What was done stays done, whatever becomes of the rest."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Batch(models.Model):
    """A decision over several cases. The opinion stands on each case only: here it could quote a person (law 7)."""

    class Act(models.TextChoices):
        AGREE = "agree", _("approve")
        RETURN = "return", _("return")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches", verbose_name=_("person")
    )
    act = models.CharField(_("act"), max_length=6, choices=Act)
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("batch of decisions")
        verbose_name_plural = _("batches of decisions")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.created_at:%Y-%m-%d %H:%M}"


class BatchLine(models.Model):
    """One case of a batch, on the version that its list showed."""

    class Result(models.TextChoices):
        PENDING = "pending", _("not yet")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused by the rules")
        CHANGED = "changed", _("changed meanwhile")
        FAILED = "failed", _("failed, to be tried again")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="lines")
    case = models.ForeignKey(
        "approvals.Case", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("gongkai", "case")
    )
    version = models.PositiveIntegerField()
    result = models.CharField(_("result"), max_length=8, choices=Result, default=Result.PENDING)
    reasons = models.JSONField(_("reasons"), default=list)
    at = models.DateTimeField(_("time"), null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "case"], name="batch_line_once_per_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.result}"
