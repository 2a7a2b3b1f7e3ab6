"""What past answers say about a new question: which unit answers such things, and what it said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.text.folding import fold

from .models import Reply, Ticket, TicketQuerySet
from .reading import Told, public_answers, questions_of
from .states import TicketState

LOOKED_AT = 1000
SHOWN = 5
LEAST = 0.12
SAME_LOOKED_AT = 300
SAME = 0.4
_IDLE = frozenset("请问怎么办理如何什么需要哪些可以是否我们你们吗呢的了在有和")


@dataclass(frozen=True)
class Proposal:
    """A unit that answered similar questions, and the numbers of those, as the reason."""

    unit: Any
    reason: str


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of a text, folded, without words that every question has."""
    folded = "".join(letter for letter in fold(text).text if letter.isalnum())
    return {folded[at : at + 2] for at in range(len(folded) - 1) if not _IDLE.issuperset(folded[at : at + 2])}


def likeness(one: set[str], other: set[str]) -> float:
    """Return how alike two texts are by their pairs, 0 to 1 (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def like(text: str, replies: Iterable[Reply] | None = None) -> list[tuple[float, Reply]]:
    """Return public answers whose question is like a text, the likest first; only what everybody may read is used."""
    wanted = pairs(text)
    found = public_answers()[:LOOKED_AT] if replies is None else replies
    scored = ((likeness(wanted, pairs(f"{reply.public_title}{reply.public_question}")), reply) for reply in found)
    return sorted((row for row in scored if row[0] >= LEAST), key=lambda row: (-row[0], -row[1].pk))


def similar_answers(told: Told | None) -> list[Reply]:
    """Return the public answers most like what was told."""
    return similar_to(f"{told.subject}{told.text}") if told else []


def similar_to(text: str) -> list[Reply]:
    """Return the public answers most like a text; none for one that is too short to tell."""
    return [reply for _score, reply in like(text)[:SHOWN]] if len(text.strip()) >= 4 else []


def unit_for(told: Told | None, replies: Iterable[Reply] | None = None) -> Proposal | None:
    """Return the unit that answered the likest questions, or None where nothing is like it."""
    if told is None:
        return None
    weights: Counter[int] = Counter()
    numbers: dict[int, list[str]] = defaultdict(list)
    units: dict[int, Any] = {}
    for score, reply in like(f"{told.subject}{told.text}", replies)[:SHOWN]:
        unit = reply.unit.acting
        weights[unit.pk] += round(score * 1000)
        numbers[unit.pk].append(reply.number)
        units[unit.pk] = unit
    if not weights:
        return None
    best = weights.most_common(1)[0][0]
    reason = _("It answered similar questions: %(numbers)s.") % {"numbers": "、".join(numbers[best][:3])}
    return Proposal(units[best], reason)


def asking_the_same(ticket: Ticket, told: Told | None, readable: TicketQuerySet) -> list[dict[str, Any]]:
    """Return which of the newest tickets, of those that who asks may read, seem to ask the same as one (with subjects).

    Those that were merged or withdrawn are left out: nothing can be merged with them.
    """
    if told is None:
        return []
    others = readable.filter(kind=ticket.kind, system="").exclude(pk=ticket.pk)
    others = others.exclude(state__in=(TicketState.MERGED, TicketState.WITHDRAWN)).select_related("unit")
    newest = list(others.order_by("-received_at", "-pk")[:SAME_LOOKED_AT])
    questions, wanted = questions_of(newest), pairs(f"{told.subject}{told.text}")
    scored = []
    for other in newest:
        question = questions.get(other.pk)
        score = likeness(wanted, pairs(f"{question['subject']}{question['text']}")) if question else 0.0
        if question and score >= SAME:
            scored.append((score, other, question["subject"]))
    scored.sort(key=lambda row: (-row[0], -row[1].pk))
    return [{"ticket": other, "subject": subject} for _score, other, subject in scored[:SHOWN]]
