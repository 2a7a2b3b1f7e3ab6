"""A small drawing of each tile, made of rectangles: pictures for the palette, and parts of the sketch of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ROOM = 80  # the width of a page's content
LINE = 4
GAP = 6
MOST_ROWS = 5


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing: ``look`` is line, strong, frame, or soft."""

    x: float
    y: float
    width: float
    height: float
    look: str = "line"


Drawn = tuple[list[Box], float]  # boxes from the top of a tile down, and its height
Value = Any  # of a tile in its stored form


def drawn(name: str, value: Value) -> Drawn:
    """Return the drawing of a tile by its name and stored value; a frame for what is not known."""
    return _DRAWN.get(name, _other)(value)


def stacked(tiles: Any) -> Drawn:
    """Return the drawing of stored tiles, one below the other."""
    boxes: list[Box] = []
    y = 0.0
    for tile in tiles or ():
        inner, height = drawn(tile["type"], tile["value"])
        boxes += moved(inner, 0, y)
        y += height + GAP
    return boxes, max(y - GAP, 0)


def moved(boxes: list[Box], x: float, y: float, scale: float = 1) -> list[Box]:
    """Return boxes moved right and down; ``scale`` narrows them."""
    return [Box(x + box.x * scale, y + box.y, max(box.width * scale, 1), box.height, box.look) for box in boxes]


_FILLS = {"strong": "#0f4c3a", "soft": "#dfe9e3", "line": "#c3cac5", "frame": "#ffffff"}


def svg(name: str, value: Value) -> SafeString:
    """Return the drawing of a tile as a picture for the palette; its colours are its own, so it may stand anywhere."""
    boxes, height = drawn(name, value)
    scale = min(1.0, 48 / max(height, 1))
    top = 8 + (48 - height * scale) / 2
    rows = (
        (
            *(f"{side:.1f}" for side in (8 + box.x, top + box.y * scale, box.width, max(box.height * scale, 0.8))),
            _FILLS.get(box.look, _FILLS["line"]),
            SafeString(' stroke="#aab4ae"' if box.look == "frame" else ""),
        )
        for box in boxes
    )
    body = format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" rx="1" fill="{}"{}/>', rows)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="gk-tile-picture" viewBox="0 0 96 64">{}</svg>',
        body,
    )


def _items(value: Value, name: str = "items") -> list[Any]:
    found = value.get(name) if isinstance(value, Mapping) else None
    return [item["value"] if isinstance(item, Mapping) and "value" in item else item for item in found or ()]


def _heading(_value: Value) -> Drawn:
    return [Box(0, 0, 36, 4, "strong")], 4


def _text(value: Value) -> Drawn:
    lines = min(1 + str(value).count("</p>"), MOST_ROWS)
    return [Box(0, LINE * n, ROOM if n < lines - 1 else ROOM * 0.6, 2) for n in range(lines)], LINE * lines


def _notice(_value: Value) -> Drawn:
    return [Box(0, 0, ROOM, 15, "frame"), Box(4, 4, 24, 2, "strong"), Box(4, 9, ROOM - 12, 2)], 15


def _bar(_value: Value) -> Drawn:
    return [Box(0, 0, ROOM, 7, "soft"), Box(4, 3, ROOM * 0.6, 2, "strong")], 7


def _quotation(_value: Value) -> Drawn:
    return [Box(0, 0, 2, 12, "strong"), Box(6, 1, ROOM - 10, 2), Box(6, 5, ROOM - 20, 2), Box(6, 9, 20, 2)], 12


def _side_by_side(count: int, height: float, inner: Callable[[float, float], list[Box]]) -> Drawn:
    """Frames next to each other; ``inner(x, width)`` gives what stands in each."""
    width = (ROOM - 4 * (count - 1)) / count
    boxes: list[Box] = []
    for number in range(count):
        x = number * (width + 4)
        boxes += [Box(x, 0, width, height, "frame"), *inner(x, width)]
    return boxes, height


