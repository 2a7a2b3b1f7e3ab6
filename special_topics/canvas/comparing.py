"""What differs between two versions of a topic, tile by tile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from django.utils.translation import pgettext_lazy

from portal.tiles import catalogue

from ..models import TopicPage

_ITEM = "item"  # what Wagtail calls the entries of a list, which are no tiles
FIELDS = ("title", "intro", "starts_on", "ends_on", "banner", "banner_credit", "accent", "accent_2")


class Kind(StrEnum):
    """How a tile differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


LABELS = {
    Kind.ADDED: pgettext_lazy("canvas", "Added"),
    Kind.REMOVED: pgettext_lazy("canvas", "Removed"),
    Kind.CHANGED: pgettext_lazy("canvas", "Changed"),
    Kind.MOVED: pgettext_lazy("canvas", "Moved"),
}


@dataclass(frozen=True)
class Change:
    """One tile that differs. ``tile_id`` is the same in both versions."""

    tile_id: str
    kind: Kind
    name: str

    @property
    def label(self) -> Any:
        """How it differs, in words."""
        return LABELS[self.kind]


@dataclass(frozen=True)
class _Stored:
    tile_id: str
    owner: str
    name: str
    own: str


def changes(old: TopicPage, new: TopicPage) -> list[Change]:
    """Return the tiles that differ between two versions: those of the new one in its order, then what was removed."""
    before = {tile.tile_id: tile for tile in _tiles(_raw(old))}
    after = {tile.tile_id: tile for tile in _tiles(_raw(new))}
    moved = _moved(before, after)
    found = [_change(tile, before.get(tile.tile_id), tile.tile_id in moved) for tile in after.values()]
    removed = [Change(tile.tile_id, Kind.REMOVED, tile.name) for key, tile in before.items() if key not in after]
    return [*(change for change in found if change), *removed]


def fields_changed(old: TopicPage, new: TopicPage) -> list[str]:
    """Return the names, for people, of the page's own fields that differ."""
    fields: list[Any] = [TopicPage._meta.get_field(name) for name in FIELDS]
    return [str(field.verbose_name) for field in fields if getattr(old, field.attname) != getattr(new, field.attname)]


def _change(tile: _Stored, was: _Stored | None, moved: bool) -> Change | None:
    if was is None:
        return Change(tile.tile_id, Kind.ADDED, tile.name)
    if was.own != tile.own:
        return Change(tile.tile_id, Kind.CHANGED, tile.name)
    return Change(tile.tile_id, Kind.MOVED, tile.name) if moved else None


def _moved(before: dict[str, _Stored], after: dict[str, _Stored]) -> set[str]:
    old = [(tile.owner, key) for key, tile in before.items() if key in after]
    new = [(tile.owner, key) for key, tile in after.items() if key in before]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    stayed = {key for block in blocks for _owner, key in new[block.b : block.b + block.size]}
    return {key for _owner, key in new} - stayed


def _raw(page: TopicPage) -> list[dict[str, Any]]:
    return list(page.body.raw_data)


def _tiles(items: Any, owner: str = "") -> Iterator[_Stored]:
    for item in items:
        tile_id = str(item.get("id") or "")
        inner = list(_inner(item.get("value")))
        own = json.dumps(_without(item.get("value")), sort_keys=True, ensure_ascii=False)
        yield _Stored(tile_id, owner, _name(str(item["type"])), own)
        for stream in inner:
            yield from _tiles(stream, tile_id)


def _is_stream(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and {"type", "value"} <= set(item) and item["type"] != _ITEM for item in value)
    )


def _inner(value: Any) -> Iterator[list[dict[str, Any]]]:
    if _is_stream(value):
        yield value
    elif isinstance(value, dict | list):
        for held in value.values() if isinstance(value, dict) else value:
            yield from _inner(held)


def _without(value: Any) -> Any:
    """The value without the tiles inside it: they are compared by themselves."""
    if _is_stream(value):
        return []
    if isinstance(value, dict):
        return {key: _without(held) for key, held in value.items()}
    return [_without(held) for held in value] if isinstance(value, list) else value


def _name(tile_type: str) -> str:
    tile = catalogue.tile_types().get(tile_type)
    return str(tile.label) if tile else tile_type
