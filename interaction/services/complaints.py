"""A complaint in the petition system's hands (clause S6): its state is mirrored here, its result reaches the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import record
from portal.organisation.models import Capacity, Function
from portal.organisation.services import function_holders

from .. import clocks, news, reminding, ticket_kinds
from ..exchange import outgoing
from ..functions import unit_with
from ..models import Note, Ticket
from ..states import TicketState
from ..ticket_kinds import HANDLE, MOST_EXTENSION
from .tickets import act_on, capacity_in, note, tell


def handed_over(ticket: Ticket) -> None:
    """The petition system acknowledged a complaint. Called in a transaction that holds the ticket's row."""
    if ticket.handed_over_at is None:
        ticket.handed_over_at = timezone.now()
        if ticket.state == TicketState.RECEIVED:
            ticket.hand_over()
        _mirror(ticket, "handed_over")


def accepted(ticket: Ticket, at: datetime, reference: str = "") -> None:
    """The petition system handles it: sixty days from its acceptance, which the person is told (clause S6).

    A clock over there may be slow: nothing is accepted before it was received.
    """
    at = max(at, ticket.received_at)
    reminding.catch_up(ticket, at)
    ticket.accept()
    ticket.accepted_at = at
    ticket.reference = ticket.reference or reference[:60]
    clocks.start_leg(ticket, HANDLE, at)
    news.tell(ticket)
    _mirror(ticket, "accepted")


@sensitive_variables()
def declined(ticket: Ticket, reason: str) -> None:
    """The petition system doesn't handle it; the person is told why."""
    reminding.catch_up(ticket)
    ticket.decline()
    clocks.end(ticket, timezone.now())
    note(ticket, Note.Kind.DECLINED, reason)
    news.tell(ticket)
    _mirror(ticket, "declined")


@sensitive_variables()
def extended(ticket: Ticket, days: int, reason: str) -> None:
    """The time becomes longer, once, by at most thirty days; the person is told why."""
    if ticket.extension or ticket.accepted_at is None or not 1 <= days <= MOST_EXTENSION or not reason.strip():
        raise ActRefused([_("The time is extended once, by 1 to 30 days, with a reason (clause S6).")])
    reminding.catch_up(ticket)
    ticket.extension, ticket.asked_extension = days, 0
    clocks.start_leg(ticket, HANDLE, ticket.accepted_at, more=days)
    note(ticket, Note.Kind.EXTENSION, reason)
    news.tell(ticket)


@sensitive_variables()
def result(ticket: Ticket, text: str) -> None:
    """The petition system's result reaches the person, who reads it with the query code."""
    if ticket.state != TicketState.ACCEPTED:
        raise ActRefused([_("Only what was accepted has a result.")])
    reminding.catch_up(ticket)
    ticket.settle()
    ticket.answered_at = timezone.now()
    clocks.end(ticket, ticket.answered_at)
    note(ticket, Note.Kind.RESULT, text)
    news.tell(ticket)
    _mirror(ticket, "answered")


def mirrored_extension(ticket: Ticket, days: int, reason: str) -> None:
    """The petition system's own extension, which the leader in charge approved there."""
    extended(ticket, days, reason)
    _mirror(ticket, "extended", days=days)


def _mirror(ticket: Ticket, act: str, **data: Any) -> None:
    ticket.version += 1
    ticket.save()
    data |= {"number": ticket.number}
    record(f"ticket.{act}", subject=ticket.subject_key, data=data, digest=ticket.text_digest)


@sensitive_variables()
def ask_extension(ticket: Ticket, person: Any, *, days: int, reason: str, version: int | None = None) -> Ticket:
    """The petition office asks the leader in charge for more time, with the reason that the person will be told."""
    if not 1 <= days <= MOST_EXTENSION:
        raise ActRefused([_("The time is extended once, by 1 to 30 days, with a reason (clause S6).")])
    with act_on(ticket, "ask_extension", person, version) as ticket:
        ticket.asked_extension = days
        ticket.notes.filter(kind=Note.Kind.PROPOSED).delete()
        note(ticket, Note.Kind.PROPOSED, reason, person)
        _record(ticket, "extension_asked", person, days=days)
        posts = function_holders(Function.PETITION_OFFICE, (Capacity.LEADER_IN_CHARGE,))
        text = _("More time is asked for %(kind)s %(number)s, which is due by %(due)s; please decide.")
        tell([post.person for post in posts], ticket, text)
    return ticket


@sensitive_variables()
def decide_extension(ticket: Ticket, person: Any, *, agree: bool, version: int | None = None) -> Ticket:
    """The leader in charge agrees, and the person and the petition system are told, or refuses (clause S6)."""
    from .. import reading

    with act_on(ticket, "decide_extension", person, version) as ticket:
        proposed = ticket.notes.filter(kind=Note.Kind.PROPOSED).last()
        if proposed is not None and proposed.made_by_id == person.pk:
            raise ActRefused([_("Nobody decides what they asked for themselves.")])
        days = ticket.asked_extension
        if agree:
            reason = (reading.note_text(proposed) if proposed else "") or ""
            extended(ticket, days, reason)
            body = {"number": ticket.number, "days": days, "reason": reason}
            outgoing.put(ticket_kinds.kind_of(ticket).party, ticket, "extension", body, key="data")
        ticket.asked_extension = 0
        _record(ticket, "extended" if agree else "extension_refused", person, days=days)
    return ticket


def _record(ticket: Ticket, act: str, person: Any, **data: Any) -> None:
    unit = unit_with(Function.PETITION_OFFICE)
    data |= {"number": ticket.number}
    record(
        f"ticket.{act}",
        actor=person,
        capacity=capacity_in(unit, person),
        subject=ticket.subject_key,
        data=data,
        digest=ticket.text_digest,
    )
