"""What past answers say about a new question: which unit answers such things, and what it said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from django.utils.translation import gettext as _

from .models import Reply, Ticket, TicketQuerySet
from .pairs import pairs, unpacked
from .reading import Told, public_answers, questions_of
from .states import TicketState

LOOKED_AT = 1000
SHOWN = 5
LEAST = 0.12
SAME_LOOKED_AT = 300
SAME = 0.4
SHORTEST = 4
Alike = Sequence[tuple[float, Reply]]


@dataclass(frozen=True)
class Proposal:
    """A unit that answered similar questions, and the numbers of those, as the reason."""

    unit: Any
    reason: str


def likeness(one: set[int], other: Collection[int]) -> float:
    """Return how alike two texts are by their pairs, each of which stands once, 0 to 1 (Dice)."""
    return 2 * len(one.intersection(other)) / (len(one) + len(other)) if one and other else 0.0


class Past:
    """The latest public answers by the pairs that were stored with their questions: read once for many questions."""

    def __init__(self) -> None:
        stored = public_answers().values_list("pk", "question_pairs")[:LOOKED_AT]
        self._rows = [(pk, unpacked(found)) for pk, found in stored]

    def like(self, *texts: str) -> Alike:
        """Return the few public answers whose question is most like any of some texts, the likest first, and how alike.

        None for texts that are too short to tell.
        """
        wanted = [pairs(text) for text in texts if len(text.strip()) >= SHORTEST]
        if not wanted:
            return []
        scores = ((max(likeness(one, found) for one in wanted), pk) for pk, found in self._rows)
        best = nsmallest(SHOWN, ((-score, -pk) for score, pk in scores if score >= LEAST))
        replies = public_answers().in_bulk([-pk for _score, pk in best])
        return [(-score, replies[-pk]) for score, pk in best if -pk in replies]


def like(told: Told | None, past: Past | None = None) -> Alike:
    """Return the public answers most like what was told, with how alike; none for what was erased.

    Its subject counts by itself, too: what goes round it in a long text hides what it is about.
    """
    return (past or Past()).like(f"{told.subject}{told.text}", told.subject) if told else []


def similar_to(text: str) -> list[Reply]:
    """Return the public answers most like a text; none for one that is too short to tell."""
    return answers_of(Past().like(text))


def answers_of(alike: Alike) -> list[Reply]:
    """Return the answers alone."""
    return [reply for _score, reply in alike]


def unit_for(told: Told | None, past: Past | None = None) -> Proposal | None:
    """Return the unit that answered the likest questions, or None where nothing is like it."""
    return unit_of(like(told, past))


def unit_of(alike: Alike) -> Proposal | None:
    """Return the unit that answered most of what is alike, or None where nothing is."""
    weights: Counter[int] = Counter()
    numbers: dict[int, list[str]] = defaultdict(list)
    units: dict[int, Any] = {}
    for score, reply in alike:
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
