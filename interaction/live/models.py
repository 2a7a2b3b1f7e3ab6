"""Interviews and webcasts: what is announced, what people ask beforehand, what is said, and the transcript (N6)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .. import crypto
from ..guarded import GuardedRow


class Interview(GuardedRow):
    """An interview or webcast. What the public reads of it stands in its announcement, passages and transcript."""

    PUBLIC = "public"

    number = models.CharField(_("number"), max_length=20, unique=True)
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="interviews", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    public = models.BooleanField(_("public"), default=False, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    changed_at = models.DateTimeField(_("changed in public"), null=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "interview")
        verbose_name_plural = pgettext_lazy("gongkai", "interviews")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.number

    @cached_property
    def announced(self) -> Announcement | None:
        """The announcement that the public reads, or None."""
        return self.announcements.filter(live=True).select_related("picture", "text_reviewer", "recorder").first()


class Announcement(GuardedRow):
    """A version of an interview's announcement; one at most is ``live``. A change or a cancellation is another version.

    Its case names who reviews the text on site and who records it.
    """

    PUBLIC = "live"

    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("online interview")
        WEBCAST = "webcast", _("webcast")

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="announcements")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.INTERVIEW)
    title = models.CharField(_("title"), max_length=80)
    summary = models.TextField(_("what it is about"), max_length=2000)
    guests = models.TextField(_("guests"), max_length=1000, help_text=_("One a line: name, then what they are."))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    questions_until = models.DateTimeField(
        _("questions until"), null=True, blank=True, help_text=_("Empty: no questions are collected beforehand.")
    )
    video_url = models.URLField(
        _("address of the video"), blank=True, help_text=_("Of a player on a host that this portal allows.")
    )
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    text_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("text reviewer"),
        help_text=_("A secrecy reviewer of the unit: approves each passage on site."),
    )
    recorder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("recorder"),
        help_text=_("Types what is said, and can't be the text reviewer."),
    )
    cancelled = models.BooleanField(_("it is cancelled"), default=False)
    note = models.CharField(
        _("what changed, and why"),
        max_length=200,
        blank=True,
        help_text=_("The public reads it above the announcement."),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"), editable=False
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    live = models.BooleanField(_("public"), default=False, editable=False)

    class Meta:
        verbose_name = _("announcement of an interview")
        verbose_name_plural = _("announcements of interviews")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["interview"], condition=models.Q(live=True), name="announcement_one_live_per_interview"
            )
        ]
        indexes = [models.Index(fields=["live", "starts_at"], name="announcement_live")]

    def __str__(self) -> str:
        return self.title


class Passage(GuardedRow):
    """Something that was said, or a picture, as the recorder typed it; public once the text reviewer released it.

    ``release_no`` counts all releases of the portal in the order in which they became public: readers follow it. A
    correction names the passage it ``corrects`` (always the first one, never another correction).
    """

    PUBLIC = "released"

    class Kind(models.TextChoices):
        HOST = "host", _("host")
        GUEST = "guest", _("guest")
        QUESTION = "question", _("question from the public")
        SCENE = "scene", _("from the scene")
        END = "end", _("end of the live broadcast")

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="passages")
    kind = models.CharField(_("who speaks"), max_length=10, choices=Kind, default=Kind.GUEST)
    speaker = models.CharField(_("name of the speaker"), max_length=40, blank=True)
    text = models.TextField(_("text"), max_length=3000, blank=True)
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    hides = models.BooleanField(
        _("don't show the wrong text any more"),
        default=False,
        help_text=_("Else the wrong text stays readable, struck through."),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"), editable=False
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    released = models.BooleanField(_("public"), default=False, editable=False)
    release_no = models.PositiveBigIntegerField(null=True, unique=True, editable=False)
    released_at = models.DateTimeField(_("released"), null=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "passage")
        verbose_name_plural = pgettext_lazy("gongkai", "passages")
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["interview", "release_no"], name="passage_release")]

    def __str__(self) -> str:
        return self.text[:30] or str(self.get_kind_display())


class Transcript(GuardedRow):
    """The edited record of an interview that is over; one version at most is ``live``."""

    PUBLIC = "live"

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="transcripts")
    summary = models.TextField(_("abstract"), max_length=1000)
    text = models.TextField(
        _("transcript"), max_length=200_000, help_text=_("A paragraph a line; who speaks stands before a colon.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"), editable=False
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    live = models.BooleanField(_("public"), default=False, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "transcript")
        verbose_name_plural = pgettext_lazy("gongkai", "transcripts")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["interview"], condition=models.Q(live=True), name="transcript_one_live_per_interview"
            )
        ]

    def __str__(self) -> str:
        return str(self.interview)


class Question(models.Model):
    """A question that somebody sent before an interview: stored encrypted, read by those who prepare it (law 7)."""

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("gongkai", "to be looked at")
        CHOSEN = "chosen", pgettext_lazy("gongkai", "chosen")
        ASKED = "asked", pgettext_lazy("gongkai", "asked")
        DECLINED = "declined", pgettext_lazy("gongkai", "declined")

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="questions")
    sealed = models.BinaryField(pgettext_lazy("interview", "question (encrypted)"))
    text_digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(_("erased"), null=True)

    class Meta:
        verbose_name = _("question for an interview")
        verbose_name_plural = _("questions for interviews")
        ordering = ["received_at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["interview", "state"], name="live_question_state")]

    def __str__(self) -> str:
        return f"{self.interview_id} {self.pk}"

    @property
    def subject_key(self) -> str:
        """How the ledger names this question."""
        return f"interview_question:{self.pk}"

    @cached_property
    def told(self) -> dict[str, Any] | None:
        """What was asked (name, text), or None once it was erased. Callers ask :mod:`.permissions` first."""
        row = QuestionKey.objects.filter(question=self).first()
        return crypto.unseal(crypto.unwrap(row.wrapped), self.sealed) if row else None


class QuestionKey(models.Model):
    """The wrapped data key of a question. Without this row nothing opens its bytes again."""

    question = models.OneToOneField(Question, models.CASCADE, primary_key=True, related_name="key_row")
    wrapped = models.BinaryField()

    class Meta:
        verbose_name = _("key of a question")
        verbose_name_plural = _("keys of questions")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.question_id)
