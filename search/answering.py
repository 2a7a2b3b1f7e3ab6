"""From an engine's candidates to a page of hits: what to fetch, in which order to show it, what to mark."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from . import analysis, excerpts, ranking, versions
from .asking import is_question
from .engines.base import Hit, Position, Query, StoredText, Walk
from .ranking import Candidate


@dataclass(frozen=True)
class Wanted:
    """What to fetch from the engine. ``by_day``: newest first, else best first. ``again``: put in order here.

    ``after``: what comes after it in the engine's own order.
    """

    offset: int
    size: int
    by_day: bool
    again: bool
    after: Position | None = None


def wanted(query: Query) -> Wanted:
    """Return what to fetch. Pages inside the window come out of all of it, later ones as the engine orders them."""
    if query.typing:
        return Wanted(query.offset, query.size, by_day=False, again=False)
    by_day = query.sort == "date" or not (any(text for text, _weight in _wordings(query)) or query.numbers)
    if query.walk is not None:
        return _next(query, query.walk, by_day)
    if by_day:
        return Wanted(query.offset, query.size, by_day=True, again=False)
    first = window(query)
    if query.offset + query.size > first:
        return Wanted(query.offset, query.size, by_day=False, again=False)
    return Wanted(0, first, by_day=False, again=True)


def _next(query: Query, walk: Walk, by_day: bool) -> Wanted:
    """One more than is shown says whether others follow; what is written meanwhile may make the window wider."""
    if by_day or walk.after:
        return Wanted(0, query.size + 1, by_day, again=False, after=walk.after)
    return Wanted(0, 2 * window(query), by_day=False, again=True)


def window(query: Query) -> int:
    """Return how many are put in order again: of a question more, what has its words and what is about the same."""
    w = ranking.weights()
    return w.window + w.near_count if is_question(query.text) else w.window


def page(
    query: Query, candidates: Sequence[Candidate], key_of: Callable[[Candidate], str]
) -> tuple[list[Candidate], Walk | None]:
    """Return the candidates of the page that was asked for, and where a walk goes on.

    ``candidates`` are those that :func:`wanted` names.
    """
    again = wanted(query).again
    if query.walk is None:
        if not again:
            return list(candidates), None
        end = query.offset + query.size
        return _again(query, candidates, end)[query.offset : end], None
    if again:
        return _of_window(query, query.walk, candidates, key_of)
    shown = list(candidates[: query.size])
    return shown, Walk(after=_position(shown[-1], key_of)) if len(candidates) > query.size else None


def _of_window(
    query: Query, walk: Walk, candidates: Sequence[Candidate], key_of: Callable[[Candidate], str]
) -> tuple[list[Candidate], Walk | None]:
    """Return what was not given yet of what is put in order again; the window ends where it did at the beginning."""
    keys = [key_of(candidate) for candidate in candidates]
    known = walk.border is not None and walk.border.key in keys
    end = keys.index(walk.border.key) + 1 if walk.border and known else window(query)
    border = _position(candidates[end - 1], key_of) if len(candidates) > end else None
    ordered = _again(query, candidates[:end], len(walk.given) + query.size + 1)
    left = [candidate for candidate in ordered if _digest(key_of(candidate)) not in walk.given]
    shown = left[: query.size]
    if len(left) > query.size:
        return shown, Walk((*walk.given, *(_digest(key_of(candidate)) for candidate in shown)), border)
    return shown, Walk(after=border) if border else None


def _again(query: Query, candidates: Sequence[Candidate], first: int) -> list[Candidate]:
    asked = query.text if is_question(query.text) else ""
    ordered = ranking.reorder(_wordings(query), candidates, date.today(), asked)
    return versions.together(ordered, ranking.standing, first)


def _position(candidate: Candidate, key_of: Callable[[Candidate], str]) -> Position:
    on = candidate.card["on"]
    return Position(candidate.score, date.fromisoformat(on).toordinal() if on else 0, key_of(candidate))


def _digest(key: str) -> str:
    """Short, because a cursor holds some hundred of them; among those two are the same once in a billion."""
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=6).hexdigest()


def hit(query: Query, key: str, candidate: Candidate, texts: Sequence[StoredText]) -> Hit:
    """Return a result with what was found marked in title and texts."""
    marks = analysis.marks(query)
    title = excerpts.mark_title(candidate.card["title"], marks)
    return Hit(key, candidate.score, candidate.card, title, excerpts.excerpt(texts, marks))


def _wordings(query: Query) -> list[tuple[str, float]]:
    """Return what was typed without operators, and what will do instead, each with its weight."""
    return [(" ".join((one.text, *query.titles, *one.phrases)).strip(), one.weight) for one in query.wordings]
