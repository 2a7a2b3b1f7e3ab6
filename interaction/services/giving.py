"""An answer reaches everybody who asked: by query code and word of news, or back through the hall (clauses S4, S5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from .. import clocks, news, reading, reminding
from ..models import Reply, Ticket
from .hall import send_back


def give(tickets: Iterable[Ticket], reply: Reply) -> None:
    """Let each of these people have an approved answer: what was written for all of them, or for the one alone.

    The caller's transaction holds the ledger's head, and has said when they were answered.
    """
    answered = list(tickets)
    send_back(answered, reply)
    for ticket in answered:
        news.tell(ticket)


def give_what_is_there(merged: list[Ticket], target: Ticket) -> None:
    """Where the other ticket is answered, those that are merged with it are too, and get its answer at once.

    The caller saves the first of them.
    """
    answer = reading.answer_of(target)
    if answer is None:
        return
    end_merged(merged, timezone.now())
    give(merged, answer)


def end_merged(tickets: Iterable[Ticket], at: datetime) -> None:
    """Tickets were answered with another one: each is late or not by its own clock, which is recorded.

    One that was already stays.
    """
    for ticket in tickets:
        if ticket.answered_at is None:
            ticket.answered_at = at
            clocks.end(ticket, at)
            ticket.save(update_fields=["answered_at", "ended_at", "clock", "due_at", "provisional"])
            reminding.catch_up_merged(ticket, at)
