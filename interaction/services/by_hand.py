"""A complaint that people carry to the petition system, and what they bring back from there (clause S6).

Where no connection reaches that system, the petition office takes the complaint there itself, and enters what it is
told: the same happens as with a message of the system, and the person who entered it stands in the ledger.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.addons.types import Envelope
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import record
from portal.calendars.working_days import local_date
from portal.organisation.models import Function

from .. import crypto, permissions, ticket_kinds
from ..acting import row_for_act
from ..exchange import connectors, envelopes, outgoing
from ..functions import unit_with
from ..models import Message, Ticket
from . import complaints
from .tickets import act_on, capacity_in


def note_delivery(ticket: Ticket, person: Any, *, proof: str, version: int | None = None) -> Ticket:
    """Somebody carried what waited about a ticket; ``proof`` says who took it there and when, or under which number."""
    with transaction.atomic():
        rules = permissions.reasons_against
        row = row_for_act(Ticket.objects.all(), ticket, "note_delivery", person, version, rules)
        _record(row, "delivered_by_hand", person)
        for message in outgoing.to_carry([ticket_kinds.kind_of(row).party]).filter(ticket=row).order_by("pk"):
            outgoing.taken(message, proof, confirmed=True)
        Ticket.objects.filter(pk=row.pk).update(version=F("version") + 1)
    return Ticket.objects.get(pk=row.pk)


@sensitive_variables()
def enter_accepted(
    ticket: Ticket, person: Any, *, on: date, reference: str = "", letter: str = "", version: int | None = None
) -> Ticket:
    """The petition system accepted a complaint on a day: its sixty days begin. ``letter`` says how that was told."""
    with act_on(ticket, "enter_accepted", person, version) as ticket:
        if not local_date(ticket.received_at) <= on <= timezone.localdate():
            raise ActRefused([_("The day lies between the receipt of the complaint and today.")])
        noon = timezone.make_aware(datetime.combine(on, time(12)))
        at = min(max(noon, ticket.received_at), timezone.now())
        complaints.accepted(ticket, at, reference)
        _keep(ticket, "accepted", {"at": at.isoformat(), "reference": reference}, letter, person)
    return ticket


@sensitive_variables()
def enter_declined(ticket: Ticket, person: Any, *, reason: str, letter: str = "", version: int | None = None) -> Ticket:
    """The petition system didn't accept a complaint; the person is told why."""
    with act_on(ticket, "enter_declined", person, version) as ticket:
        complaints.declined(ticket, reason)
        _keep(ticket, "declined", {"reason": reason}, letter, person)
    return ticket


@sensitive_variables()
def enter_result(ticket: Ticket, person: Any, *, text: str, letter: str = "", version: int | None = None) -> Ticket:
    """The petition system's result came on paper, or was read there; the person is told it."""
    with act_on(ticket, "enter_result", person, version) as ticket:
        complaints.result(ticket, text)
        _keep(ticket, "result", {"text": text}, letter, person)
    return ticket


@sensitive_variables()
def _keep(ticket: Ticket, event: str, body: dict[str, Any], letter: str, person: Any) -> None:
    """Keep what was entered as a message that came in, sealed, with the letter that told it, and who entered it."""
    connector = connectors.of(ticket_kinds.kind_of(ticket).party)
    about = Message.objects.filter(connector=connector, direction=Message.Direction.IN, subject=ticket.number)
    sequence = (about.aggregate(last=Max("sequence"))["last"] or 0) + 1
    envelope = Envelope(uuid.uuid4().hex, ticket.number, sequence, event, body)
    key = ticket.data_key
    assert key is not None  # an erased ticket is refused before
    Message.objects.create(
        connector=connector,
        direction=Message.Direction.IN,
        message_id=envelope.id,
        subject=ticket.number,
        sequence=sequence,
        event=event,
        ticket=ticket,
        key="data",
        sealed_body=crypto.seal(key, body),
        digest=crypto.keyed_digest("message", envelopes.digest(envelope)),
        state=Message.State.APPLIED,
        proof=letter.strip(),
        settled_at=timezone.now(),
    )
    _record(ticket, "entered_by_hand", person, event=event)


def _record(ticket: Ticket, act: str, person: Any, **data: Any) -> None:
    record(
        f"ticket.{act}",
        actor=person,
        capacity=capacity_in(unit_with(Function.PETITION_OFFICE), person),
        subject=ticket.subject_key,
        data={"number": ticket.number, **data},
        digest=ticket.text_digest,
    )
