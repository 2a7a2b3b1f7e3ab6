"""What changes a ticket, one function a use case, each in one transaction.

Each locks the ticket, checks the version its author saw, collects all reasons against the act, transitions, appends to
the ledger, and leaves after-effects as outbox rows. The ledger, notices and outbox get numbers, ids and salted digests
only (law 7).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case
from portal.notices.services import notify
from portal.organisation.models import Function, Unit
from portal.organisation.services import liaisons_of

from .. import clocks, crypto, permissions, reading, reminding, ticket_kinds
from ..acting import row_for_act
from ..exchange import connectors, outgoing
from ..functions import people_of, unit_with
from ..models import KeyRow, Note, Reply, Ticket, TicketFile, TicketSettings
from ..numbering import next_number
from ..recounting import recount_all
from ..ticket_kinds import BY_PARTY, CONSULTATION

KIND = "reply"
INDEX_SOURCE = "answer"
TOPIC = "ticket"
OF_AN_EARLIER_DAY = ("enter_accepted",)  # it happened when the letter says, and looks at the clock of that moment


@dataclass(frozen=True)
class Receipt:
    """What the asker gets, once: the code is stored nowhere."""

    ticket: Ticket
    code: str

    def __repr__(self) -> str:
        return f"Receipt({self.ticket})"


@sensitive_variables()
def submit(
    *,
    name: str = "",
    contact: str = "",
    subject: str,
    text: str,
    wish_public: bool = False,
    kind: str = CONSULTATION,
    channel: str = Ticket.Channel.PORTAL,
    reference: str = "",
    more: Mapping[str, str] | None = None,
    files: Sequence[tuple[str, bytes]] = (),
    entered_by: Any = None,
) -> Receipt:
    """Receive what a person tells: sealed, numbered, on the clock of its kind; a complaint is handed over (S4 to S7).

    ``more`` are further fields of the form, ``files`` pairs of name and content. Returns the ticket and its query
    code, which is shown once and kept by nobody but the asker; what came from another system has none.
    """
    (_key, wrapped), (text_key, wrapped_text) = crypto.new_key(), crypto.new_key()
    question = {"subject": subject.strip(), "text": text.strip(), **(more or {})}
    ticket = Ticket(
        kind=kind,
        channel=channel,
        reference=reference,
        sealed_person=crypto.seal(text_key, {"name": name.strip(), "contact": contact.strip()}),
        sealed_question=crypto.seal(text_key, question),
        text_digest=crypto.salted_digest(text_key, question),
        system=_system_of(kind, channel),
        wish_public=wish_public,
        received_at=timezone.now(),
    )
    code = crypto.new_code() if channel == Ticket.Channel.PORTAL else ""
    with transaction.atomic():
        lock_head()
        clocks.start_first(ticket)
        _number_and_insert(ticket, code)
        KeyRow.objects.create(ticket=ticket, wrapped=wrapped, wrapped_text=wrapped_text)
        for file_name, content in files:
            TicketFile.objects.create(
                ticket=ticket,
                sealed_name=crypto.seal(text_key, file_name),
                sealed_content=crypto.seal_bytes(text_key, content),
                size=len(content),
            )
        record(
            "ticket.received",
            actor=entered_by,
            capacity=_capacity_of_carrier(entered_by),
            subject=ticket.subject_key,
            data={"number": ticket.number, "kind": kind, "channel": channel, "wish_public": wish_public},
            digest=ticket.text_digest,
        )
        if ticket_kinds.kind_of(ticket).path == BY_PARTY:
            _hand_over(ticket, name=name.strip(), contact=contact.strip(), **question)
        elif ticket.system:
            from .in_oa import hand_to_oa

            hand_to_oa(ticket, name=name.strip(), contact=contact.strip(), **question)
        _tell_those_who_handle(ticket)
    return Receipt(ticket, code)


def _system_of(kind: str, channel: str) -> str:
    """Return in which other system a new ticket is handled, where the Office chose one (clauses S4 and S5)."""
    chosen = kind == CONSULTATION and channel in (Ticket.Channel.PORTAL, Ticket.Channel.HALL)
    return TicketSettings.current().consultations_in if chosen else ""


def _capacity_of_carrier(person: Any) -> str:
    """Return in which post somebody brought a message in: at the document window, else for the Office."""
    if person is None:
        return ""
    window = Unit.objects.filter(functions__function=Function.DOCUMENT_WINDOW).first()
    return approvals.post_for(person, window or unit_with(Function.OFFICE)).title


@sensitive_variables()
def _hand_over(ticket: Ticket, **told: str) -> None:
    """Put the whole complaint on its way, at once (clause S6)."""
    outgoing.put(ticket_kinds.kind_of(ticket).party, ticket, "complaint", whole_message(ticket, **told), key="text")


@sensitive_variables()
def whole_message(ticket: Ticket, **told: str) -> dict[str, Any]:
    """Return all that a person told as the body of a message, with the files."""
    body: dict[str, Any] = {"number": ticket.number, "received_at": ticket.received_at.isoformat(), **told}
    body["files"] = [
        {"name": file["name"], "content": crypto.base64_of(file["content"])} for file in reading.files_of(ticket)
    ]
    return body


def _number_and_insert(ticket: Ticket, code: str) -> None:
    """Number a ticket by its day."""
    day = timezone.localdate(ticket.received_at)
    ticket.number = next_number(f"{ticket_kinds.kind_of(ticket).prefix}{day:%Y%m%d}-")
    ticket.query_code_digest = crypto.code_digest(ticket.number, code) if code else ""
    ticket.save(force_insert=True)


def _tell_those_who_handle(ticket: Ticket) -> None:
    by_party = ticket_kinds.kind_of(ticket).path == BY_PARTY
    function = Function.PETITION_OFFICE if by_party else Function.OFFICE
    text = _("%(kind)s %(number)s was received; the next step is due by %(due)s.")
    if by_party and connectors.by_hand([ticket_kinds.kind_of(ticket).party]):
        text = _("%(kind)s %(number)s was received: please carry it over at once; the next step is due by %(due)s.")
    tell(people_of(function), ticket, text)


def tell(people: list[Any], ticket: Ticket, text: str, **more: str) -> None:
    """Notify people about a ticket; ``text`` may name its kind, number and due day, and what is in ``more``."""
    due = timezone.localtime(ticket.due_at).date().isoformat() if ticket.due_at else ""
    words = {"kind": ticket_kinds.kind_of(ticket).label, "number": ticket.number, "due": due, **more}
    notify(people, text=text % words, url=ticket_url(ticket), topic=TOPIC)


def ticket_url(ticket: Ticket) -> str:
    """Return the address of a ticket's page in the admin."""
    return reverse("interaction_admin:ticket", args=[ticket.pk])


