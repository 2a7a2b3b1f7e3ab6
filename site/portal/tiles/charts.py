"""Charts drawn by the server as SVG: bars, lines, a pie. What they show stands in a table beside them as well."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

KINDS = ("bar", "line", "pie")
MOST_SERIES, MOST_ROWS, MOST_SLICES = 5, 24, 8
WIDTH, HEIGHT = 480, 270
PIE = 260
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 18, 34
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LEAST_LABEL = 34  # room that a label below the axis needs


@dataclass(frozen=True)
class Data:
    """Figures by row and series; None where there is no figure. ``unread`` are cells that are no number."""

    series: tuple[str, ...]
    labels: tuple[str, ...]
    figures: tuple[tuple[float | None, ...], ...]
    unread: tuple[str, ...] = ()

    def column(self, number: int) -> list[float | None]:
        return [row[number] for row in self.figures]


def data_of(table: Any) -> Data:
    """Return the figures of a table: series in its first row, what they are counted for in its first column."""
    rows = [["" if text is None else str(text).strip() for text in row] for row in (table or {}).get("data") or []]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2 or len(rows[0]) < 2:
        return Data((), (), ())
    unread = tuple(text for row in rows[1:] for text in row[1:] if text and number_in(text) is None)
    figures = tuple(tuple(number_in(text) for text in row[1:]) for row in rows[1:])
    return Data(tuple(rows[0][1:]), tuple(row[0] for row in rows[1:]), figures, unread)


def number_in(text: str) -> float | None:
    """Return the number that a cell holds (12,345.6 or 98%), None where it holds something else."""
    bare = re.sub(r"[,，\s%％]", "", text)
    return float(bare) if _NUMBER.fullmatch(bare) and len(bare) < 16 else None


def problem(data: Data, kind: str) -> str:
    """Return why no chart can be drawn, as a sentence; "" where one can."""
    if not data.labels or not any(figure is not None for row in data.figures for figure in row):
        return _("A chart needs a first row with what is counted, and figures below it.")
    if data.unread:
        return _("“%(text)s” is no number.") % {"text": data.unread[0][:40]}
    if len(data.series) > MOST_SERIES or len(data.labels) > MOST_ROWS:
        text = _("At most %(series)s columns of figures and %(rows)s rows can be read in a chart; use a table.")
        return text % {"series": MOST_SERIES, "rows": MOST_ROWS}
    if kind == "pie":
        return _pie_problem(data)
    return ""


def _pie_problem(data: Data) -> str:
    parts = [part for part in data.column(0) if part is not None]
    if len(data.labels) > MOST_SLICES or any(part < 0 for part in parts) or sum(parts) <= 0:
        return _("A pie shows two to %(most)s parts of a whole, none below zero.") % {"most": MOST_SLICES}
    return ""


def draw(kind: str, data: Data) -> SafeString:
    """Return the chart as SVG, hidden from screen readers: they have the table."""
    shapes = {"line": _lines, "pie": _pie}.get(kind, _bars)(data)
    body = format_html_join("", "{}", ((shape,) for shape in shapes))
    width, height = (PIE, PIE) if kind == "pie" else (WIDTH, HEIGHT)
    return format_html(
        '<svg class="chart__drawing is-{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        kind if kind in KINDS else "bar", width, height, body,
    )  # fmt: skip


def key(kind: str, data: Data) -> list[str]:
    """Return what the colours of a chart stand for, in their order; nothing where there is only one."""
    if kind != "pie":
        return list(data.series) if len(data.series) > 1 else []
    parts = [part or 0.0 for part in data.column(0)]
    shares = [f"{100 * part / (sum(parts) or 1):.1f}%" for part in parts]
    return [f"{label} {_plain(part)} ({share})" for label, part, share in zip(data.labels, parts, shares, strict=True)]


def _shape(markup: str, *values: Any) -> SafeString:
    """Return one element; places are written with one decimal."""
    return format_html(markup, *(f"{value:.1f}" if isinstance(value, float) else value for value in values))


# --- bars and lines -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Scale:
    """From figures to heights; ``ticks`` are round numbers that the axis bears."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def y(self, figure: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - figure) / (self.high - self.low)


