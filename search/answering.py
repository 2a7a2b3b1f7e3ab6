"""From an engine's candidates to a page of hits: what to fetch, in which order to show it, what to mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from . import analysis, excerpts, ranking, versions
from .engines.base import Hit, Query, StoredText
from .ranking import Candidate


@dataclass(frozen=True)
class Wanted:
    """What to fetch from the engine. ``by_day``: newest first, else best first. ``again``: put in order here."""

    offset: int
    size: int
    by_day: bool
    again: bool


def wanted(query: Query) -> Wanted:
    """Return what to fetch. Pages inside the window come out of all of it, later ones as the engine orders them."""
    if query.typing:
        return Wanted(query.offset, query.size, by_day=False, again=False)
    if query.sort == "date" or not (any(text for text, _weight in _wordings(query)) or query.numbers):
        return Wanted(query.offset, query.size, by_day=True, again=False)
    window = ranking.weights().window
    if query.offset + query.size > window:
        return Wanted(query.offset, query.size, by_day=False, again=False)
    return Wanted(0, window, by_day=False, again=True)


def page(query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates of the page that was asked for; ``candidates`` are those that :func:`wanted` names."""
    if not wanted(query).again:
        return list(candidates)
    ordered = ranking.reorder(_wordings(query), candidates, date.today())
    return versions.together(ordered, ranking.standing)[query.offset : query.offset + query.size]


def hit(query: Query, key: str, candidate: Candidate, texts: Sequence[StoredText]) -> Hit:
    """Return a result with what was found marked in title and texts."""
    marks = analysis.marks(query)
    title = excerpts.mark_title(candidate.card["title"], marks)
    return Hit(key, candidate.score, candidate.card, title, excerpts.excerpt(texts, marks))


def _wordings(query: Query) -> list[tuple[str, float]]:
    """Return what was typed without operators, and what will do instead, each with its weight."""
    return [(" ".join((one.text, *query.titles, *one.phrases)).strip(), one.weight) for one in query.wordings]
