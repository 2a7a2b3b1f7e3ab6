"""What differs between two versions of a topic, tile by tile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import pgettext_lazy

from portal.tiles import catalogue
from portal.tiles.trees import Found, Tile, flat, moved, tree

from ..models import TopicPage

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


def changes(old: TopicPage, new: TopicPage) -> list[Change]:
    """Return the tiles that differ between two versions: those of the new one in its order, then what was removed."""
    before, after = flat(tree(old.body, as_stored=True)), flat(tree(new.body, as_stored=True))
    elsewhere = _moved(before, after)
    found = [_change(one.tile, before.get(key), key in elsewhere) for key, one in after.items()]
    removed = [_named(Kind.REMOVED, one.tile) for key, one in before.items() if key not in after]
    return [*(change for change in found if change), *removed]


def fields_changed(old: TopicPage, new: TopicPage) -> list[str]:
    """Return the names, for people, of the page's own fields that differ."""
    fields: list[Any] = [TopicPage._meta.get_field(name) for name in FIELDS]
    return [str(field.verbose_name) for field in fields if getattr(old, field.attname) != getattr(new, field.attname)]


def _change(tile: Tile, was: Found | None, is_moved: bool) -> Change | None:
    if was is None:
        return _named(Kind.ADDED, tile)
    if was.tile.says != tile.says:
        return _named(Kind.CHANGED, tile)
    return _named(Kind.MOVED, tile) if is_moved else None


def _moved(before: dict[str, Found], after: dict[str, Found]) -> set[str]:
    old = [(one.place.owner, key) for key, one in before.items() if key in after]
    new = [(one.place.owner, key) for key, one in after.items() if key in before]
    return {key for _owner, key in moved(old, new)}


def _named(kind: Kind, tile: Tile) -> Change:
    known = catalogue.tile_types().get(tile.name)
    return Change(tile.tile_id, kind, str(known.label) if known else tile.name)
