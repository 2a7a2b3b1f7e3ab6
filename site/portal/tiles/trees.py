"""A stream of tiles as a tree: each tile by itself, and the lists of tiles inside it, to compare and put together."""

from __future__ import annotations

import uuid
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, TypeVar

from wagtail.blocks import ListBlock, StreamBlock, StructBlock

from . import sameness

_Thing = TypeVar("_Thing", bound=Hashable)
_ITEM = "item"  # what Wagtail calls the entries of a list in stored form


@dataclass(frozen=True)
class Tile:
    """One tile. ``mark`` is equal for values that say the same, the tiles inside left out.

    ``stored`` is its stored form, ``lists`` the lists of tiles inside it by place in its value: "columns.0.tiles".
    """

    tile_id: str
    name: str
    mark: str
    stored: Mapping[str, Any]
    lists: tuple[tuple[str, tuple[Tile, ...]], ...] = ()

    @property
    def says(self) -> str:
        """What two versions of a tile are compared by."""
        return f"{self.name}:{self.mark}"


@dataclass(frozen=True)
class Place:
    """Where a tile stands: in which list of which tile ("" is the page itself)."""

    owner: str = ""
    key: str = ""


PAGE = Place()


@dataclass(frozen=True)
class Found:
    """A tile with its place, and the way to it: numbers in lists, and between them the lists' places."""

    tile: Tile
    place: Place
    way: tuple[str | int, ...]


def tree(stream: Any, *, as_stored: bool = False) -> list[Tile]:
    """Return the tiles of a stream as trees.

    ``as_stored`` takes their stored form from the row, byte by byte, where they were read from one.
    """
    children = list(stream)
    raws = [dict(raw) for raw in stream.raw_data] if as_stored else stream.get_prep_value()
    return [_tile(child.block, child.value, raw) for child, raw in zip(children, raws, strict=True)]


def flat(tiles: Sequence[Tile]) -> dict[str, Found]:
    """Return every tile by its id, in the order of reading; of tiles with the same id the first."""
    found: dict[str, Found] = {}
    for one in walk(tiles):
        found.setdefault(one.tile.tile_id, one)
    return found


def walk(tiles: Sequence[Tile], place: Place = PAGE, way: tuple[str | int, ...] = ()) -> Iterator[Found]:
    """Yield tiles and those inside them, in the order of reading."""
    for index, tile in enumerate(tiles):
        yield Found(tile, place, (*way, index))
        for key, inner in tile.lists:
            yield from walk(inner, Place(tile.tile_id, key), (*way, index, key))


def ids(tile: Tile) -> set[str]:
    """Return the ids of a tile and of those inside it."""
    return {found.tile.tile_id for found in walk([tile])}


def filled(tile: Tile, lists: Mapping[str, Sequence[Tile]]) -> Tile:
    """Return a tile with other tiles in its lists; those that aren't named keep theirs. Nothing is changed in place."""
    changed = {key: tuple(lists[key]) for key, inner in tile.lists if key in lists and tuple(lists[key]) != inner}
    if not changed:
        return tile
    value = tile.stored["value"]
    for key, inner in changed.items():
        value = _put(value, key.split("."), [dict(one.stored) for one in inner])
    return replace(
        tile,
        stored={**tile.stored, "value": value},
        lists=tuple((key, changed.get(key, inner)) for key, inner in tile.lists),
    )


def without(tiles: Sequence[Tile], unwanted: set[str] | frozenset[str]) -> list[Tile]:
    """Return trees without some of their tiles (ids), and what is inside of those."""
    kept = [tile for tile in tiles if tile.tile_id not in unwanted]
    return [filled(tile, {key: without(inner, unwanted) for key, inner in tile.lists}) for tile in kept]


def once(tiles: Sequence[Tile], met: set[str] | None = None) -> list[Tile]:
    """Return trees in which each id stands once: later tiles with an id that was met get a new one."""
    met = set() if met is None else met
    return [_once(tile, met) for tile in tiles]


def _once(tile: Tile, met: set[str]) -> Tile:
    if not tile.tile_id or tile.tile_id in met:
        new = str(uuid.uuid4())
        tile = replace(tile, tile_id=new, stored={**tile.stored, "id": new})
    met.add(tile.tile_id)
    return filled(tile, {key: once(inner, met) for key, inner in tile.lists})


def moved(before: Sequence[_Thing], after: Sequence[_Thing]) -> set[_Thing]:
    """Return what stands otherwise in one order of the same things than in another: as little as can be."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return set(after) - {one for block in blocks for one in after[block.b : block.b + block.size]}


def lacks_ids(stored: Any) -> bool:
    """Say whether a stored stream holds tiles without an id: nobody could tell them apart in two versions."""
    if isinstance(stored, Mapping):
        unnamed = {"type", "value"} <= stored.keys() and not stored.get("id")
        return unnamed or lacks_ids(list(stored.values()))
    return isinstance(stored, list) and any(lacks_ids(one) for one in stored)


def _tile(block: Any, value: Any, raw: Mapping[str, Any]) -> Tile:
    name = str(raw.get("type", ""))
    lists = tuple((key, _inner(inner, stored)) for key, inner, stored in _lists(block, value, raw.get("value"), ""))
    return Tile(str(raw.get("id") or ""), name, sameness.mark(block, value), raw, lists)


def _inner(stream: Any, raws: Any) -> tuple[Tile, ...]:
    known = isinstance(raws, list) and len(raws) == len(stream)
    pairs = zip(stream, raws if known else stream.get_prep_value(), strict=True)
    return tuple(_tile(child.block, child.value, raw) for child, raw in pairs)


def _lists(block: Any, value: Any, raw: Any, at: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield (place, stream, its stored form) of the lists of tiles right inside a value."""
    if isinstance(block, StreamBlock):
        if value is not None and at:
            yield at, value, raw
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            held = raw.get(name) if isinstance(raw, Mapping) else None
            yield from _lists(child, (value or {}).get(name), held, f"{at}.{name}" if at else name)
    elif isinstance(block, ListBlock):
        raws = raw if isinstance(raw, list) else []
        for index, item in enumerate(value or ()):
            held = _entry(raws[index]) if index < len(raws) else None
            yield from _lists(block.child_block, item, held, f"{at}.{index}" if at else str(index))


def _entry(raw: Any) -> Any:
    return raw["value"] if isinstance(raw, Mapping) and raw.get("type") == _ITEM and "value" in raw else raw


def _put(value: Any, steps: Sequence[str], inner: list[Any]) -> Any:
    """Return a copy of a stored value with a list of tiles put where ``steps`` lead to."""
    if not steps:
        return inner
    step, rest = steps[0], steps[1:]
    if not isinstance(value, list):
        return {**value, step: _put(value.get(step), rest, inner)}
    index = int(step)
    held = value[index]
    new = _put(_entry(held), rest, inner)
    item = {**held, "value": new} if _entry(held) is not held else new
    return [*value[:index], item, *value[index + 1 :]]
