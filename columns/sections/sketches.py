"""A small drawing of a template, made of its tiles: it shows what a page will look like, and can't be out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

WIDTH, MARGIN, GAP = 96, 8, 6
LINE = 4


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing: ``look`` is line, strong, frame, or soft."""

    x: float
    y: float
    width: float
    height: float
    look: str = "line"


@dataclass(frozen=True)
class Sketch:
    """Rectangles on a sheet of a size."""

    width: int
    height: int
    boxes: tuple[Box, ...]


Drawn = tuple[list[Box], float]  # boxes from the top of a tile down, and its height
ROOM = WIDTH - 2 * MARGIN


def sketch(tiles: Iterable[dict[str, Any]]) -> Sketch:
    """Return the drawing of a page of tiles (in their stored form), from top to bottom."""
    boxes, y = [Box(0, 0, WIDTH, 18, "soft"), Box(MARGIN, 7, 46, 5, "strong")], 18.0 + GAP
    for tile in tiles:
        drawn, height = _DRAWN.get(tile["type"], _other)(tile["value"])
        boxes += [Box(MARGIN + box.x, y + box.y, box.width, box.height, box.look) for box in drawn]
        y += height + GAP
    return Sketch(WIDTH, max(round(y), WIDTH), tuple(boxes))


def _heading(_value: Any) -> Drawn:
    return [Box(0, 0, 36, 4, "strong")], 4


def _text(value: Any) -> Drawn:
    lines = 1 + str(value).count("</p>")
    return [Box(0, LINE * n, ROOM if n < lines - 1 else ROOM * 0.6, 2) for n in range(lines)], LINE * lines


def _notice(_value: Any) -> Drawn:
    return [Box(0, 0, ROOM, 15, "frame"), Box(4, 4, 24, 2, "strong"), Box(4, 9, ROOM - 12, 2)], 15


def _quotation(_value: Any) -> Drawn:
    return [Box(0, 0, 2, 12, "strong"), Box(6, 1, ROOM - 10, 2), Box(6, 5, ROOM - 20, 2), Box(6, 9, 20, 2)], 12


def _figures(value: Any) -> Drawn:
    count = max(len(value["items"]), 1)
    width = (ROOM - 4 * (count - 1)) / count
    sides = [n * (width + 4) for n in range(count)]
    frames = [Box(x, 0, width, 16, "frame") for x in sides]
    return [*frames, *(Box(x + 3, 4, width - 6, 4, "strong") for x in sides)], 16


def _timeline(value: Any) -> Drawn:
    steps = range(len(value["items"]))
    dots = [Box(0, 7 * n, 4, 4, "strong") for n in steps]
    return [*dots, *(Box(8, 7 * n + 1, ROOM * 0.7, 2) for n in steps)], 7 * len(steps)


def _links(value: Any) -> Drawn:
    rows = range(len(value["items"]))
    return [box for n in rows for box in (Box(0, 5 * n, 2, 2, "strong"), Box(5, 5 * n, ROOM * 0.6, 2))], 5 * len(rows)


def _other(_value: Any) -> Drawn:
    return [Box(0, 0, ROOM, 14, "frame")], 14


_DRAWN: dict[str, Callable[[Any], Drawn]] = {
    "heading": _heading,
    "rich_text": _text,
    "notice": _notice,
    "quotation": _quotation,
    "figures": _figures,
    "timeline": _timeline,
    "link_list": _links,
}
