"""What differs between two versions, part by part, line by line and word by word (clauses D6, D7, D8).

Pure: a version comes in as parts (a field, a block of the body, a child row: see :mod:`portal.approvals.outlines`),
each with its stored value and the lines in which people read it. Joining a change's pieces back together gives the
lines of either version, so that nothing is left out.
"""

from __future__ import annotations

import json
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import rjieba
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

SECONDS = 2.0
MAX_CELLS = 60_000_000  # of the table that a comparison of two sequences fills; 8 MB
MAX_ROWS = 4000
ALIKE = 40  # of 100: below that two lines, or two blocks, are no longer versions of each other
LOOKED_AT = 30  # candidates for being the same line or block again

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"


@dataclass(frozen=True)
class Part:
    """A field, block or child row. ``group`` says where it stands, ``key`` is its lasting name there ("": it has none).

    ``value`` is what is stored (JSON), ``read`` gives its lines for people and is asked only where they are needed;
    ``number`` counts the parts of a group (0: a part that stands alone).
    """

    group: str
    key: str
    label: str
    value: Any
    read: Callable[[], list[str]]
    number: int = 0

    @cached_property
    def lines(self) -> list[str]:
        return self.read()

    @cached_property
    def content(self) -> str:
        return json.dumps(self.value, sort_keys=True, ensure_ascii=False, default=str)


@dataclass(frozen=True)
class Piece:
    """A run of text that is ``same``, ``added`` or ``removed``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """A line of both versions (``same``, ``changed``), or of one (``added``, ``removed``)."""

    kind: str
    pieces: tuple[Piece, ...]

    @property
    def before(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != ADDED]

    @property
    def after(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != REMOVED]


@dataclass
class Change:
    """One part that differs. ``was``: its number before it was moved (0: it stayed where it was).

    ``coarse``: too long for word by word; ``cut``: rows were left out at the end.
    """

    label: str
    kind: str
    number: int = 0
    was: int = 0
    rows: list[Row] = field(default_factory=list)
    coarse: bool = False
    cut: bool = False

    @property
    def unseen(self) -> bool:
        """What is read is the same; what is stored behind it differs (formatting, the target of a link)."""
        return self.kind == CHANGED and all(row.kind == SAME for row in self.rows)

    def folded(self, around: int = 1) -> Iterator[Row | int]:
        """Yield the rows near a change (where none changed: the first), and how many others stand in each gap."""
        near = {
            at + step for at, row in enumerate(self.rows) if row.kind != SAME for step in range(-around, around + 1)
        }
        skipped = 0
        for at, row in enumerate(self.rows):
            if at in near or (not near and at == 0):
                yield from [skipped] if skipped else []
                yield row
                skipped = 0
            else:
                skipped += 1
        if skipped:
            yield skipped


class Bounds:
    """What a comparison may still take: seconds and rows."""

    def __init__(self, seconds: float = SECONDS, rows: int = MAX_ROWS) -> None:
        self.ends, self.rows = time.monotonic() + seconds, rows

    def allows(self, before: Sequence[Any], after: Sequence[Any]) -> bool:
        return time.monotonic() < self.ends and len(before) * len(after) <= MAX_CELLS


def compare(before: Iterable[Part], after: Iterable[Part], bounds: Bounds | None = None) -> list[Change]:
    """Return the parts that differ, in the order of the later version; what was removed stands where it stood."""
    before, after, bounds = list(before), list(after), bounds or Bounds()
    partner = _pair(before, after)
    moved = _moved(before, after, partner)
    earlier = {old: new for new, old in partner.items()}
    removed: dict[int, list[Part]] = defaultdict(list)
    last = -1
    for at, part in enumerate(before):
        if at in earlier:
            last = earlier[at]
        else:
            removed[last].append(part)
    changes = [_one_sided(part, REMOVED, bounds) for part in removed[-1]]
    for at, part in enumerate(after):
        old = before[partner[at]] if at in partner else None
        if old is None:
            changes.append(_one_sided(part, ADDED, bounds))
        elif old.content != part.content or at in moved:
            changes.append(_changed(old, part, at in moved, bounds))
        changes += [_one_sided(gone, REMOVED, bounds) for gone in removed[at]]
    return changes


def _pair(before: list[Part], after: list[Part]) -> dict[int, int]:
    """Find each part's earlier version (index after → index before): by its name, else its content, else likeness."""
    partner: dict[int, int] = {}
    for name in (lambda p: p.key and (p.group, p.key), lambda p: (p.group, p.label, p.content)):
        waiting: dict[Any, list[int]] = defaultdict(list)
        for at in sorted(set(range(len(before))) - set(partner.values()), reverse=True):
            waiting[name(before[at])].append(at)
        for at, part in enumerate(after):
            if at not in partner and name(part) and waiting[name(part)]:
                partner[at] = waiting[name(part)].pop()
    free = sorted(set(range(len(before))) - set(partner.values()))
    for at, part in enumerate(after):
        if at in partner:
            continue
        like = [old for old in free if before[old].group == part.group and before[old].label == part.label]
        found = _most_alike("\n".join(part.lines), ["\n".join(before[old].lines) for old in like[:LOOKED_AT]])
        if found is not None:
            partner[at] = like[found]
            free.remove(like[found])
    return partner


