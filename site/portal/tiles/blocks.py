"""The stream of tiles: its blocks come from the registry, and what it doesn't know it keeps.

Wagtail's own stream drops items of unknown type when it reads them and so loses them at the next save. Here they
become a :class:`~portal.tiles.missing.MissingTileValue` and are written back as they were read.
"""

from __future__ import annotations

import copy
import json
import uuid
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from enum import Enum
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.telepath import register
from wagtail.blocks import Block, StreamBlock, StreamValue
from wagtail.blocks.stream_block import StreamBlockAdapter

from . import base, catalogue, marks, missing, snapshots
from .missing import MissingTileBlock, MissingTileValue


class TileChildBlocks(OrderedDict[str, Block]):
    """Blocks by name. Looking an unknown name up gives the stand-in; ``in`` and iteration know only what is there."""

    def __missing__(self, name: str) -> MissingTileBlock:
        return MissingTileBlock("" if name == missing.NAME else name)


class Extras(Enum):
    """What becomes of the rendering and references beside a known add-on's tile."""

    STORE = "store"  # kept where the tile is unchanged, else made anew
    KEEP = "keep"  # kept where the tile is unchanged
    DROP = "drop"


class TileChild(StreamValue.StreamChild):
    """One tile of a stream."""

    @property
    def is_missing(self) -> bool:
        """Tell whether the tile's own block is not there."""
        return isinstance(self.block, MissingTileBlock)

    @property
    def block_type(self) -> str:
        # The stored type also for a missing tile: reference rows and counts stay what they were.
        return str(self.value.get("type", missing.NAME)) if self.is_missing else self.block.name

    def get_prep_value(self) -> dict[str, Any]:
        if self.is_missing:
            return {**self.value, "id": self.id} if self.value.readable else {"type": missing.NAME, "value": None}
        return super().get_prep_value()

    def render(self, context: Any = None) -> SafeString:
        # A tile inside a tile has its own id, not that of the outer one (headings make their anchors of it).
        context = {**(context or {}), "id": self.id}
        return marks.tile(self.id, base.framed(super().render(context), self.value, context))


class TileStreamValue(StreamValue):
    """A stream whose items of unknown type stay in place. ``raw_data`` shows every item as it is stored."""

    @classmethod
    def adopt(cls, value: StreamValue) -> TileStreamValue:
        """Return a stream value of Wagtail's own making as one of ours."""
        if isinstance(value, cls):
            return value
        own = cls(value.stream_block, [], raw_text=value.raw_text)
        own._raw_data = value._raw_data
        own._bound_blocks = [child and own._construct_stream_child(child) for child in value._bound_blocks]
        return own

    def _construct_stream_child(self, item: Any) -> TileChild:
        child = super()._construct_stream_child(item)
        return child if isinstance(child, TileChild) else TileChild(child.block, child.value, id=child.id)

    def _prefetch_blocks(self, type_name: str) -> None:
        places = [
            (self, index)
            for index, raw in enumerate(self._raw_data)
            if self._bound_blocks[index] is None and raw["type"] == type_name
        ]
        bind(self.stream_block, type_name, places)

    def get_prep_value(self) -> list[dict[str, Any]]:
        """Return the stored form for copying and pickling: nothing is rendered, nothing is dropped."""
        return self.prepared(Extras.KEEP)

    def prepared(self, extras: Extras) -> list[dict[str, Any]]:
        """Return the stored form; ``extras`` says what becomes of the renderings beside known tiles."""
        result = []
        for index, child in enumerate(self._bound_blocks):
            raw = self._raw_data[index]
            if child is None and extras is Extras.STORE and self._lacks_rendering(raw):
                child = self[index]
            result.append(self._untouched(raw, extras) if child is None else self._bound(child, raw, extras))
        return result

    def _untouched(self, raw: dict[str, Any], extras: Extras) -> dict[str, Any]:
        if not raw.get("id"):
            raw["id"] = str(uuid.uuid4())
        if extras is Extras.DROP and raw["type"] in self.stream_block.child_blocks:
            return _bare(raw)
        return raw

    def _bound(self, child: TileChild, raw: dict[str, Any] | None, extras: Extras) -> dict[str, Any]:
        if not child.id:
            child.id = str(uuid.uuid4())
        if child.is_missing:
            if extras is Extras.STORE and not child.value.readable:
                raise ValueError("An unreadable tile can't be stored.")
            return child.get_prep_value()
        item = child.get_prep_value()
        if extras is Extras.DROP or not catalogue.keeps_rendering(child.block.name):
            return item
        kept = _kept(item, raw)
        if not kept and extras is Extras.STORE:
            kept = snapshots.take(child)
        return {**item, **kept}

    def _lacks_rendering(self, raw: dict[str, Any]) -> bool:
        name = raw["type"]
        known = name in self.stream_block.child_blocks
        return known and snapshots.RENDERING not in raw and catalogue.keeps_rendering(name)


def _kept(item: dict[str, Any], raw: dict[str, Any] | None) -> dict[str, Any]:
    # An unchanged tile keeps the rendering it has: what was approved doesn't change by being read and saved.
    if not raw or snapshots.RENDERING not in raw or _bare(raw) != item:
        return {}
    return {key: raw[key] for key in (snapshots.RENDERING, snapshots.REFERENCES) if key in raw}


def _bare(item: dict[str, Any]) -> dict[str, Any]:
    return {key: item[key] for key in item if key not in (snapshots.RENDERING, snapshots.REFERENCES)}


