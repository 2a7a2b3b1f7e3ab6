"""An activity with which a unit involves the public (clauses S2, S3)."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField

from ... import crypto
from ...guarded import GuardedRow
from ..states import ActivityState, ActivityTransitions


class ActivityKind(models.TextChoices):
    """The kinds that the regulation names (clause S2)."""

    OPINIONS = "opinions", pgettext_lazy("activity", "soliciting opinions")
    SUGGESTIONS = "suggestions", pgettext_lazy("activity", "suggestions")
    SELECTION = "selection", pgettext_lazy("activity", "selection")
    VOTE = "vote", pgettext_lazy("activity", "online vote")
    SLOGAN = "slogan", pgettext_lazy("activity", "slogan contest")
    SURVEY = "survey", pgettext_lazy("activity", "online survey")
    TRAINING = "training", pgettext_lazy("activity", "online training")


VOTED = (ActivityKind.VOTE, ActivityKind.SELECTION)
ANSWERED = (ActivityKind.OPINIONS, ActivityKind.SUGGESTIONS)


class Show(models.TextChoices):
    """When everybody sees how a vote stands."""

    LIVE = "live", _("while it runs")
    AFTER = "after", _("after its end")
    NEVER = "never", _("only in the result that the unit publishes")


class ActivityQuerySet(models.QuerySet["Activity"]):
    def public(self) -> ActivityQuerySet:
        """Activities that everybody sees: announced, running, ended."""
        return self.filter(published=True)

    def running(self, now: datetime | None = None) -> ActivityQuerySet:
        """Public activities in which people can take part now."""
        now = now or timezone.now()
        return self.public().filter(state=ActivityState.OPEN, opens_at__lte=now, closes_at__gt=now)

    def overdue_to_close(self, now: datetime | None = None) -> ActivityQuerySet:
        """Those whose last moment has passed and that nobody closed yet."""
        return self.filter(state=ActivityState.OPEN, closes_at__lte=now or timezone.now())

    def due_for_erasure(self, before: datetime) -> ActivityQuerySet:
        """Those with something to erase that were concluded before a moment, or closed then without a result since."""
        over = models.Q(concluded_at__lt=before) | models.Q(concluded_at=None, closed_at__lt=before)
        return self.filter(over, secret__isnull=False)


class Activity(ActivityTransitions, GuardedRow):
    """One activity. ``content`` and ``rules`` hold what its kind asks for: see :mod:`interaction.activities.content`.

    ``clock`` counts the days within which the result is owed after the end; ``version`` counts the acts, so that nobody
    acts on what they haven't seen. ``follows`` is the slogan contest whose shortlist a vote decides.
    """

    SHOWN = (
        "number", "kind", "title", "lead", "body", "contact", "unit_id", "opens_at", "closes_at", "content", "rules",
        "prolonged_because", "stopped_because", "follows_id",
    )  # fmt: skip

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ActivityKind)
    title = models.CharField(_("title"), max_length=120)
    lead = models.CharField(pgettext_lazy("activity", "what it is about"), max_length=300, blank=True)
    body = models.TextField(_("explanation"), blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="activities", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    opens_at = models.DateTimeField(_("begins"))
    closes_at = models.DateTimeField(_("ends"))
    content = models.JSONField(default=dict)
    rules = models.JSONField(default=dict)
    prolonged_because = models.TextField(_("reason of the prolongation"), blank=True)
    stopped_because = models.TextField(_("reason of the early stop"), blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    state = FSMField(_("state"), default=ActivityState.DRAFT, choices=ActivityState.CHOICES, protected=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    writers = models.JSONField(default=list, help_text=_("Everybody who wrote in it: none of them approves it."))
    jurors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="judged_activities", blank=True, verbose_name=_("jury")
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    published = models.BooleanField(_("public"), default=False, db_index=True)
    published_at = models.DateTimeField(_("published"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    concluded_at = models.DateTimeField(_("result published"), null=True)
    clock = models.JSONField(pgettext_lazy("gongkai", "clock"), default=dict)
    due_at = models.DateTimeField(_("result due"), null=True)
    provisional = models.BooleanField(_("provisional deadline"), default=False)
    reminded = models.JSONField(default=list, help_text=_("Which reminders of the owed result were given."))

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "activity")
        verbose_name_plural = pgettext_lazy("gongkai", "activities")
        ordering = ["-opens_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["published", "state", "closes_at"], name="activity_public"),
            models.Index(fields=["unit", "state"], name="activity_unit"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="activity_ends_later")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject_key(self) -> str:
        """How the ledger names this activity."""
        return f"activity:{self.pk}"

    @property
    def is_voted(self) -> bool:
        """Whether people choose among candidates."""
        return self.kind in VOTED

    @property
    def is_answered(self) -> bool:
        """Whether each contribution, alone or in a group, gets an answer."""
        return self.kind in ANSWERED

    def is_running(self, now: datetime | None = None) -> bool:
        """Say whether people can take part now."""
        now = now or timezone.now()
        return self.published and self.state == ActivityState.OPEN and self.opens_at <= now < self.closes_at

    def has_ended(self, now: datetime | None = None) -> bool:
        """Say whether its last moment has passed."""
        return (now or timezone.now()) >= self.closes_at

    @cached_property
    def salt(self) -> bytes | None:
        """What people's devices and addresses are made unrecognisable with; None once it has been destroyed."""
        row = ActivitySecret.objects.filter(activity=self).first()
        return crypto.unwrap(row.wrapped) if row else None


class ActivitySecret(models.Model):
    """The wrapped salt of an activity. Without it nobody can find out whose ballot is whose by trying."""

    activity = models.OneToOneField(Activity, models.CASCADE, primary_key=True, related_name="secret")
    wrapped = models.BinaryField()

    class Meta:
        verbose_name = _("salt of an activity")
        verbose_name_plural = _("salts of activities")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.activity_id)

    @classmethod
    def make(cls, activity: Activity) -> Any:
        """Give an activity its salt."""
        _key, wrapped = crypto.new_key()
        return cls.objects.create(activity=activity, wrapped=wrapped)
