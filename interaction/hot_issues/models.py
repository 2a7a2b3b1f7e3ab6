"""Hot issues, and what the department says to them in public (clause N7)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField

from ..guarded import GuardedRow
from .states import IssueState, IssueTransitions


class HotIssue(IssueTransitions, models.Model):
    """What people talk about and a unit has to respond to: of its own accord, or because the Office asks for it.

    Only the Office's request has a clock: ``clock`` holds its arithmetic day by day, ``due_at`` its end.
    """

    class Origin(models.TextChoices):
        OWN = "own", _("the unit, of its own accord")
        OFFICE = "office", _("the Office asks for it")

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("issue"), max_length=80)
    about = models.TextField(
        _("what people say and ask"), max_length=3000, help_text=_("For the staff; the public doesn't read it.")
    )
    seen_at = models.CharField(
        _("where it was noticed"), max_length=200, blank=True, help_text=_("A newspaper, a forum, the hot line …")
    )
    grave = models.BooleanField(
        _("important public opinion"),
        default=False,
        help_text=_("The response then goes to the leader in charge too (clause D8)."),
    )
    origin = models.CharField(_("who began it"), max_length=6, choices=Origin, editable=False)
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="hot_issues", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    state = FSMField(_("state"), default=IssueState.OPEN, choices=IssueState.CHOICES, protected=True, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begun by"), editable=False
    )
    begun_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    clock = models.JSONField(pgettext_lazy("gongkai", "clock"), default=dict, editable=False)
    due_at = models.DateTimeField(_("due"), null=True, editable=False)
    provisional = models.BooleanField(_("provisional deadline"), default=False, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)
    overrun_at = models.DateTimeField(_("overrun recorded"), null=True, editable=False)
    answered_at = models.DateTimeField(_("first responded to"), null=True, editable=False)
    dropped_because = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "hot issue")
        verbose_name_plural = pgettext_lazy("gongkai", "hot issues")
        ordering = ["-begun_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["unit", "state"], name="hot_issue_unit"),
            models.Index(fields=["state", "due_at"], name="hot_issue_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def subject_key(self) -> str:
        """How the ledger names this issue."""
        return f"hot_issue:{self.pk}"


class Response(GuardedRow):
    """A version of a response; one at most of each issue is ``live``."""

    PUBLIC = "live"

    issue = models.ForeignKey(HotIssue, models.PROTECT, related_name="responses")
    title = models.CharField(_("title"), max_length=80)
    concern = models.TextField(
        _("what people are concerned about"), max_length=1000, help_text=_("In the department's own words.")
    )
    text = models.TextField(_("response"), max_length=20_000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"), editable=False
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    changed_at = models.DateTimeField(_("changed in public"), null=True, editable=False)
    live = models.BooleanField(_("public"), default=False, editable=False)

    class Meta:
        verbose_name = _("response to a hot issue")
        verbose_name_plural = _("responses to hot issues")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["issue"], condition=models.Q(live=True), name="response_one_live_per_issue")
        ]
        indexes = [models.Index(fields=["live", "published_at"], name="hot_response_live")]

    def __str__(self) -> str:
        return self.title
