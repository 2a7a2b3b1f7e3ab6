"""Which documents are versions of one document, or nearly the same: they stand together, the one in force first."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
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


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Return from 0 to 1 which share of the pairs of both texts is in each (Jaccard), as their sketches tell it."""
    shared = set(one) & set(other)
    if not shared:
        return 0.0
    both = sorted({*one, *other})[:_KEPT]
    return sum(value in shared for value in both) / len(both)


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say of two cards whether they are versions of one document: one title and bodies alike, or the same text.

    One title alone is no version: the books of a code stand under one title.
    """
    if one["kind"] != other["kind"]:
        return False
    alike = likeness(one["sketch"], other["sketch"])
    if alike < _VERSIONS:
        return False
    return alike >= (_VERSIONS if fold_text(one["title"]) == fold_text(other["title"]) else _COPIES)


def together(candidates: Sequence[Candidate], worth: Callable[[dict[str, Any]], float]) -> list[Candidate]:
    """Return the candidates with versions of one document behind one another, at the place of the best of them.

    Among them the one in force stands first (``worth`` says of a card what it is worth now), then the newer ones; the
    rest keeps its order.
    """
    groups: list[list[Candidate]] = []
    near: dict[Any, list[list[Candidate]]] = {}
    for candidate in candidates:
        keys = (fold_text(candidate.card["title"]), *candidate.card["sketch"][:1])
        known = (group for key in keys for group in near.get(key, ()))
        group = next((found for found in known if same(found[0].card, candidate.card)), None)
        if group is None:
            group = []
            groups.append(group)
            for key in keys:
                near.setdefault(key, []).append(group)
        group.append(candidate)
    return [candidate for group in groups for candidate in _in_order(group, worth)]


def _in_order(group: list[Candidate], worth: Callable[[dict[str, Any]], float]) -> list[Candidate]:
    newest_first = sorted(group, key=lambda one: one.card["on"], reverse=True)
    return sorted(newest_first, key=lambda one: (-worth(one.card), one.card["effect"] == "pending"))
