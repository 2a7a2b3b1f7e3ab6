"""Which documents are versions of one document, or nearly the same: they stand together, the one in force first."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from portal.text.folding import fold_text

if TYPE_CHECKING:
    from .ranking import Candidate

_KEPT = 24  # smallest hashes of a text: enough to tell a revised text from another one
_VERSIONS, _COPIES = 0.15, 0.85


def sketch(tokens: Iterable[str]) -> list[int]:
    """Return the smallest hashes of pairs of tokens: two texts share as many as they are alike (bottom-k MinHash)."""
    encoded = map(str.encode, tokens)
    return sorted(set(map(zlib.crc32, map(b" ".join, pairwise(encoded)))))[:_KEPT]


def likeness(one: Collection[int], other: Collection[int]) -> float:
    """Return from 0 to 1 which share of the pairs of both texts is in each (Jaccard), as their sketches tell it."""
    shared = frozenset(one).intersection(other)
    if not shared:
        return 0.0
    both = sorted(frozenset(one).union(other))[:_KEPT]
    return len(shared.intersection(both)) / len(both)


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say of two cards whether they are versions of one document: one title and bodies alike, or the same text.

    One title alone is no version: the books of a code stand under one title.
    """
    return _Group.of(one).has(_Group.of(other))


_folded = lru_cache(maxsize=20_000)(fold_text)  # the same titles are found again and again


@dataclass
class _Group:
    """Versions of one document: kind, folded title and sketch are those of the first of them."""

    place: int  # among the groups
    kind: str
    title: str
    written: Sequence[int]
    candidates: list[Candidate] = field(default_factory=list)

    @classmethod
    def of(cls, card: dict[str, Any], place: int = 0) -> _Group:
        return cls(place, card["kind"], _folded(card["title"]), card["sketch"])

    @cached_property
    def sketch(self) -> frozenset[int]:
        """Made for those only that have anything to be compared with."""
        return frozenset(self.written)

    def has(self, other: _Group) -> bool:
        """Say whether the other is a version of this: most are told apart by how much they can have in common."""
        if self.kind != other.kind:
            return False
        shared = len(self.sketch & other.sketch)
        least = _VERSIONS if self.title == other.title else _COPIES
        if not shared or shared < least * min(_KEPT, len(self.sketch | other.sketch)):
            return False
        return likeness(self.sketch, other.sketch) >= least


def together(
    candidates: Sequence[Candidate], worth: Callable[[dict[str, Any]], float], first: int = sys.maxsize
) -> list[Candidate]:
    """Return the candidates with versions of one document behind one another, at the place of the best of them.

    Among them the one in force stands first (``worth`` says of a card what it is worth now), then the newer ones; the
    rest keeps its order. Only the ``first`` places are looked at: who asks for more finds these as they were.
    """
    groups: list[_Group] = []
    near: dict[Any, list[_Group]] = {}
    behind: list[Candidate] = []
    for candidate in candidates:
        own = _Group.of(candidate.card, len(groups))
        keys = (own.title, *own.written[:1])
        known = {group.place: group for key in keys for group in near.get(key, ())}
        group = next((known[place] for place in sorted(known) if known[place].has(own)), None)
        if group is None and len(groups) < first:
            group = own
            groups.append(group)
            for key in keys:
                near.setdefault(key, []).append(group)
        (group.candidates if group else behind).append(candidate)
    return [*(candidate for group in groups for candidate in _in_order(group.candidates, worth)), *behind]


def _in_order(group: list[Candidate], worth: Callable[[dict[str, Any]], float]) -> list[Candidate]:
    if len(group) == 1:
        return group
    newest_first = sorted(group, key=lambda one: one.card["on"], reverse=True)
    return sorted(newest_first, key=lambda one: (-worth(one.card), one.card["effect"] == "pending"))