def scale_of(data: Data) -> Scale:
    """Return a scale that reaches from zero (or below) over the highest figure, in four to eight round steps."""
    figures = [figure for row in data.figures for figure in row if figure is not None]
    low, high = min(0.0, *figures), max(0.0, *figures)
    if low == high:
        high = 1.0
    raw = (high - low) / 5
    power = 10 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(round(step * number, 10) for number in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def _plain(figure: float) -> str:
    return f"{figure:,.10f}".rstrip("0").rstrip(".")


def _axis(data: Data, scale: Scale) -> Iterator[SafeString]:
    for tick in scale.ticks:
        y = scale.y(tick)
        look = "chart__zero" if tick == 0 else "chart__line"
        yield _shape('<path class="{}" d="M{} {}H{}"/>', look, LEFT, y, WIDTH - RIGHT)
        yield _shape('<text class="chart__text is-end" x="{}" y="{}">{}</text>', LEFT - 8, y + 4, _plain(tick))
    room = (WIDTH - LEFT - RIGHT) / len(data.labels)
    every = max(1, math.ceil(_LEAST_LABEL / room))
    longest = max(2, int(room * every / 13))
    for number, label in enumerate(data.labels):
        if number % every == 0:
            text = label if len(label) <= longest * 2 and label.isascii() else label[:longest]
            x = LEFT + room * (number + 0.5)
            yield _shape('<text class="chart__text is-middle" x="{}" y="{}">{}</text>', x, HEIGHT - BOTTOM + 20, text)


def _bars(data: Data) -> Iterator[SafeString]:
    scale = scale_of(data)
    yield from _axis(data, scale)
    room = (WIDTH - LEFT - RIGHT) / len(data.labels)
    width = min(room * 0.7 / len(data.series), 48)
    for number, row in enumerate(data.figures):
        start = LEFT + room * (number + 0.5) - width * len(row) / 2
        for place, figure in enumerate(row):
            if figure is None:
                continue
            top, foot = sorted((scale.y(figure), scale.y(0)))
            yield _shape(
                '<rect class="chart__fill is-{}" x="{}" y="{}" width="{}" height="{}"/>',
                place + 1, start + width * place, top, max(width - 2, 1), max(foot - top, 0.5),
            )  # fmt: skip
            if len(data.series) == 1 and room > _LEAST_LABEL:
                yield _shape(
                    '<text class="chart__value is-middle" x="{}" y="{}">{}</text>',
                    start + width / 2, top - 5, _plain(figure),
                )  # fmt: skip


def _lines(data: Data) -> Iterator[SafeString]:
    scale = scale_of(data)
    yield from _axis(data, scale)
    room = (WIDTH - LEFT - RIGHT) / len(data.labels)
    for place in range(len(data.series)):
        points = [(LEFT + room * (n + 0.5), scale.y(f)) for n, f in enumerate(data.column(place)) if f is not None]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        yield _shape('<path class="chart__stroke is-{}" d="{}"/>', place + 1, path)
        for x, y in points:
            yield _shape('<circle class="chart__fill is-{}" cx="{}" cy="{}" r="4"/>', place + 1, x, y)


# --- pie ----------------------------------------------------------------------------------------------------------
def _pie(data: Data) -> Iterator[SafeString]:
    parts = [part or 0.0 for part in data.column(0)]
    middle, radius, at = PIE / 2, PIE / 2 - 4, -math.pi / 2
    for number, part in enumerate(parts, start=1):
        turn = 2 * math.pi * part / sum(parts)
        yield _shape('<path class="chart__slice is-{}" d="{}"/>', number, _slice(middle, middle, radius, at, turn))
        at += turn


def _slice(x: float, y: float, radius: float, at: float, turn: float) -> str:
    if turn >= 2 * math.pi - 1e-9:
        return f"M{x} {y - radius}A{radius} {radius} 0 1 1 {x - 0.01} {y - radius}Z"
    ends = [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in (at, at + turn)]
    (x1, y1), (x2, y2) = ends
    return f"M{x} {y}L{x1:.2f} {y1:.2f}A{radius} {radius} 0 {int(turn > math.pi)} 1 {x2:.2f} {y2:.2f}Z"
