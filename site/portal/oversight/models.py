"""What is recorded against units (clause O7; appended, the guard sees to that), and the yearly clean-up (clause O5)."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from .cleanup.states import CampaignState, CampaignTransitions
from .cleanup.verdicts import Thresholds, Verdict


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
        UPDATED = "updated", _("updated late")
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


class Campaign(CampaignTransitions, models.Model):
    """The yearly clean-up of columns and topics (clause O5). Its thresholds are kept with it."""

    year = models.PositiveSmallIntegerField(_("year"))
    state = FSMField(_("state"), choices=CampaignState.CHOICES, default=CampaignState.OPENED, protected=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    answers_by = models.DateField(pgettext_lazy("cleanup", "answers until"), null=True, blank=True)
    times_duty = models.PositiveSmallIntegerField(
        _("times its duty without an update"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    idle_days = models.PositiveSmallIntegerField(
        _("days without an update, where it has no duty"),
        default=365,
        validators=[MinValueValidator(30), MaxValueValidator(3650)],
    )
    few_items = models.PositiveSmallIntegerField(
        _("own items a year that speak for its own column"), default=3, validators=[MaxValueValidator(100)]
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("clean-up of columns")
        verbose_name_plural = _("clean-ups of columns")
        ordering = ["-year", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=~models.Q(state=CampaignState.CALLED_OFF),
                name="cleanup_once_a_year",
                violation_error_message=_("There is a clean-up of this year already."),
            )
        ]

    def __str__(self) -> str:
        return gettext("Clean-up of columns %(year)s") % {"year": self.year}

    @property
    def takes_answers(self) -> bool:
        """Whether units may answer today."""
        if self.state != CampaignState.ANSWERING or self.answers_by is None:
            return False
        return timezone.localdate() <= self.answers_by

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(self.times_duty, self.idle_days, self.few_items)


class CleanupLine(models.Model):
    """One section in a clean-up: its figures on the day of opening, what its unit says, and what is decided."""

    class Answer(models.TextChoices):
        NONE = "", pgettext_lazy("cleanup", "unanswered")
        AGREES = "agrees", pgettext_lazy("cleanup", "agrees")
        OBJECTS = "objects", pgettext_lazy("cleanup", "objects")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="lines")
    page = models.ForeignKey("wagtailcore.Page", models.PROTECT, related_name="+", verbose_name=_("page"))
    title = models.CharField(_("title"), max_length=255)
    section = models.CharField(_("type"), max_length=30)
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    order = models.PositiveIntegerField(default=0)
    last_update = models.DateField(_("last update"), null=True, blank=True)
    own_items = models.PositiveIntegerField(_("own items in the year"), default=0)
    pages = models.PositiveIntegerField(_("public pages"), default=0)
    visits = models.PositiveIntegerField(_("visits in the year"), default=0)
    found = models.PositiveIntegerField(_("found in search in the year"), default=0)
    update_days = models.PositiveIntegerField(_("an update at least every … days"), null=True, blank=True)
    in_working_days = models.BooleanField(_("counted in working days"), default=False)
    is_required = models.BooleanField(_("a superior requires it"), default=False)
    duty_basis = models.CharField(_("basis of the duty"), max_length=120, blank=True)
    proposal = models.CharField(_("proposal"), max_length=8, choices=Verdict)
    proposal_reason = models.TextField(_("reason"))
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True, default=Answer.NONE)
    answer_reason = models.TextField(_("reason"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_as = models.CharField(_("capacity"), max_length=120, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    verdict = models.CharField(_("decision"), max_length=8, choices=Verdict, blank=True)
    verdict_reason = models.TextField(_("reason"), blank=True)
    merged_into = models.ForeignKey(
        "wagtailcore.Page", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    request = models.OneToOneField(
        "columns.RetirementRequest", models.PROTECT, null=True, blank=True, related_name="cleanup_line"
    )

    class Meta:
        verbose_name = _("line of a clean-up")
        verbose_name_plural = _("lines of clean-ups")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["campaign", "page"], name="cleanup_line_once")]
        indexes = [models.Index(fields=["campaign", "unit"])]

    def __str__(self) -> str:
        return self.title
