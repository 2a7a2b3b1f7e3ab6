"""What a search shows with one list and with another, for those who change the list."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import best_bets, rules, services
from .models import Scheme
from .query import parse

FIRST = 3


@dataclass(frozen=True)
class Shown:
    """The titles of the first results of ``words`` with either list."""

    words: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def shown(words: str, scheme: str, before: str, after: str) -> Shown | None:
    """Compare the first results of a search with two texts of one list; None where nothing changes.

    Raises EngineUnavailable where the engine can't answer.
    """
    if not _touched(words, scheme, before, after):
        return None
    return Shown(words, _titles(words, scheme, before), _titles(words, scheme, after))


def _touched(words: str, scheme: str, before: str, after: str) -> bool:
    if scheme == Scheme.BEST_BETS:
        return best_bets.shown(words, before) != best_bets.shown(words, after)
    return list(rules.other_wordings(words, before)) != list(rules.other_wordings(words, after))


def _titles(words: str, scheme: str, text: str) -> tuple[str, ...]:
    lists = {**rules.in_force(), Scheme(scheme): text}
    asked = parse(words)
    asked = replace(asked, query=asked.query.with_changes(size=FIRST, cards_only=True))
    above = [card["title"] for card in best_bets.shown(words, lists[Scheme.BEST_BETS])]
    found = [hit.card["title"] for hit in services.find(asked, lists=lists).results.hits]
    return tuple(dict.fromkeys([*above, *found]))[:FIRST]
