"""What the check found in files, and what people said about its findings (clause D10)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .cases import Case


class FileCheck(models.Model):
    """The check of one file's bytes, read by its ending, by one version of the detectors: once for all cases."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be checked")
        RUNNING = "running", _("is being checked")
        DONE = "done", _("checked")
        UNREADABLE = "unreadable", _("can't be read")
        FAILED = "failed", _("the check failed")

    sha256 = models.CharField(max_length=64)
    suffix = models.CharField(max_length=12, blank=True, help_text=_("By its ending a file is read."))
    detectors = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text=_("How often it was begun: what breaks it off again and again is given up.")
    )
    pages_done = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=list)
    problem = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "suffix", "detectors"], name="file_check_once")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.get_state_display()}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.UNREADABLE, self.State.FAILED)


class FindingRuling(models.Model):
    """A second person's word on a finding: the machine was wrong, or was right; or it is published nonetheless.

    What was confirmed went back to its maker. The finding stays, and may be confirmed again in a later round.
    """

    class Verdict(models.TextChoices):
        FALSE_ALARM = "false_alarm", _("the machine was wrong")
        CONFIRMED = "confirmed", _("it is really a problem, to be mended")
        NONETHELESS = "nonetheless", _("to be published nonetheless, on the leader's instruction")

    RELEASING = (Verdict.FALSE_ALARM, Verdict.NONETHELESS)

    case = models.ForeignKey(Case, models.PROTECT, related_name="finding_rulings")
    finding = models.CharField(max_length=64, help_text=_("Digest of the finding: kind, place and what was found."))
    verdict = models.CharField(max_length=12, choices=Verdict)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(_("capacity"), max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "finding"], condition=~models.Q(verdict="confirmed"), name="finding_released_once"
            )
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.get_verdict_display())
