"""The tiles that are there right now, as Wagtail blocks.

Tiles register a factory, never a block: blocks are built at the first use and kept until extensions change. A tile
that stays through such a change keeps its block.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import RLock
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.core.exceptions import AppRegistryNotReady
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy
from wagtail.blocks import Block

from portal.addons import registry
from portal.addons.types import TileType

from . import base

HOOK = "tile_types"
CATEGORIES = {
    "text": pgettext_lazy("gongkai", "Text"),
    "media": pgettext_lazy("gongkai", "Pictures and films"),
    "data": pgettext_lazy("gongkai", "Facts and figures"),
    "live": pgettext_lazy("gongkai", "Lists that keep themselves up to date"),
    "links": pgettext_lazy("gongkai", "Links"),
    "layout": pgettext_lazy("gongkai", "Arrangement"),
}

_built: dict[str, tuple[TileType, Block]] = {}
_lock = RLock()


def tile_types() -> Mapping[str, TileType]:
    """Return every registered tile by name: the same object until extensions change, so ``is`` tells a change.

    Raises :class:`AppRegistryNotReady` while Django starts (an add-on that reads pages in its ``ready`` would see an
    incomplete catalogue) and :class:`portal.addons.registry.DuplicateName` when two tiles claim one name.
    """
    if not apps.ready:
        raise AppRegistryNotReady("Tiles can't be used before every extension is registered.")
    return registry.by_name(HOOK)


def blocks_for(scope: str) -> dict[str, Block]:
    """Return the blocks of the tiles of a scope by name, in the order of registration."""
    return {name: _block(tile) for name, tile in tile_types().items() if scope in tile.scopes}


def picture(name: str) -> SafeString:
    """Return the drawing of a tile for a palette, as SVG; a plain frame for an add-on's, "" for an unknown one."""
    tile = tile_types().get(name)
    return base.picture(_block(tile)) if tile else SafeString("")


def pictures(scope: str) -> dict[str, str]:
    """Return the drawings of the tiles of a scope by name, as addresses for pictures (``data:``)."""
    return {name: f"data:image/svg+xml,{quote(picture(name))}" for name in blocks_for(scope)}


def example(name: str) -> Any:
    """Return the value of a new tile in stored form, with its places to fill in; None for an unknown one."""
    tile = tile_types().get(name)
    if tile is None:
        return None
    block = _block(tile)
    return block.get_prep_value(block.get_default())


def keeps_rendering(name: str) -> bool:
    """Tell whether a rendering is stored with this tile: it is an add-on's, so it may be gone one day."""
    tile = tile_types().get(name)
    return tile is not None and not tile.core


def _block(tile: TileType) -> Block:
    with _lock:
        held = _built.get(tile.name)
        if held is None or held[0] != tile:
            held = _built[tile.name] = (tile, _build(tile))
        return held[1]


def _build(tile: TileType) -> Block:
    block = tile.factory()
    meta: Any = block.meta
    if not meta.label and tile.label:
        meta.label = block.label = tile.label
    if not meta.group:
        meta.group = CATEGORIES.get(tile.category, tile.category)
    block.set_name(tile.name)
    # Wagtail numbers blocks in the order they are built, which differs between processes when they are built at
    # first use; a preview asked of one process would show another tile in the next one.
    Block.definition_registry.pop(block.definition_prefix, None)
    block.definition_prefix = f"tile-{tile.name}"
    Block.definition_registry[block.definition_prefix] = block
    return block
