"""Consultations that are handled in the OA system (clause S5): handed over at once, mirrored both ways, one clock.

The portal stays the place where the person asks, follows and reads; one of the provincial hall comes in through the
document window, and its answer goes back through it (clause S4). What everybody would read is approved here all the
same (law 1): such an answer arrives as the unit's draft.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.organisation.models import Function, Unit
from portal.organisation.services import liaisons_of

from .. import clocks, crypto, news, reminding
from ..exchange import connectors, outgoing
from ..functions import people_of, unit_with
from ..models import Note, Reply, Ticket, TicketSettings
from ..states import TicketState
from ..ticket_kinds import OA
from .hall import send_back
from .tickets import act_on, capacity_in, drop_draft, note, tell, whole_message

PORTAL = TicketSettings.Place.PORTAL


def is_connected() -> bool:
    """Say whether the OA system can be chosen: its connector carries messages by itself."""
    return connectors.is_connected(OA)


def choose_place(place: str, person: Any) -> TicketSettings:
    """The Office chooses where consultations are handled from now on; what came in before stays where it is.

    Raises ActRefused outside the Office, and for the OA system while it isn't connected.
    """
    from .. import permissions

    if not permissions.is_office(person):
        raise ActRefused([_("Only the Office can do that (clause S5).")])
    if place != PORTAL and not is_connected():
        raise ActRefused([_("The OA system isn't connected yet: the technology centre sets up its connector first.")])
    with transaction.atomic():
        lock_head()  # two who choose at once choose one after the other
        row = TicketSettings.current()
        before = row.consultations_in
        row.consultations_in, row.changed_by, row.changed_at = place, person, timezone.now()
        row.save()
        record(
            "tickets.place_chosen",
            actor=person,
            capacity=capacity_in(unit_with(Function.OFFICE), person),
            subject="tickets:settings",
            data={"before": before, "now": place},
        )
    return row


@sensitive_variables()
def hand_to_oa(ticket: Ticket, **told: str) -> None:
    """Put a new consultation on its way to the OA system. The caller holds the ledger's head."""
    body = whole_message(ticket, **told)
    body |= {"wish_public": ticket.wish_public, "due_at": ticket.due_at.isoformat() if ticket.due_at else ""}
    body |= {"channel": ticket.channel, "reference": ticket.reference}
    outgoing.put(OA, ticket, "consultation", body, key="text")


def reached(ticket: Ticket) -> None:
    """The OA system acknowledged a consultation. Called in a transaction that holds the ticket's row."""
    if ticket.handed_over_at is None:
        ticket.handed_over_at = timezone.now()
        _mirror(ticket, "handed_over")


def assigned(ticket: Ticket, unit: Unit, at: datetime) -> None:
    """The Office gave it to a unit over there: the unit's three working days run from then, as they do here."""
    given_on_from = ticket.unit_id
    at = max(at, ticket.received_at)
    reminding.catch_up(ticket, at)
    ticket.assign()
    ticket.unit = unit
    if ticket.assigned_at is None:
        ticket.assigned_at = at
        clocks.start_leg(ticket, clocks.REPLY, ticket.assigned_at)
    _mirror(ticket, "assigned", unit=unit.pk, **{"from": given_on_from})


@sensitive_variables()
def returned(ticket: Ticket, reason: str) -> None:
    """The unit gave it back over there; the clock runs on."""
    note(ticket, Note.Kind.RETURNED, reason)
    unit = ticket.unit_id
    ticket.give_back()
    ticket.unit = None
    _mirror(ticket, "given_back", unit=unit)


@sensitive_variables()
def replied(ticket: Ticket, text: str, approved_by: str, public: dict[str, str] | None) -> None:
    """The unit's head approved a reply over there: one for the person only is given at once.

    One for everybody comes back here as the unit's draft, and is sent for approval like any other.
    """
    unit, key = ticket.unit, ticket.data_key
    if unit is None or ticket.state != TicketState.ASSIGNED or key is None:
        raise ActRefused([_("Only what a unit has can be answered.")])
    drop_draft(ticket)
    now = timezone.now()
    reminding.catch_up(ticket, now)
    reply = Reply(
        ticket=ticket,
        number=ticket.number,
        unit=unit,
        sealed_answer=crypto.seal(key, text.strip()),
        asked_on=timezone.localdate(ticket.received_at),
        approved_there=approved_by,
    )
    if public is None:
        reply.given_at, reply.working_days = now, clocks.working_days_between(ticket.received_at, now)
        ticket.start_reply()
        ticket.answer()
        ticket.answered_at = now
        clocks.end(ticket, now)
    else:
        reply.audience = Reply.Audience.PUBLIC
        reply.public_title, reply.public_question = public["title"], public["question"]
        reply.public_answer = public["answer"]
        ticket.system = ""  # from here on it is handled in the portal: what everybody reads is approved here
        words = _("The OA system's reply to %(kind)s %(number)s is for everybody: please send it for approval here.")
        tell(liaisons_of(unit), ticket, words)
    reply.save()
    if public is None:
        send_back([ticket], reply)
        news.tell(ticket)
    _mirror(ticket, "answered" if public is None else "reply_came_back")


def _mirror(ticket: Ticket, act: str, **data: Any) -> None:
    ticket.version += 1
    ticket.save()
    data |= {"number": ticket.number, "system": OA}
    record(f"ticket.{act}", subject=ticket.subject_key, data=data, digest=ticket.text_digest)


def recall(ticket: Ticket, person: Any, *, reason: str, version: int | None = None) -> Ticket:
    """The Office takes a consultation back from the OA system, say since that stands still; the clock runs on."""
    with act_on(ticket, "recall", person, version) as ticket:
        note(ticket, Note.Kind.RECALLED, reason, person)
        outgoing.put(OA, ticket, "recall", {"number": ticket.number}, key="data")
        ticket.system = ""
        record(
            "ticket.recalled",
            actor=person,
            capacity=capacity_in(unit_with(Function.OFFICE), person),
            subject=ticket.subject_key,
            data={"number": ticket.number},
            digest=ticket.text_digest,
        )
        people = liaisons_of(ticket.unit) if ticket.unit else people_of(Function.OFFICE)
        tell(people, ticket, _("%(kind)s %(number)s is handled in the portal from now on; it is due by %(due)s."))
    return ticket


def tell_oa_of_answer(ticket: Ticket, address: str) -> None:
    """Mirror an answer that was approved here to the OA system, where the consultation began its way."""
    began_there = ticket.messages.filter(connector__party=OA, event="consultation").exists()
    if not began_there or ticket.data_key is None:
        return
    outgoing.put(OA, ticket, "answered", {"number": ticket.number, "address": address}, key="data")
