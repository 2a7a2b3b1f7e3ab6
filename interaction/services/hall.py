"""What came from the provincial hall is answered there, through the document window (clause S4)."""

from __future__ import annotations

from collections.abc import Iterable

from django.views.decorators.debug import sensitive_variables

from .. import reading
from ..exchange import outgoing
from ..models import Reply, Ticket
from ..ticket_kinds import HALL


@sensitive_variables()
def send_back(tickets: Iterable[Ticket], reply: Reply) -> None:
    """Put a reply on its way to the hall for each of some tickets that came from there, wherever it was handled.

    What goes there is what the one who asked may read: of another's question the words for everybody (law 7).
    """
    for ticket in tickets:
        if ticket.channel == Ticket.Channel.HALL and ticket.data_key is not None:
            body = {
                "reference": ticket.reference,
                "unit": reply.unit.name,
                "answered_at": reply.given_at.isoformat() if reply.given_at else "",
                "text": reading.answer_for(ticket, reply) or "",
            }
            outgoing.put(HALL, ticket, "reply", body, key="data")
