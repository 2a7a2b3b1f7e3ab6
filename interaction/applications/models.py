"""Applications for disclosure, and the letters about them. What a person tells is stored encrypted (law 7)."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField

from .. import crypto
from . import outcomes
from .states import ApplicationState, ApplicationTransitions


class ApplicationQuerySet(models.QuerySet["Application"]):
    def open(self) -> ApplicationQuerySet:
        """Applications that wait for something."""
        return self.filter(state__in=ApplicationState.OPEN)

    def ended_late(self) -> ApplicationQuerySet:
        """Applications that ended after the department's time, by their clock and that moment."""
        return self.filter(ended_at__gt=models.F("due_at"))

    def undelivered(self) -> ApplicationQuerySet:
        """Applications with a letter that was given, and whose delivery nothing proves yet (article 40)."""
        given = Letter.objects.filter(given_at__isnull=False, delivered_at=None, application=models.OuterRef("pk"))
        return self.filter(models.Exists(given), erased_at=None)

    def owing_notice(self) -> ApplicationQuerySet:
        """Applications answered with what a third party didn't want disclosed, who wasn't told yet (article 32)."""
        asked = Pause.objects.filter(whom=Pause.Whom.THIRD_PARTY, application=models.OuterRef("pk"))
        said = models.Subquery(asked.order_by("-pk").values("heard")[:1])
        noticed = Letter.objects.filter(kind=Letter.Kind.NOTICE, application=models.OuterRef("pk"))
        disclosed = self.filter(outcome__in=outcomes.DISCLOSING, erased_at=None).annotate(third_party_said=said)
        return disclosed.filter(~models.Exists(noticed), third_party_said__in=Pause.OBJECTING)


