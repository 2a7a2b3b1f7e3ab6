"""What the editor's form of a topic was filled with: it goes to the browser and comes back with what was made of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from portal.tiles import catalogue
from portal.tiles.trees import Place, Tile, once, tree, walk

from .threeway import Known, base_of

BODY = "body"
SEEN = "regions_seen"  # the hidden field that takes it along


@dataclass(frozen=True)
class Began:
    """Marks of tiles, by id and in the order of reading, and of the page's own fields, by name."""

    tiles: dict[str, Known] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return it as the form takes it along."""
        tiles = {key: [known.mark, known.place.owner, known.place.key] for key, known in self.tiles.items()}
        return json.dumps({"tiles": tiles, "fields": self.fields}, separators=(",", ":"))


def began_with(topic: Any) -> Began:
    """Return what a form that is filled with this version of a topic begins with."""
    fields = own_fields(topic)
    marks = {one.name: field_mark(one.value_from_object(topic)) for one in fields}
    return Began(base_of(stored_tiles(topic)), marks)


def own_fields(topic: Any) -> list[Any]:
    """Return the page's own fields that its form edits, the stream left out."""
    names = set(topic.get_edit_handler().get_form_class()._meta.fields) - {BODY}
    return [one for one in topic._meta.concrete_fields if one.name in names]


def read(text: str | None) -> Began | None:
    """Return what a form sent of it; None where that is nothing of ours. It is claimed, not proved."""
    try:
        found = json.loads(text or "null")
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("tiles"), dict):
        return None
    tiles = {
        key: Known(value[0], Place(value[1], value[2]))
        for key, value in found["tiles"].items()
        if isinstance(value, list) and len(value) == 3 and all(isinstance(part, str) for part in value)
    }
    fields = found.get("fields")
    marks = {key: value for key, value in fields.items() if isinstance(value, str)} if isinstance(fields, dict) else {}
    return Began(tiles, marks)


def stored_tiles(topic: Any) -> list[Tile]:
    """Return the tiles of a stored version, byte by byte."""
    return once(tree(topic.body, as_stored=True))


def sent_tiles(stream: Any) -> list[Tile]:
    """Return the tiles that a form sent."""
    return once(tree(stream))


def kept_tiles(topic: Any) -> list[Tile]:
    """Return the tiles of a version that is about to be kept, without changing the way in which it will be stored."""
    block = topic._meta.get_field(BODY).stream_block
    return once(tree(block.to_python(topic.body.get_prep_value())))


def field_mark(value: Any) -> str:
    """Return a short mark of a field's value: equal for values that say the same."""
    value = getattr(value, "pk", value)
    text = "" if value in (None, False) else str(value).replace("\r\n", "\n").strip()
    return sha256(text.encode()).hexdigest()[:16]


def stream_of(block: Any, tiles: Sequence[Tile], stored: Mapping[str, Tile]) -> Any:
    """Return tiles as a stream value; those that aren't as they were stored are made anew when it is stored."""
    stream = block.to_python([dict(tile.stored) for tile in tiles])
    for index, tile in enumerate(tiles):
        changed = stored.get(tile.tile_id) is not tile
        if changed and any(catalogue.keeps_rendering(found.tile.name) for found in walk([tile])):
            stream[index]  # bound now: what is kept beside an add-on's tile is made when it is stored
    return stream
