"""Tickets: what people told the department, stored encrypted (law 7)."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField

from .. import crypto
from ..states import TicketState, TicketTransitions


class TicketQuerySet(models.QuerySet["Ticket"]):
    def open(self) -> TicketQuerySet:
        """Tickets that wait for an answer."""
        return self.filter(state__in=TicketState.OPEN)

    def ended_late(self) -> TicketQuerySet:
        """Tickets that came to an end after their time: the clock and the moment say it, not what ran then."""
        return self.filter(ended_at__gt=models.F("due_at"))


class Ticket(TicketTransitions, models.Model):
    """A question, complaint or error report from a person (clauses S4 to S7). In clear are only states, dates and ids.

    ``kind`` names a :class:`portal.addons.types.TicketKind`. ``clock`` holds the legs with their arithmetic day by
    day; ``due_at`` and ``provisional`` are those of the leg that runs. ``version`` counts the acts, so that nobody acts
    on what they haven't seen. ``ended_at`` is when it was answered, declined or taken back; of a merged one, when the
    other was answered. ``reference`` is the number that the system has given it from which it came. ``system`` is the
    party in whose system it is handled, where that was chosen (clause S5).
    """

    class Channel(models.TextChoices):
        """How a ticket came in, and where its answer goes."""

        PORTAL = "portal", _("this site")
        HALL = "hall", _("provincial online hall")
        NATIONAL = "national", _("national reporting system")

    class Finding(models.TextChoices):
        """What became of an error report."""

        CORRECTED = "corrected", pgettext_lazy("error report", "corrected")
        NO_ERROR = "no_error", _("nothing is wrong")
        ELSEWHERE = "elsewhere", _("belongs to another site")

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(pgettext_lazy("gongkai", "kind"), max_length=20, default="consultation", db_index=True)
    channel = models.CharField(_("came in"), max_length=10, choices=Channel, default=Channel.PORTAL)
    reference = models.CharField(_("number there"), max_length=60, blank=True)
    query_code_digest = models.CharField(max_length=64, blank=True, editable=False)
    state = FSMField(
        _("state"), default=TicketState.RECEIVED, choices=TicketState.CHOICES, protected=True, db_index=True
    )
    version = models.PositiveIntegerField(default=1)
    sealed_person = models.BinaryField(_("who asks (encrypted)"))
    # Of a complaint whose text was erased here: where news of it reach the person, until its end was told.
    sealed_contact = models.BinaryField(_("how news reach the person (encrypted)"), default=b"")
    sealed_question = models.BinaryField(_("question (encrypted)"))
    text_digest = models.CharField(max_length=64, editable=False)
    system = models.SlugField(_("handled in another system"), max_length=20, blank=True)
    wish_public = models.BooleanField(_("the answer may be public"), default=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    unit = models.ForeignKey(
        "organisation.Unit",
        models.PROTECT,
        null=True,
        related_name="tickets",
        verbose_name=pgettext_lazy("gongkai", "unit"),
    )
    assigned_at = models.DateTimeField(_("distributed"), null=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    extension = models.PositiveSmallIntegerField(_("extended by days"), default=0)
    asked_extension = models.PositiveSmallIntegerField(_("extension that is asked for"), default=0)
    answered_at = models.DateTimeField(_("answered"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    finding = models.CharField(_("result"), max_length=10, choices=Finding, blank=True)
    rating = models.PositiveSmallIntegerField(_("rated by the person"), null=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="duplicates", verbose_name=_("same question as")
    )
    clock = models.JSONField(pgettext_lazy("gongkai", "clock"), default=dict)
    due_at = models.DateTimeField(_("due"), null=True)
    provisional = models.BooleanField(_("provisional deadline"), default=False)
    reminded = models.JSONField(default=dict, editable=False)  # which thresholds of its deadline were told
    text_erased_at = models.DateTimeField(_("text erased"), null=True)
    erased_at = models.DateTimeField(_("erased"), null=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "ticket")
        verbose_name_plural = pgettext_lazy("gongkai", "tickets")
        ordering = ["-received_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["kind", "state"]),
            models.Index(fields=["ended_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "reference"], condition=~models.Q(reference=""), name="ticket_once_per_reference"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject_key(self) -> str:
        """How the ledger names this ticket."""
        return f"ticket:{self.pk}"

    @property
    def is_late(self) -> bool:
        """Say whether it ended after its time."""
        return self.ended_at is not None and self.due_at is not None and self.ended_at > self.due_at

    @cached_property
    def _keys(self) -> tuple[bytes | None, bytes | None, bytes | None]:
        row = KeyRow.objects.filter(ticket=self).first()
        if row is None:
            return None, None, None
        text, contact = (crypto.unwrap(key) if key else None for key in (row.wrapped_text, row.wrapped_contact))
        return crypto.unwrap(row.wrapped), text, contact

    @property
    def data_key(self) -> bytes | None:
        """The key of what the person is answered, or None once it has been destroyed."""
        return self._keys[0]

    @property
    def text_key(self) -> bytes | None:
        """The key of what the person told, or None once it has been destroyed."""
        return self._keys[1]

    @property
    def contact_key(self) -> bytes | None:
        """The key of how news reach the person after the text was erased, or None."""
        return self._keys[2]

    def forget_keys(self) -> None:
        """Drop the keys that this object remembers, after they were destroyed."""
        self.__dict__.pop("_keys", None)


class KeyRow(models.Model):
    """The wrapped keys of a ticket; without them nothing opens its bytes again.

    There are two, since the text of a complaint is erased here long before its result is told (clause S6). What the
    person adds after that gets a key of its own, in the place of the one that was destroyed. ``wrapped_contact`` is the
    key of how news reach the person from then on; it is destroyed once the end of the complaint was told.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="key_row")
    wrapped = models.BinaryField()
    wrapped_text = models.BinaryField(null=True)
    wrapped_contact = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("key of a ticket")
        verbose_name_plural = _("keys of tickets")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.ticket_id)


class TicketFile(models.Model):
    """A file that a person sent along: name and content encrypted with the key of what they told."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="files")
    sealed_name = models.BinaryField()
    sealed_content = models.BinaryField()
    size = models.PositiveIntegerField(_("size"))

    class Meta:
        verbose_name = _("file of a ticket")
        verbose_name_plural = _("files of tickets")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.pk}"


class Note(models.Model):
    """Words about a ticket besides its reply: a result, an extension's reason, what the person added. Encrypted."""

    class Kind(models.TextChoices):
        RESULT = "result", _("Result")
        DECLINED = "declined", _("Why it isn't accepted")
        EXTENSION = "extension", _("Why it takes longer")
        ADDED = "added", _("Added by the person")
        RETURNED = "returned", _("Why the unit gave it back")
        PROPOSED = "proposed", _("Proposed extension")
        RECALLED = "recalled", _("Why it was taken back from the OA system")

    TOLD = (Kind.RESULT, Kind.DECLINED, Kind.EXTENSION, Kind.ADDED)  # what the person sees
    BY_PERSON = (Kind.ADDED,)  # sealed and erased with what the person told

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind)
    sealed_text = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("note on a ticket")
        verbose_name_plural = _("notes on tickets")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind}"