def bind(stream_block: StreamBlock, type_name: str, places: Iterable[tuple[TileStreamValue, int]]) -> None:
    """Turn the raw items of one type at these places (stream, index) into tiles, with one look-up for all."""
    places = list(places)
    raws = [stream._raw_data[index] for stream, index in places]
    block = stream_block.child_blocks[type_name]
    values: list[Any]
    if isinstance(block, MissingTileBlock):
        values = [MissingTileValue.of(raw) for raw in raws]
    elif catalogue.keeps_rendering(type_name):
        # A block may hand the raw value itself out; changing it in place must not look like "unchanged" later.
        values = block.bulk_to_python([copy.deepcopy(raw["value"]) for raw in raws])
    else:
        values = block.bulk_to_python([raw["value"] for raw in raws])
    for (stream, index), raw, value in zip(places, raws, values, strict=True):
        stream._bound_blocks[index] = TileChild(block, value, id=raw.get("id"))


class TileStreamBlock(StreamBlock):
    """A stream of the tiles of one scope. Usable at the top of a field and inside other blocks.

    ``without`` are names of tiles that don't fit in here (a row in a row).
    """

    def __init__(
        self, local_blocks: Any = None, scope: str = "page", without: Iterable[str] = (), **kwargs: Any
    ) -> None:
        self.scope = scope
        self.without = frozenset(without)
        self._own_blocks: dict[str, Block] = {}
        self._blocks: TileChildBlocks | None = None
        self._blocks_of: object = None
        super().__init__(local_blocks, **kwargs)

    @property
    def child_blocks(self) -> TileChildBlocks:
        """The blocks of now: built at first use, and again when extensions have changed."""
        types = catalogue.tile_types()
        if self._blocks is None or self._blocks_of is not types:
            offered = {n: block for n, block in catalogue.blocks_for(self.scope).items() if n not in self.without}
            self._blocks = TileChildBlocks({**offered, **self._own_blocks})
            self._blocks_of = types
        return self._blocks

    @child_blocks.setter
    def child_blocks(self, own: dict[str, Block]) -> None:
        # Wagtail assigns the declared blocks and then adds the local ones to what it reads back.
        self._own_blocks = dict(own)
        self._blocks = None

    # --- reading -------------------------------------------------------------------------------------------------
    def empty_value(self, raw_text: str | None = None) -> TileStreamValue:
        return TileStreamValue(self, [], raw_text=raw_text)

    def to_python(self, value: Any) -> TileStreamValue:
        """Read a stream: stored items (also as JSON text) or pairs of name and value. Unknown *pairs* are an error."""
        if isinstance(value, StreamValue):
            return TileStreamValue.adopt(value)
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except ValueError:
                return self.empty_value(raw_text=value)
        if not value:
            return self.empty_value()
        value = list(value)
        if isinstance(value[0], dict):
            return TileStreamValue(self, value, is_lazy=True)
        unknown = [item[0] for item in value if isinstance(item, tuple) and item[0] not in self.child_blocks]
        if unknown:
            raise ValueError(f"There are no such tiles: {unknown}")
        return TileStreamValue.adopt(super().to_python(value))

    def bulk_to_python(self, values: Iterable[Any]) -> list[TileStreamValue]:
        """Read many streams at once (how streams inside other blocks are read), one look-up a type."""
        streams = [self.to_python(value) for value in values]
        places: dict[str, list[tuple[TileStreamValue, int]]] = defaultdict(list)
        for stream in streams:
            for index, raw in enumerate(stream._raw_data):
                if stream._bound_blocks[index] is None:
                    places[raw["type"]].append((stream, index))
        for type_name, found in places.items():
            bind(self, type_name, found)
        return streams

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> TileStreamValue:
        """Read what a form posted; BadRequest where that isn't what the editor sends: cut off, or made by hand."""
        try:
            return TileStreamValue.adopt(super().value_from_datadict(data, files, prefix))
        except (KeyError, ValueError) as error:
            raise BadRequest(_("The form arrived incomplete.")) from error

    def clean(self, value: Any) -> TileStreamValue:
        return TileStreamValue.adopt(super().clean(value))

    # --- writing -------------------------------------------------------------------------------------------------
    def get_prep_value(self, value: Any) -> list[dict[str, Any]]:
        """Return the stored form. Renderings of add-ons' tiles are added only when a row or revision is written."""
        if not value:
            return []
        stream = self.to_python(value)
        return stream.prepared(Extras.STORE if snapshots.is_storing() else Extras.DROP)

    def render_basic(self, value: Any, context: Any = None) -> SafeString:
        return marks.stream(format_html_join("\n", "{}", ((child.render(context=context),) for child in value)))

    # --- migrations ----------------------------------------------------------------------------------------------
    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "portal.tiles.blocks.TileStreamBlock", [], {}

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, list[Any], dict[str, Any]]:
        return self.deconstruct()

    @classmethod
    def construct_from_lookup(cls, lookup: Any, *args: Any, **kwargs: Any) -> TileStreamBlock:
        return cls(*args, **kwargs)

    class Meta:
        icon = "placeholder"


class TileStreamBlockAdapter(StreamBlockAdapter):
    """Tells the editor how to show the stand-in without offering it in the picker."""

    js_constructor = "portal.tiles.TileStreamBlock"

    def js_args(self, block: TileStreamBlock) -> list[Any]:
        name, groups, states, meta = super().js_args(block)
        return [name, [*groups, ("", [MissingTileBlock()])], states, meta]

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["tiles/missing_tile.js"])


register(TileStreamBlockAdapter(), TileStreamBlock)
