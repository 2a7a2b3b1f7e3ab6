"""What the search box suggests while somebody is typing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from . import engines, searched_words
from .documents import exact_title
from .engines.base import Engine, Query
from .query import parse
from .services import hidden_places, mending

AT_MOST = 8
_WORDS = 3
_WORDS_LOOKED_AT = 6
_OFTEN = 5
_SHORTEST = 2  # letters and digits: one says too little
_TITLES = 3 * AT_MOST  # some are the same but for their writing


@dataclass(frozen=True)
class Suggestion:
    """``text`` is what to search for instead; ``number`` the document's or order's number, where it has one."""

    text: str
    number: str = ""


@mending()
def suggest(typed: str, engine: Engine | None = None) -> list[Suggestion]:
    """Return at most eight: up to three frequent searches that go on from what was typed, then titles that hold it, the
    nearest first. The public can see all these titles now, and one that holds each of the searches (law 4): so nobody
    puts words into the portal's mouth by asking for them again and again.

    Raises EngineUnavailable where the engine can't answer.
    """
    asked = parse(typed)
    if len(exact_title(asked.typed)) < _SHORTEST:
        return []
    engine = engine or engines.current()
    query = Query(
        typing=asked.typed, numbers=asked.query.numbers, size=_TITLES, hidden=hidden_places(), cards_only=True
    )
    found = chain(islice(_words(engine, query), _WORDS), _titles(engine, query))
    return list(islice(_once(found), AT_MOST))


@mending()
def often_searched(engine: Engine | None = None) -> list[str]:
    """Return what others search for most often, a few words, where a public title holds them at this moment (law 4).

    Raises EngineUnavailable where the engine can't answer.
    """
    query = Query(hidden=hidden_places(), cards_only=True)
    return [words.text for words in islice(_words(engine or engines.current(), query), _OFTEN)]


def _words(engine: Engine, query: Query) -> Iterator[Suggestion]:
    for words in searched_words.frequent(searched_words.folded(query.typing), _WORDS_LOOKED_AT):
        held = query.with_changes(typing=words, numbers=parse(words).query.numbers, size=1)
        if engine.search(held).total:
            yield Suggestion(words)


def _titles(engine: Engine, query: Query) -> Iterator[Suggestion]:
    for hit in engine.search(query).hits:
        yield Suggestion(hit.card["title"], hit.card["doc_no"])


def _once(suggestions: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Leave out what reads the same as one before."""
    seen: set[str] = set()
    for suggestion in suggestions:
        key = exact_title(suggestion.text)
        if key not in seen:
            seen.add(key)
            yield suggestion
