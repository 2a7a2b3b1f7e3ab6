"""What becomes of a stream that somebody saved who may edit parts of it only.

Everything outside of their tiles is taken from the newest version, byte by byte, so whatever the form made of it can't
get through; where they had changed it, they are told so at the tile. Two units that edit at the same time don't
overwrite each other either: what somebody didn't touch stays as the newest version has it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What somebody did outside of their tiles."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    GONE = "gone"  # their own tile, which the owner took out meanwhile


@dataclass(frozen=True)
class Item:
    """A tile of the page's own stream: ``mark`` is equal for values that say the same, ``stored`` its stored form."""

    tile_id: str
    name: str
    mark: str
    stored: Mapping[str, Any]


@dataclass(frozen=True)
class Refusal:
    """One change that isn't theirs. ``index`` is the tile's place in what was saved; None where it isn't there."""

    kind: Kind
    tile_id: str
    index: int | None


@dataclass(frozen=True)
class Settled:
    """The stream as it may be stored, or why it can't."""

    items: list[Mapping[str, Any]]
    refusals: list[Refusal]


def settle(seen: Mapping[str, str], newest: Sequence[Item], posted: Sequence[Item], own: Collection[str]) -> Settled:
    """Return what is stored of ``posted`` for somebody who edits the tiles ``own`` (ids).

    ``seen`` are the marks, by id and in order, of what they had before them. It comes from their browser: a false one
    can only spare them the message, never bring a change in.
    """
    theirs = {item.tile_id: item for item in posted if item.tile_id in own}
    result = [_newer(item, theirs.get(item.tile_id), seen) for item in newest]
    return Settled([item.stored for item in result], _refusals(seen, newest, posted, own))


def merge(seen: Mapping[str, str], newest: Sequence[Item], posted: Sequence[Item]) -> list[Mapping[str, Any]]:
    """Return what is stored of ``posted`` for somebody who edits everything: the tiles that they left, in their order.

    A tile that they didn't touch stays as the newest version has it: a unit may have written in its region meanwhile.
    """
    now = {item.tile_id: item for item in newest}
    untouched = {item.tile_id for item in posted if item.mark == seen.get(item.tile_id)}
    return [(now.get(item.tile_id, item) if item.tile_id in untouched else item).stored for item in posted]


def _newer(item: Item, posted: Item | None, seen: Mapping[str, str]) -> Item:
    """A tile that they edited as they left it, every other one as it is."""
    touched = posted is not None and posted.name == item.name and posted.mark != seen.get(item.tile_id)
    return posted if touched and posted else item


def _refusals(
    seen: Mapping[str, str], newest: Sequence[Item], posted: Sequence[Item], own: Collection[str]
) -> list[Refusal]:
    now = {item.tile_id: item for item in newest}
    moved = _moved(list(seen), [item.tile_id for item in posted])
    found, met = [], set()
    for index, item in enumerate(posted):
        kind = Kind.ADDED if item.tile_id in met else _kind(item, seen, now, own)
        met.add(item.tile_id)
        if kind is None and item.tile_id in moved:
            kind = Kind.MOVED
        if kind is not None:
            found.append(Refusal(kind, item.tile_id, index))
    removed = [Refusal(Kind.REMOVED, key, None) for key in seen if key not in met and key in now]
    return [*found, *removed]


def _kind(item: Item, seen: Mapping[str, str], now: Mapping[str, Item], own: Collection[str]) -> Kind | None:
    if item.tile_id not in seen:
        return Kind.ADDED
    current, touched = now.get(item.tile_id), item.mark != seen[item.tile_id]
    if item.tile_id in own:
        if current is None:
            return Kind.GONE if touched else None
        return Kind.CHANGED if item.name != current.name else None
    unlike_now = current is None or item.mark != current.mark
    return Kind.CHANGED if touched and unlike_now else None


def _moved(before: list[str], after: list[str]) -> set[str]:
    old, new = [key for key in before if key in set(after)], [key for key in after if key in set(before)]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return set(new) - {key for block in blocks for key in new[block.b : block.b + block.size]}
