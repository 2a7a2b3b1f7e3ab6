"""Finding tickets among those that a person may read (law 7): by number, unit, day, and the words that were told.

What was told stands encrypted, so no database can search it: it is opened for who may read it anyway, and only in the
newest LOOKED_INTO of them. Nothing of it is kept, and no index is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from portal.calendars.working_days import local_date
from portal.text.folding import fold

from . import permissions, reading
from .models import Ticket, TicketQuerySet

LOOKED_INTO = 1000
MOST_WORDS = 6
LONGEST = 60


@dataclass(frozen=True)
class Found:
    """The tickets that were found, and whether the words of all of them were looked at."""

    tickets: TicketQuerySet
    complete: bool


def search(tickets: TicketQuerySet, asked: str) -> Found:
    """Return those of ``tickets`` in which every word stands; the caller has narrowed them to who may read them."""
    words = fold(asked[:LONGEST]).text.split()[:MOST_WORDS]
    if not words:
        return Found(tickets, True)
    newest = list(tickets.select_related("unit").order_by("-received_at", "-pk")[:LOOKED_INTO])
    questions = reading.questions_of(newest)
    inside = [item.pk for item in newest if _holds(_words_of(item, questions.get(item.pk, {})), words)]
    return Found(tickets.filter(_in_clear(words) | Q(pk__in=inside)), len(newest) < LOOKED_INTO)


def _in_clear(words: list[str]) -> Q:
    """Return the condition that every word stands in what is not encrypted, however old a ticket is."""
    asked = Q()
    for word in words:
        asked &= Q(number__icontains=word) | Q(reference__icontains=word) | Q(unit__name__icontains=word)
    return asked


def _words_of(item: Ticket, question: dict[str, str]) -> str:
    clear = (item.number, item.reference, str(item.unit or ""), local_date(item.received_at).isoformat())
    return fold("\n".join((*clear, question.get("subject", ""), question.get("text", "")))).text


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def subjects(tickets: Iterable[Ticket], person: Any) -> dict[int, str]:
    """Return what the tickets of a list are about, for those of them that a person may read."""
    listed = list(tickets)
    readable = set(permissions.visible(person).filter(pk__in=[item.pk for item in listed]).values_list("pk", flat=True))
    opened = reading.questions_of(item for item in listed if item.pk in readable)
    return {pk: question["subject"] for pk, question in opened.items()}
