"""Error reports (clause S7): the Office looks at each within a working day, and says what was done."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.debug import sensitive_variables

from portal.approvals.ledger.services import record
from portal.organisation.models import Function

from .. import clocks, news
from ..exchange import outgoing
from ..functions import unit_with
from ..models import Note, Ticket
from ..ticket_kinds import NATIONAL
from .tickets import act_on, capacity_in, note


@sensitive_variables()
def settle(ticket: Ticket, person: Any, *, finding: str, text: str, version: int | None = None) -> Ticket:
    """The Office gives the result: to the person by the code, and back to the national system where it came from."""
    with act_on(ticket, "settle", person, version) as ticket:
        ticket.settle()
        ticket.answered_at, ticket.finding = timezone.now(), finding
        clocks.end(ticket, ticket.answered_at)
        note(ticket, Note.Kind.RESULT, text, person)
        news.tell(ticket)
        record(
            "ticket.answered",
            actor=person,
            capacity=capacity_in(unit_with(Function.OFFICE), person),
            subject=ticket.subject_key,
            data={"number": ticket.number, "finding": finding},
            digest=ticket.text_digest,
        )
        if ticket.channel == Ticket.Channel.NATIONAL:
            with override(settings.LANGUAGE_CODE):  # whoever settles it may read another language
                outcome = str(Ticket.Finding(finding).label)
            body = {"reference": ticket.reference, "finding": finding, "outcome": outcome, "result": text.strip()}
            outgoing.put(NATIONAL, ticket, "result", body, key="data")
    return ticket
