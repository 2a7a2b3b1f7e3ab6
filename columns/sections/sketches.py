"""A small drawing of a template, made of its tiles: it shows what a page will look like, and can't be out of date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.tiles.drawings import GAP, ROOM, Box, drawn, moved

MARGIN = 8
WIDTH = ROOM + 2 * MARGIN


@dataclass(frozen=True)
class Sketch:
    """Rectangles on a sheet of a size."""

    width: int
    height: int
    boxes: tuple[Box, ...]


def sketch(tiles: Iterable[dict[str, Any]]) -> Sketch:
    """Return the drawing of a page of tiles (in their stored form), from top to bottom."""
    boxes, y = [Box(0, 0, WIDTH, 18, "soft"), Box(MARGIN, 7, 46, 5, "strong")], 18.0 + GAP
    for tile in tiles:
        inner, height = drawn(tile["type"], tile["value"])
        boxes += moved(inner, MARGIN, y)
        y += height + GAP
    return Sketch(WIDTH, max(round(y), WIDTH), tuple(boxes))