@contextmanager
def act_on(ticket: Ticket, name: str, person: Any, version: int | None) -> Iterator[Ticket]:
    """Lock a ticket for an act, refuse it for every reason there is, and count the version up at the end."""
    with transaction.atomic():
        row = row_for_act(Ticket.objects.all(), ticket, name, person, version, permissions.reasons_against)
        if name not in OF_AN_EARLIER_DAY:
            reminding.catch_up(row)
        yield row
        row.version += 1
        row.save()


def note(ticket: Ticket, kind: str, text: str, person: Any = None) -> Note:
    """Keep words about a ticket, sealed. Raises ActRefused for an erased one."""
    key = reading.key_of(ticket, kind)
    if key is None:
        raise ActRefused([_("What was told in it was erased.")])
    sealed = crypto.seal(key, text.strip())
    return Note.objects.create(ticket=ticket, kind=kind, sealed_text=sealed, made_by=person, made_at=timezone.now())


def assign(ticket: Ticket, unit: Unit, person: Any, version: int | None = None) -> Ticket:
    """The Office gives a ticket to a unit; the unit's clock of three working days starts (clause S5).

    Given on to another unit, the clock runs on. Raises ActRefused with every reason, Stale for an old ``version``.
    """
    with act_on(ticket, "assign", person, version) as ticket:
        if not unit.is_active:
            raise ActRefused([_("This unit no longer exists.")])
        if unit.pk == ticket.unit_id:
            raise ActRefused([_("It is with that unit already.")])
        given_on_from = ticket.unit_id
        ticket.assign()
        ticket.unit = unit
        if ticket.assigned_at is None:
            ticket.assigned_at = timezone.now()
            clocks.start_leg(ticket, clocks.REPLY, ticket.assigned_at)
        drop_draft(ticket)
        record(
            "ticket.assigned",
            actor=person,
            capacity=capacity_in(unit_with(Function.OFFICE), person),
            subject=ticket.subject_key,
            data={"number": ticket.number, "unit": unit.pk, "from": given_on_from},
            digest=ticket.text_digest,
        )
        tell(liaisons_of(unit), ticket, _("%(kind)s %(number)s was given to your unit; the reply is due by %(due)s."))
    return ticket


def give_back(ticket: Ticket, person: Any, *, reason: str, version: int | None = None) -> Ticket:
    """The unit says that it isn't theirs, and why; the clock runs on while the Office gives it to another one."""
    with act_on(ticket, "give_back", person, version) as ticket:
        unit = ticket.unit
        assert unit is not None  # a ticket of no unit was refused above
        note(ticket, Note.Kind.RETURNED, reason, person)
        ticket.give_back()
        drop_draft(ticket)
        ticket.unit = None
        record(
            "ticket.given_back",
            actor=person,
            capacity=capacity_in(unit, person),
            subject=ticket.subject_key,
            data={"number": ticket.number, "unit": unit.pk},
            digest=ticket.text_digest,
        )
        text = _("%(kind)s %(number)s was given back; it is due by %(due)s.")
        tell(people_of(Function.OFFICE), ticket, text)
    return ticket


def case_of(reply: Reply) -> Case | None:
    """Return the newest case about a reply, or None."""
    return Case.objects.about(KIND, reply.pk).order_by("-pk").first()


def drop_draft(ticket: Ticket) -> None:
    """Leave no draft of another unit behind; one that a case was ever about stays as its record."""
    draft = reading.draft_of(ticket)
    if draft is not None and not Case.objects.about(KIND, draft.pk).exists():
        draft.delete()


def capacity_in(unit: Unit, person: Any) -> str:
    """Return the title of the post in which a person acts for a unit."""
    return approvals.post_for(person, unit).title


def recount_clocks() -> int:
    """Count the clocks of open tickets again, after a year was entered; return how many changed. Each is recorded."""
    return recount_all(Ticket.objects.open(), clocks.recount, "ticket.recounted")
