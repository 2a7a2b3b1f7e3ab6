"""What is said at the desks of a case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .cases import Case


class Opinion(models.Model):
    """What somebody said at a desk, on which version of the subject, in which capacity (clause D6)."""

    class Verdict(models.TextChoices):
        PASSED = "passed", _("passed")
        UNSURE = "unsure", _("unsure, asks the Office")
        RULED_FIT = "ruled_fit", _("ruled: may be published")
        MUST_CHANGE = "must_change", _("ruled: must be changed")
        MUST_NOT = "must_not", _("ruled: must not be published")
        AGREED = "agreed", _("agreed")
        ESCALATED = "escalated", _("agreed, and sent the heavier way")
        CORRECTED = "corrected", _("corrected and signed")
        RETURNED = "returned", _("returned")
        REFUSED = "refused", _("refused")

    AGREEING = (Verdict.AGREED, Verdict.ESCALATED, Verdict.CORRECTED)

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    round = models.PositiveIntegerField()
    stage = models.IntegerField(help_text=_("-1 is the secrecy review."))
    desk = models.CharField(pgettext_lazy("gongkai", "desk"), max_length=40)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    text = models.TextField(_("opinion"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="opinions")
    post = models.ForeignKey("organisation.Post", models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(_("capacity"), max_length=120)
    ground = models.CharField(_("ground"), max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
        help_text=_("The registrar, where the opinion was given on paper."),
    )
    scan = models.ForeignKey("files.Document", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round", "stage", "desk"], name="opinion_once_per_desk"),
            models.UniqueConstraint(fields=["case", "round", "actor"], name="opinion_once_per_person_and_round"),
        ]

    def __str__(self) -> str:
        return f"{self.capacity}: {self.get_verdict_display()}"


class Confirmation(models.Model):
    """Whose opinion was entered from paper, or a second registrar by its scan, confirms what was entered."""

    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="confirmation")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(_("capacity"), max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.opinion)


class Repudiation(models.Model):
    """Whose opinion was entered from paper says that it is not theirs: it doesn't count any more."""

    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="repudiation")
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.opinion)
