"""Proving that some entries stand in the chain, to somebody who may not read the others (law 7).

The proof is made of runs. A run is a stretch of the chain that ends in a signed head; between the entries that are
shown it holds one salted digest (32 bytes) for each entry that isn't. Where that would be more than
:data:`MAX_BETWEEN` digests in all, the stretch is cut at its widest gaps, and each part ends in a head of its own.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from . import seals
from .chain import body_of, pack
from .models import Entry

MAX_BETWEEN = 20_000


class Unsealed(LookupError):
    """No signed head covers the newest entries yet."""


def prove(numbers: list[int]) -> list[dict[str, Any]]:
    """Return the runs that prove entries (numbers, in order) as JSON: ``first``, ``last``, ``between``, ``head``.

    Reads once for each run of more than one entry. Raises Unsealed where no signed head covers the last entry.
    """
    runs = _cut(numbers)
    heads = seals.covering([run[-1] for run in runs])
    return [_proof(run, heads.get(run[-1])) for run in runs]


def _cut(numbers: list[int]) -> list[list[int]]:
    """Split numbers at the widest gaps until what lies in the gaps that are left is at most MAX_BETWEEN."""
    gaps = sorted((after - before - 1, after) for before, after in pairwise(numbers))
    left = sum(width for width, _after in gaps)
    cuts: set[int] = set()
    while left > MAX_BETWEEN:
        width, after = gaps.pop()
        left -= width
        cuts.add(after)
    runs: list[list[int]] = []
    for number in numbers:
        runs.append([number]) if not runs or number in cuts else runs[-1].append(number)
    return runs


def _proof(run: list[int], head: dict[str, Any] | None) -> dict[str, Any]:
    if head is None or head["seq"] - run[-1] > MAX_BETWEEN:
        raise Unsealed(run[-1])
    return {"first": run[0], "last": run[-1], "between": _between(run, head["seq"]), "head": head}


def _between(run: list[int], end: int) -> dict[str, str]:
    """Return entry number → packed digests of what follows it up to the next shown entry, or to the head."""
    if run[0] == end:
        return {}
    shown, before = set(run), run[0]
    bodies: dict[int, list[str]] = {}
    for entry in Entry.objects.filter(seq__gt=run[0], seq__lte=end).order_by("seq").iterator(chunk_size=1000):
        if entry.seq in shown:
            before = entry.seq
        else:
            bodies.setdefault(before, []).append(body_of(entry.content()))
    return {str(number): pack(digests) for number, digests in bodies.items()}
