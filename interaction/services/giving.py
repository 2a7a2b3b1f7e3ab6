"""An answer reaches everybody who asked: by query code and word of news, or back through the hall (clauses S4, S5)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

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


def give_what_is_there(merged: list[Ticket], target: Ticket) -> None:
    """Where the other ticket is answered, those that are merged with it are too, and get its answer at once.

    The caller saves the first of them.
    """
    answer = reading.answer_of(target)
    if answer is None:
        return
    now = timezone.now()
    merged[0].answered_at = now
    Ticket.objects.filter(pk__in=[other.pk for other in merged[1:]], answered_at=None).update(answered_at=now)
    give(merged, answer)


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