class Application(ApplicationTransitions, models.Model):
    """Somebody's application for government information (Regulations on Open Government Information, article 27).

    In clear are only ``state``, dates, ids and what the annual report counts. ``clock`` holds the legs with their
    arithmetic day by day; ``due_at`` is the end of the leg that runs: while others are asked, of their time. Of what is
    over it is the end of the department's time, None where the applicant's own ran. ``version`` counts the acts.
    """

    class Applicant(models.TextChoices):
        """The columns of the annual report."""

        PERSON = "person", _("natural person")
        COMPANY = "company", _("company")
        RESEARCH = "research", _("research institute")
        CHARITY = "charity", _("public welfare organisation")
        LEGAL = "legal", _("legal service")
        OTHER = "other", pgettext_lazy("gongkai", "other organisation")

    class Way(models.TextChoices):
        """How an application came in, or a letter goes out."""

        PORTAL = "portal", _("through this site")
        COUNTER = "counter", _("in person")
        POST = "post", _("by post")

    number = models.CharField(_("number"), max_length=20, unique=True)
    query_code_digest = models.CharField(max_length=64, blank=True, editable=False)
    state = FSMField(
        _("state"), default=ApplicationState.RECEIVED, choices=ApplicationState.CHOICES, protected=True, db_index=True
    )
    version = models.PositiveIntegerField(default=1)
    applicant = models.CharField(_("who applies"), max_length=10, choices=Applicant)
    channel = models.CharField(_("came in"), max_length=10, choices=Way, default=Way.PORTAL)
    answer_by = models.CharField(_("the answer goes"), max_length=10, choices=Way, default=Way.PORTAL)
    sealed_person = models.BinaryField(_("who applies (encrypted)"))
    sealed_request = models.BinaryField(_("what is applied for (encrypted)"))
    text_digest = models.CharField(max_length=64, editable=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    started_at = models.DateTimeField(_("time runs from"), null=True)
    correction_asked_at = models.DateTimeField(_("correction asked for"), null=True)
    corrected_at = models.DateTimeField(_("corrected"), null=True)
    correct_within = models.PositiveSmallIntegerField(_("working days for the correction"), default=0)
    extension = models.PositiveSmallIntegerField(_("extended by working days"), default=0)
    unit = models.ForeignKey(
        "organisation.Unit",
        models.PROTECT,
        null=True,
        related_name="applications",
        verbose_name=pgettext_lazy("gongkai", "unit"),
    )
    clock = models.JSONField(pgettext_lazy("gongkai", "clock"), default=dict)
    due_at = models.DateTimeField(_("due"), null=True)
    provisional = models.BooleanField(_("provisional deadline"), default=False)
    reminded = models.JSONField(default=dict, editable=False)  # which thresholds of its deadline were told
    outcome = models.CharField(
        _("outcome"), max_length=20, blank=True, choices=[(found.code, found.label) for found in outcomes.ALL]
    )
    ended_at = models.DateTimeField(_("ended"), null=True)
    erased_at = models.DateTimeField(_("erased"), null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for disclosure")
        verbose_name_plural = _("applications for disclosure")
        ordering = ["-received_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["unit", "state"], name="application_unit"),
            models.Index(fields=["state", "due_at"], name="application_due"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject_key(self) -> str:
        """How the ledger names this application."""
        return f"application:{self.pk}"

    @property
    def is_late(self) -> bool:
        """Say whether it ended after the department's time."""
        return self.ended_at is not None and self.due_at is not None and self.ended_at > self.due_at

    @cached_property
    def data_key(self) -> bytes | None:
        """The application's data key, or None once it has been destroyed."""
        row = ApplicationKey.objects.filter(application=self).first()
        return crypto.unwrap(row.wrapped) if row else None


class ApplicationKey(models.Model):
    """The wrapped data key of an application. Without this row nothing opens its bytes again."""

    application = models.OneToOneField(Application, models.CASCADE, primary_key=True, related_name="key_row")
    wrapped = models.BinaryField()

    class Meta:
        verbose_name = _("key of an application")
        verbose_name_plural = _("keys of applications")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.application_id)


class ApplicationFile(models.Model):
    """A file that an applicant handed in: name and content encrypted with the application's key."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="files")
    sealed_name = models.BinaryField()
    sealed_content = models.BinaryField()
    size = models.PositiveIntegerField(_("size"))
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("file of an application")
        verbose_name_plural = _("files of applications")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.application_id}/{self.pk}"


class Pause(models.Model):
    """A time that isn't counted: a third party is asked (for 15 working days), or another agency (article 33).

    Another agency is expected to answer by ``expected_on``; that day ends nothing, but whoever handles it is told.
    Of a third party is kept what they said (``heard``), with their reasons, sealed with the application's key.
    """

    class Whom(models.TextChoices):
        THIRD_PARTY = "third_party", _("a third party")
        AGENCY = "agency", _("another agency")

    class Heard(models.TextChoices):
        AGREES = "agrees", _("agrees to the disclosure")
        IN_PART = "in_part", _("agrees in part")
        REFUSES = "refuses", _("doesn't agree")
        SILENT = "silent", _("said nothing in time")

    OBJECTING = (Heard.IN_PART, Heard.REFUSES)

    application = models.ForeignKey(Application, models.CASCADE, related_name="pauses")
    whom = models.CharField(_("who is asked"), max_length=12, choices=Whom)
    began_at = models.DateTimeField(_("from"), default=timezone.now)
    expected_on = models.DateField(_("expected to answer by"), null=True)
    ended_at = models.DateTimeField(_("until"), null=True)
    heard = models.CharField(_("what the third party said"), max_length=7, choices=Heard, blank=True)
    sealed_reasons = models.BinaryField(_("the third party's reasons (encrypted)"), null=True)

    class Meta:
        verbose_name = _("time that isn't counted")
        verbose_name_plural = _("times that aren't counted")
        ordering = ["began_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(ended_at__isnull=True), name="one_open_pause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.whom}"


class Letter(models.Model):
    """A letter to the applicant or to a third party. An answer goes through a case; it is given when it is approved."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Notice of correction")
        EXTENSION = "extension", _("Notice of extension")
        CONSULTATION = "consultation", _("Letter to a third party")
        CLOSING = "closing", _("Notice that the application is closed")
        ANSWER = "answer", _("Answer to an application for disclosure")
        NOTICE = "notice", _("Notice of disclosure to a third party")

    TO_OTHERS = (Kind.CONSULTATION, Kind.NOTICE)  # not the applicant's to read

    application = models.ForeignKey(Application, models.PROTECT, related_name="letters")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("gongkai", "unit")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    writers = models.JSONField(default=list, help_text=_("Everybody who wrote in it: none of them approves it."))
    sealed_text = models.BinaryField(_("text (encrypted)"))
    # The whole letter as it was given: what it says of days and names doesn't follow what changes later.
    sealed_letter = models.BinaryField(_("letter as it was given (encrypted)"), null=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    given_at = models.DateTimeField(_("given"), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    delivered_by = models.CharField(_("delivered how"), max_length=10, choices=Application.Way, blank=True)
    delivery_proof = models.CharField(
        _("proof of delivery"), max_length=80, blank=True, help_text=_("The number of the registered letter, say.")
    )

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "letter")
        verbose_name_plural = pgettext_lazy("gongkai", "letters")
        ordering = ["made_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(kind="answer", given_at__isnull=True),
                name="one_drafted_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"

    @property
    def outcome_label(self) -> str:
        """How the application ends with it, for people."""
        outcome = outcomes.BY_CODE.get(self.outcome)
        return str(outcome.label) if outcome else ""