def _most_alike(text: str, candidates: list[str]) -> int | None:
    scores = [fuzz.ratio(text, candidate, score_cutoff=ALIKE) for candidate in candidates]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= ALIKE else None


def _moved(before: list[Part], after: list[Part], partner: dict[int, int]) -> set[int]:
    """Indexes of parts that changed their place among the others of their group: the fewest that explain the order."""
    moved: set[int] = set()
    groups: dict[str, list[int]] = defaultdict(list)
    for at in sorted(partner):
        groups[after[at].group].append(at)
    for members in groups.values():
        stayed = _longest_rising([partner[at] for at in members])
        moved |= {at for position, at in enumerate(members) if position not in stayed}
    return moved


def _longest_rising(numbers: list[int]) -> set[int]:
    """Positions of a longest rising subsequence of different numbers."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for position, number in enumerate(numbers):
        at = bisect_left(tails, number)
        previous.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [number]
        ends[at : at + 1] = [position]
    found, position = set(), ends[-1] if ends else -1
    while position >= 0:
        found.add(position)
        position = previous[position]
    return found


def _one_sided(part: Part, kind: str, bounds: Bounds) -> Change:
    rows = [Row(kind, (Piece(kind, line),)) for line in part.lines]
    return _bounded(Change(part.label, kind, part.number, rows=rows), bounds)


def _changed(before: Part, after: Part, moved: bool, bounds: Bounds) -> Change:
    change = Change(
        after.label, CHANGED if before.content != after.content else SAME, after.number, before.number if moved else 0
    )
    if bounds.allows(before.lines, after.lines):
        for old, new in _regions(before.lines, after.lines):
            change.rows += _rows(old, new, change, bounds)
    else:
        change.coarse = True
        change.rows = _apart(before.lines, after.lines)
    return _bounded(change, bounds)


def _bounded(change: Change, bounds: Bounds) -> Change:
    shown = max(bounds.rows, 0)
    bounds.rows -= len(change.rows)
    change.cut, change.rows = len(change.rows) > shown, change.rows[:shown]
    return change


def _regions(before: list[Any], after: list[Any]) -> Iterator[tuple[list[Any], list[Any]]]:
    """Cut two sequences into stretches that are the same in both and stretches that differ, in order."""
    old: list[Any] = []
    new: list[Any] = []
    for step in Indel.opcodes(before, after):
        source, target = before[step.src_start : step.src_end], after[step.dest_start : step.dest_end]
        if step.tag == "equal":
            if old or new:
                yield old, new
                old, new = [], []
            yield source, target
        else:
            old, new = old + source, new + target
    if old or new:
        yield old, new


def _rows(old: list[str], new: list[str], change: Change, bounds: Bounds) -> Iterator[Row]:
    """Rows of one region: lines that are versions of each other beside each other, the others alone."""
    if old == new:
        yield from (Row(SAME, (Piece(SAME, line),)) for line in old)
        return
    if len(old) == len(new) == 1:
        yield Row(CHANGED, tuple(_pieces(old[0], new[0], change, bounds)))
        return
    at = 0
    for line in new:
        found = _most_alike(line, old[at : at + LOOKED_AT])
        if found is None:
            yield Row(ADDED, (Piece(ADDED, line),))
            continue
        yield from _apart(old[at : at + found], [])
        yield Row(CHANGED, tuple(_pieces(old[at + found], line, change, bounds)))
        at += found + 1
    yield from _apart(old[at:], [])


def _apart(old: list[str], new: list[str]) -> list[Row]:
    return [Row(kind, (Piece(kind, line),)) for kind, lines in ((REMOVED, old), (ADDED, new)) for line in lines]


def _pieces(before: str, after: str, change: Change, bounds: Bounds) -> list[Piece]:
    """The words of two versions of a line as runs; a single sign that stayed between two changes goes with them."""
    if fuzz.ratio(before, after) < ALIKE:
        return _both(before, after)
    old, new = rjieba.cut(before), rjieba.cut(after)
    if not bounds.allows(old, new):
        change.coarse = True
        return _both(before, after)
    pieces: list[Piece] = []
    gone = come = ""
    regions = [("".join(source), "".join(target)) for source, target in _regions(old, new)]
    for at, (source, target) in enumerate(regions):
        if source == target and not (len(source) == 1 and 0 < at < len(regions) - 1):
            pieces += [*_both(gone, come), Piece(SAME, source)]
            gone = come = ""
        else:
            gone, come = gone + source, come + target
    return [*pieces, *_both(gone, come)]


def _both(gone: str, come: str) -> list[Piece]:
    return [Piece(kind, text) for kind, text in ((REMOVED, gone), (ADDED, come)) if text]
