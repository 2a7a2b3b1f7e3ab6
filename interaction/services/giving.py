"""An answer reaches everybody who asked: by query code and word of news, or back through the hall (clauses S4, S5)."""

from __future__ import annotations

from collections.abc import Iterable

from .. import news, reading
from ..exchange import outgoing
from ..models import Reply, Ticket
from ..ticket_kinds import HALL


def give(tickets: Iterable[Ticket], reply: Reply) -> None:
    """Let each of these people have an approved answer: what was written for all of them, or for the one alone.

    The caller's transaction holds the ledger's head, and has said when they were answered.
    """
    for ticket in tickets:
        _send_back(ticket, reply)
        news.tell(ticket)


def _send_back(ticket: Ticket, reply: Reply) -> None:
    """What came from the provincial hall is answered there, through the document window (clause S4)."""
    if ticket.channel != Ticket.Channel.HALL or ticket.data_key is None:
        return
    body = {
        "reference": ticket.reference,
        "unit": reply.unit.name,
        "answered_at": reply.given_at.isoformat() if reply.given_at else "",
        "text": reading.answer_for(ticket, reply) or "",
    }
    outgoing.put(HALL, ticket, "reply", body, key="data")
