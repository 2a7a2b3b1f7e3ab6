"""What a search shows with one list and with another, for those who change the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from . import best_bets, rules, services
from .models import Scheme
from .query import parse

FIRST = 3
Lists = Mapping[str, str]  # the text of every list, by its scheme


@dataclass(frozen=True)
class Shown:
    """The titles of the first results of ``words`` with either list."""

    words: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.before, self.after


def shown(words: str, before: Lists, after: Lists) -> Shown | None:
    """Compare the first results of a search with the lists in force and with others; None where nothing changes.

    Raises EngineUnavailable where the engine can't answer.
    """
    if not _touched(words, before, after):
        return None
    return Shown(words, _titles(words, before), _titles(words, after))


def _touched(words: str, before: Lists, after: Lists) -> bool:
    above = [best_bets.shown(words, lists[Scheme.BEST_BETS]) for lists in (before, after)]
    wordings = [list(rules.other_wordings(words, lists[Scheme.SYNONYMS])) for lists in (before, after)]
    return above[0] != above[1] or wordings[0] != wordings[1]


def _titles(words: str, lists: Lists) -> tuple[str, ...]:
    asked = parse(words)
    asked = replace(asked, query=asked.query.with_changes(size=FIRST, cards_only=True))
    above = [card["title"] for card in best_bets.shown(words, lists[Scheme.BEST_BETS])]
    found = [hit.card["title"] for hit in services.find(asked, lists=lists).results.hits]
    return tuple(dict.fromkeys([*above, *found]))[:FIRST]
