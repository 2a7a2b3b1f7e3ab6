"""What becomes of a stream that two people changed at the same time. Pure: no database, no request.

``base`` is what the one who saves began with, ``theirs`` the newest version, ``mine`` what is saved now. Tiles are told
apart by their ids, however deep they stand. What only one of the two did is done. What both did to the same tile is a
conflict: it stays as it is in the newest version until somebody has chosen, so nothing is overwritten silently.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.tiles.trees import PAGE, Found, Place, Tile, filled, flat, ids, walk


class Side(StrEnum):
    """Whose version of a tile stands."""

    MINE = "mine"
    THEIRS = "theirs"


class Clash(StrEnum):
    """What both did to one tile."""

    CHANGED = "changed"  # each in another way
    MOVED = "moved"  # each to another list
    I_REMOVED = "i_removed"  # and they changed it, or something in it
    THEY_REMOVED = "they_removed"  # and I changed it, or something in it


@dataclass(frozen=True)
class Known:
    """What is known of a tile as somebody began with it."""

    mark: str
    place: Place = PAGE


Base = Mapping[str, Known]


@dataclass(frozen=True)
class Conflict:
    """One tile that both changed; the version that isn't there any more is None."""

    clash: Clash
    tile_id: str
    theirs: Found | None
    mine: Found | None


@dataclass(frozen=True)
class Merged:
    """The stream put together. ``taken`` are the ids of tiles that are otherwise than in ``mine`` because of them."""

    tiles: list[Tile]
    conflicts: list[Conflict] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


def base_of(tiles: Sequence[Tile]) -> dict[str, Known]:
    """Return what a stream is remembered by: every tile's mark and place, in the order of reading."""
    return {key: Known(found.tile.says, found.place) for key, found in flat(tiles).items()}


def merge(
    base: Base, theirs: Sequence[Tile], mine: Sequence[Tile], choices: Mapping[str, Side] | None = None
) -> Merged:
    """Return ``theirs`` and ``mine`` put together; ``choices`` say by tile what stands where both changed it.

    Each id may stand in each of the two once (:func:`portal.tiles.trees.once`).
    """
    return _Merge(base, flat(theirs), flat(mine), choices or {}).run()


