"""What becomes of a stream that somebody saved who may edit parts of it only.

Everything outside of their tiles is taken from the newest version, byte by byte, so whatever the form made of it can't
get through; where they had changed it, they are told so at the tile. A tile inside a row can be somebody's own as well
as the row itself; inside of it, a tile that was given to others isn't theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from portal.tiles.trees import PAGE, Found, Place, Tile, filled, flat, ids, moved, walk

from ..merging.threeway import Base, Conflict, Known, Side, merge


class Kind(StrEnum):
    """What somebody did outside of their tiles."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    GONE = "gone"  # their own tile, which the owner took out meanwhile


@dataclass(frozen=True)
class Part:
    """What somebody edits of a topic: the tiles that are their own (ids). ``others`` are those of other units."""

    own: frozenset[str]
    others: frozenset[str] = frozenset()

    def frees(self, tile_id: str, inside: bool) -> bool:
        """Say whether what is inside of a tile is theirs, given whether the tile itself is inside of theirs."""
        return tile_id in self.own or (inside and tile_id not in self.others)


@dataclass(frozen=True)
class Refusal:
    """One change that isn't theirs. ``way`` leads to the tile in what was saved; None where it isn't there."""

    kind: Kind
    tile_id: str
    way: tuple[str | int, ...] | None


@dataclass(frozen=True)
class Settled:
    """The stream as it may be stored, why it can't, and what others did to the same tiles meanwhile."""

    tiles: list[Tile]
    refusals: list[Refusal]
    conflicts: list[Conflict] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


def settle(
    base: Base, newest: Sequence[Tile], posted: Sequence[Tile], part: Part, choices: Mapping[str, Side] | None = None
) -> Settled:
    """Return what is stored of ``posted`` for somebody who edits ``part`` of the topic.

    ``base`` is what they had before them. It comes from their browser: a false one can only spare them a message, never
    bring a change in.
    """
    roots = _roots(newest, part)
    free = {key for root in roots for key in _free(root, part)}
    tops = {root.tile_id for root in roots}
    fixed = {key: found for key, found in flat(newest).items() if key not in free or key in tops}
    sent = {found.tile.tile_id: found.tile for found in walk(posted)}
    mine = [_own(root, sent.get(root.tile_id), fixed) for root in roots]
    outside = {found.tile.tile_id for found, inside in _walked(posted, part) if not inside}
    known = _known(base, tops, free - (outside - tops))
    merged = merge(known, roots, mine, choices)
    tiles = _grafted(newest, _homed(merged.tiles, roots))
    return Settled(tiles, _refusals(base, newest, posted, part, fixed), merged.conflicts, merged.taken)


# --- putting their tiles into the newest version ----------------------------------------------------------------------
def _roots(newest: Sequence[Tile], part: Part) -> list[Tile]:
    """Their tiles in the newest version; of one inside the other the outer one, unless others stand between."""
    return [found.tile for found, inside in _walked(newest, part) if found.tile.tile_id in part.own and not inside]


def _free(root: Tile, part: Part) -> Iterator[str]:
    """Yield the ids of what is theirs to change inside one of their tiles, and the tile itself."""
    for found, inside in _walked([root], part):
        if inside or found.tile is root:
            yield found.tile.tile_id


def _walked(tiles: Sequence[Tile], part: Part) -> Iterator[tuple[Found, bool]]:
    """Yield every tile, and whether it stands inside of one of theirs."""
    free: dict[str, bool] = {"": False}
    for found in walk(tiles):
        around = free.get(found.place.owner, False)
        tile_id = found.tile.tile_id
        inside = around and tile_id not in part.others
        free[tile_id] = part.frees(tile_id, around)
        yield found, inside


def _own(root: Tile, sent: Tile | None, fixed: Mapping[str, Found]) -> Tile:
    """One of their tiles as they left it, without what stands elsewhere; what is for others in it as it is now."""
    if sent is None or sent.name != root.name:
        return root
    return _cleaned(sent, fixed)


def _cleaned(tile: Tile, fixed: Mapping[str, Found]) -> Tile:
    lists = {}
    for key, inner in tile.lists:
        here = Place(tile.tile_id, key)
        kept = [one for one in inner if one.tile_id not in fixed or fixed[one.tile_id].place == here]
        lists[key] = [fixed[one.tile_id].tile if one.tile_id in fixed else _cleaned(one, fixed) for one in kept]
    return filled(tile, lists)