def _figures(value: Value) -> Drawn:
    count = min(max(len(_items(value)), 1), 6)
    return _side_by_side(count, 16, lambda x, width: [Box(x + 3, 4, max(width - 6, 1), 4, "strong")])


def _people(value: Value) -> Drawn:
    count = min(max(len(_items(value)), 1), 3)
    return _side_by_side(
        count, 20, lambda x, w: [Box(x + 3, 3, 6, 8, "soft"), Box(x + 3, 14, max(w - 8, 1), 2, "strong")]
    )


def _timeline(value: Value) -> Drawn:
    steps = range(min(len(_items(value)), MOST_ROWS))
    dots = [Box(0, 7 * n, 4, 4, "strong") for n in steps]
    return [*dots, *(Box(8, 7 * n + 1, ROOM * 0.7, 2) for n in steps)], 7 * len(steps)


def _rows(count: int, mark: str = "strong") -> Drawn:
    lines = range(count)
    boxes = [box for n in lines for box in (Box(0, 6 * n, 2, 2, mark), Box(5, 6 * n, ROOM * 0.6, 2))]
    return boxes, 6 * count


def _links(value: Value) -> Drawn:
    return _rows(min(len(_items(value)), MOST_ROWS))


def _listed(_value: Value) -> Drawn:
    dates = [Box(ROOM - 12, 8 + 6 * n, 12, 2) for n in range(4)]
    rows, height = _rows(4, "line")
    return [Box(0, 0, 30, 4, "strong"), *moved(rows, 0, 8), *dates], 8 + height


def _policy(_value: Value) -> Drawn:
    inner, _height = _rows(2)
    return [Box(0, 0, ROOM, 32, "frame"), Box(4, 5, 44, 4, "strong"), Box(4, 13, 60, 2), *moved(inner, 4, 19)], 32


def _activity(_value: Value) -> Drawn:
    return [
        Box(0, 0, ROOM, 26, "frame"),
        Box(4, 5, 44, 4, "strong"),
        Box(4, 12, 60, 2),
        Box(4, 17, 20, 6, "strong"),
    ], 26


def _picture(_value: Value) -> Drawn:
    return [
        Box(0, 0, ROOM, 30, "soft"),
        Box(10, 18, 24, 12, "line"),
        Box(30, 10, 34, 20, "line"),
        Box(20, 33, 40, 2),
    ], 35


def _map(_value: Value) -> Drawn:
    grid = [Box(20 * n, 0, 1, 28, "line") for n in (1, 2, 3)] + [Box(0, 14, ROOM, 1, "line")]
    return [Box(0, 0, ROOM, 28, "soft"), *grid, Box(44, 8, 4, 4, "strong"), Box(0, 31, 34, 2, "strong")], 33


def _banner(_value: Value) -> Drawn:
    return [Box(0, 0, ROOM, 24, "soft"), Box(6, 8, 44, 4, "strong"), Box(6, 16, 30, 2)], 24


def _carousel(_value: Value) -> Drawn:
    slides = [Box(0, 0, 62, 24, "soft"), Box(66, 0, 14, 24, "soft"), Box(5, 13, 34, 4, "strong")]
    return [*slides, Box(0, 28, 40, 2, "strong"), Box(42, 28, 38, 2)], 30


def _gallery(_value: Value) -> Drawn:
    return [Box(27.5 * column, 18 * row, 25, 14, "soft") for row in range(2) for column in range(3)], 32


def _video(_value: Value) -> Drawn:
    return [
        Box(0, 0, ROOM, 34, "soft"),
        Box(34, 12, 4, 10, "strong"),
        Box(42, 12, 4, 10, "strong"),
        Box(4, 29, 72, 2),
    ], 34