class _Merge:
    def __init__(
        self, base: Base, theirs: dict[str, Found], mine: dict[str, Found], choices: Mapping[str, Side]
    ) -> None:
        self.base, self.theirs, self.mine, self.choices = base, theirs, mine, choices
        self.conflicts: list[Conflict] = []
        self.shells: dict[str, Tile] = {}  # by id: the tile whose own words stand
        self.places: dict[str, Place] = {}

    def run(self) -> Merged:
        gone = self._gone(self.theirs, self.mine, Clash.I_REMOVED, Side.MINE)
        gone |= self._gone(self.mine, self.theirs, Clash.THEY_REMOVED, Side.THEIRS)
        for key in [*self.theirs, *(key for key in self.mine if key not in self.theirs)]:
            if key not in gone:
                self._decide(key)
        tiles = self._built()
        return Merged(tiles, self.conflicts, self._taken(tiles))

    # --- what was taken out ---------------------------------------------------------------------------------------
    def _gone(self, kept: dict[str, Found], other: dict[str, Found], clash: Clash, remover: Side) -> set[str]:
        """Return the ids that one of the two took out, where the other left them as they were (or it was chosen)."""
        removed = {key for key in kept if key in self.base and key not in other}
        gone: set[str] = set()
        for key in removed:
            if kept[key].place.owner in removed:
                continue  # it goes, or stays, with the tile around it
            inside = ids(kept[key].tile)
            if any(self._touched(kept[one]) for one in inside):
                theirs, mine = (kept[key], None) if remover is Side.MINE else (None, kept[key])
                if self._clashes(clash, key, theirs, mine) is not remover:
                    continue
            gone |= {one for one in inside if one not in other}
        return gone

    def _touched(self, found: Found) -> bool:
        known = self.base.get(found.tile.tile_id)
        return known is None or known != Known(found.tile.says, found.place)

    def _clashes(self, clash: Clash, key: str, theirs: Found | None, mine: Found | None) -> Side:
        """Take down that both changed a tile, unless it was chosen already; return whose version stands."""
        if key in self.choices:
            return self.choices[key]
        self.conflicts.append(Conflict(clash, key, theirs, mine))
        # Until it is chosen nothing is lost: what the newest version has stays, and what only I have, too.
        return Side.MINE if theirs is None else Side.THEIRS

    # --- what is there --------------------------------------------------------------------------------------------
    def _decide(self, key: str) -> None:
        theirs, mine = self.theirs.get(key), self.mine.get(key)
        if theirs is None or mine is None:
            only = theirs or mine
            assert only is not None
            self.shells[key], self.places[key] = only.tile, only.place
            return
        known = self.base.get(key)
        before, place = (known.mark, known.place) if known else (None, None)
        stands = side_of(before, theirs.tile.says, mine.tile.says)
        stands = stands or self._clashes(Clash.CHANGED, key, theirs, mine)
        self.shells[key] = (theirs if stands is Side.THEIRS else mine).tile
        there = side_of(place, theirs.place, mine.place)
        if there is None:
            met = self.conflicts and self.conflicts[-1].tile_id == key
            there = Side.THEIRS if met else self._clashes(Clash.MOVED, key, theirs, mine)
        self.places[key] = (theirs if there is Side.THEIRS else mine).place

    # --- putting together -----------------------------------------------------------------------------------------
    def _built(self) -> list[Tile]:
        members: dict[Place, list[str]] = {}
        for key in self.shells:
            members.setdefault(self._standing(key), []).append(key)
        built: set[str] = set()
        top = [self._tile(key, members, built) for key in self._ordered(PAGE, members.get(PAGE, []))]
        # Each put into the other: whatever can't be reached from the page stands at its end.
        return [*top, *(self._tile(key, members, built) for key in self.shells if key not in built)]

    def _standing(self, key: str) -> Place:
        """The list in which a tile stands, or the nearest that there is."""
        for place in (self.places[key], *(side[key].place for side in (self.theirs, self.mine) if key in side)):
            if not place.owner:
                return place
            if place.owner in self.shells and (lists := self.shells[place.owner].lists):
                offered = [name for name, _inner in lists]
                return place if place.key in offered else Place(place.owner, offered[-1])
        return PAGE

    def _tile(self, key: str, members: Mapping[Place, list[str]], built: set[str]) -> Tile:
        built.add(key)
        shell = self.shells[key]
        lists: dict[str, list[Tile]] = {}
        for name, _inner in shell.lists:
            place = Place(key, name)
            inside = [one for one in self._ordered(place, members.get(place, [])) if one not in built]
            lists[name] = [self._tile(one, members, built) for one in inside if one not in built]
        return filled(shell, lists)

    def _ordered(self, place: Place, members: Collection[str]) -> list[str]:
        """The order of a list: of whoever changed it (of both: mine), what the other added beside its neighbour."""
        wanted = set(members)
        theirs, mine = _order(self.theirs, place, wanted), _order(self.mine, place, wanted)
        both = set(theirs) & set(mine)
        before = [key for key, known in self.base.items() if known.place == place and key in both]
        unmoved = before == [key for key in mine if key in set(before)]
        order, other = (theirs, mine) if unmoved else (mine, theirs)
        for index, key in enumerate(other):
            if key not in order:
                after = next((one for one in reversed(other[:index]) if one in order), None)
                order.insert(order.index(after) + 1 if after is not None else 0, key)
        return [*order, *(key for key in members if key not in set(order))]

    def _taken(self, tiles: Sequence[Tile]) -> list[str]:
        after = {found.tile.tile_id: found for found in walk(tiles)}
        changed = [key for key, found in after.items() if key not in self.mine or _unlike(found, self.mine[key])]
        return [*changed, *(key for key in self.mine if key not in after)]


def _unlike(one: Found, other: Found) -> bool:
    return one.tile.says != other.tile.says or one.place != other.place


def _order(side: Mapping[str, Found], place: Place, wanted: set[str]) -> list[str]:
    return [key for key, found in side.items() if found.place == place and key in wanted]


def side_of(before: object, theirs: object, mine: object) -> Side | None:
    """Return whose of two values stands, given what it was before; None where both changed it, each in another way."""
    if theirs == mine or before == mine:
        return Side.THEIRS
    return Side.MINE if before == theirs else None