def _known(base: Base, tops: Collection[str], free: Collection[str]) -> dict[str, Known]:
    """What they began with, of their own tiles: what isn't known counts as added meanwhile, and so stays."""
    return {key: replace(known, place=PAGE) if key in tops else known for key, known in base.items() if key in free}


def _homed(merged: Sequence[Tile], roots: Sequence[Tile]) -> dict[str, Tile]:
    """Their tiles by id. What lost the list that it stood in goes to the end of the first one that there is."""
    tops = {root.tile_id for root in roots}
    found = {tile.tile_id: tile for tile in merged if tile.tile_id in tops}
    stray = [tile for tile in merged if tile.tile_id not in tops]
    if stray:
        home = next((tile for tile in found.values() if tile.lists), None)
        if home is None:
            return {root.tile_id: root for root in roots}
        key, inner = home.lists[-1]
        found[home.tile_id] = filled(home, {key: [*inner, *stray]})
    return found


def _grafted(tiles: Sequence[Tile], own: Mapping[str, Tile]) -> list[Tile]:
    settled = [own.get(tile.tile_id, tile) for tile in tiles]
    return [filled(tile, {key: _grafted(inner, own) for key, inner in tile.lists}) for tile in settled]


# --- what isn't theirs ------------------------------------------------------------------------------------------------
def _refusals(
    base: Base, newest: Sequence[Tile], posted: Sequence[Tile], part: Part, fixed: Collection[str]
) -> list[Refusal]:
    now = flat(newest)
    checked = [found for found, inside in _walked(posted, part) if not inside]
    strays = [found for found, inside in _walked(posted, part) if inside and found.tile.tile_id in fixed]
    elsewhere = _moved(base, checked, part)
    found, met = [], set()
    for one in checked:
        kind = Kind.ADDED if one.tile.tile_id in met else _kind(one, base, now, part)
        met.add(one.tile.tile_id)
        if kind is None and one.tile.tile_id in elsewhere:
            kind = Kind.MOVED
        if kind is not None:
            found.append(Refusal(kind, one.tile.tile_id, one.way))
    met |= {one.tile.tile_id for one in strays}
    found += [Refusal(Kind.MOVED, one.tile.tile_id, one.way) for one in strays]
    theirs = _inside(base, part)
    removed = [key for key in base if key not in met and key in now and (key not in theirs)]
    return [*found, *(Refusal(Kind.REMOVED, key, None) for key in removed)]


def _kind(one: Found, base: Base, now: Mapping[str, Found], part: Part) -> Kind | None:
    tile = one.tile
    if tile.tile_id not in base:
        return Kind.ADDED
    current = now.get(tile.tile_id)
    if tile.tile_id in part.own:
        if current is None:
            return Kind.GONE if _touched(tile, base) else None
        return Kind.CHANGED if tile.name != current.tile.name else None
    touched = tile.says != base[tile.tile_id].mark
    unlike_now = current is None or tile.says != current.tile.says
    return Kind.CHANGED if touched and unlike_now else None


def _touched(tile: Tile, base: Base) -> bool:
    """Whether anything in a tile, or it itself, is otherwise than it was."""
    inside = [found for found in walk([tile]) if found.tile is not tile]
    before = {key for key, known in base.items() if known.place.owner in ids(tile)}
    same = all(base.get(one.tile.tile_id) == Known(one.tile.says, one.place) for one in inside)
    return not same or before != {one.tile.tile_id for one in inside} or base[tile.tile_id].mark != tile.says


def _inside(base: Base, part: Part) -> set[str]:
    """The ids of what was inside of their tiles, as they had it before them."""
    free: dict[str, bool] = {"": False}
    found = set()
    for key, known in base.items():  # in the order of reading: what is around a tile comes before it
        around = free.get(known.place.owner, False)
        if around and key not in part.others:
            found.add(key)
        free[key] = part.frees(key, around)
    return found


def _moved(base: Base, checked: Sequence[Found], part: Part) -> set[str]:
    """Tiles that aren't theirs to move, and stand in another list, or in another order, than before."""
    theirs = _inside(base, part)
    known = {one.tile.tile_id: one.place for one in checked if one.tile.tile_id in base}
    elsewhere = {key for key, place in known.items() if base[key].place != place or key in theirs}
    found = set(elsewhere)
    for place in set(known.values()):
        after = [key for key, where in known.items() if where == place and key not in elsewhere]
        before = [key for key in base if key in set(after)]
        found |= moved(before, after)
    return found