def _frame(_value: Value) -> Drawn:
    return [
        Box(0, 0, ROOM, 32, "frame"),
        Box(0, 0, ROOM, 5, "soft"),
        Box(3, 2, 30, 1.5, "line"),
        Box(12, 14, 56, 10, "soft"),
    ], 32


def _table(_value: Value) -> Drawn:
    cells = [
        Box(20.5 * column, 7 * row, 18.5, 5, "line" if row else "strong") for row in range(4) for column in range(4)
    ]
    return cells, 26


def _chart(value: Value) -> Drawn:
    kind = value.get("kind") if isinstance(value, Mapping) else "bar"
    if kind == "pie":
        slices = [Box(22, 0, 17, 17, "strong"), Box(41, 0, 17, 17, "soft"), Box(22, 19, 17, 17, "line")]
        return [*slices, Box(41, 19, 17, 17, "frame")], 36
    heights = (14, 24, 18, 30, 26)
    bars = [Box(6 + 15 * n, 32 - height, 9, height, "strong") for n, height in enumerate(heights)]
    return [*bars, Box(0, 32, ROOM, 1.5)], 34


def _countdown(_value: Value) -> Drawn:
    return [
        Box(0, 0, ROOM, 18, "frame"),
        Box(5, 7, 32, 4),
        Box(48, 4, 10, 10, "strong"),
        Box(61, 4, 10, 10, "strong"),
    ], 18


def _folds(value: Value) -> Drawn:
    count = min(max(len(_items(value)) or len(_items(value, "parts")), 2), 4)
    boxes: list[Box] = []
    for n in range(count):
        boxes += [Box(0, 9 * n + 2, 3, 3, "strong"), Box(7, 9 * n + 2, 44, 3), Box(0, 9 * n + 7, ROOM, 1)]
    return boxes, 9 * count


def _tabs(value: Value) -> Drawn:
    tabs = [Box(22 * n, 0, 20, 6, "strong" if n == 0 else "soft") for n in range(min(len(_items(value, "parts")), 3))]
    parts = _items(value, "parts")
    inner, height = stacked(parts[0].get("tiles")) if parts else ([], 0)
    return [*tabs, *moved(inner, 0, 11)], 11 + height


def _row(value: Value) -> Drawn:
    boxes: list[Box] = []
    x, y, tallest = 0.0, 0.0, 0.0
    for cell in _items(value, "columns"):
        width = ROOM * int(cell.get("width") or 6) / 12
        if x + width > ROOM + 0.5:
            x, y, tallest = 0.0, y + tallest + GAP, 0.0
        inner, height = stacked(cell.get("tiles"))
        boxes += moved(inner or [Box(0, 0, ROOM, 12, "frame")], x, y, (width - 3) / ROOM)
        tallest = max(tallest, height, 12)
        x += width
    if isinstance(value, Mapping) and value.get("background"):
        boxes = [Box(0, 0, ROOM, y + tallest + 6, "soft"), *moved(boxes, 3, 3, (ROOM - 6) / ROOM)]
        return boxes, y + tallest + 6
    return boxes, y + tallest


def _other(_value: Value) -> Drawn:
    return [Box(0, 0, ROOM, 14, "frame")], 14


_DRAWN: dict[str, Callable[[Value], Drawn]] = {
    "heading": _heading,
    "rich_text": _text,
    "notice": _notice,
    "notice_bar": _bar,
    "quotation": _quotation,
    "figures": _figures,
    "people": _people,
    "timeline": _timeline,
    "link_list": _links,
    "downloads": _links,
    "documents": _listed,
    "news": _listed,
    "policy": _policy,
    "activity": _activity,
    "image": _picture,
    "map_picture": _map,
    "banner": _banner,
    "carousel": _carousel,
    "gallery": _gallery,
    "video": _video,
    "embed": _frame,
    "table": _table,
    "chart": _chart,
    "countdown": _countdown,
    "faq": _folds,
    "accordion": _folds,
    "tabs": _tabs,
    "row": _row,
}
