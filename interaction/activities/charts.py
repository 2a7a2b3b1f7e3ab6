"""Charts drawn on the server as SVG: bars of counts, each beside a table that says the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 640
_ROW = 34
_BAR = 14
_TOP = 4


@dataclass(frozen=True)
class Bar:
    """One bar, with where it is drawn."""

    label: str
    count: int
    percent: str
    y: int
    text_y: int
    width: int


@dataclass(frozen=True)
class Chart:
    """Bars one below the other."""

    title: str
    height: int
    bars: list[Bar]
    note: str = ""

    @property
    def width(self) -> int:
        """The width of the drawing."""
        return WIDTH

    @property
    def bar_height(self) -> int:
        """The height of a bar."""
        return _BAR


def bars(title: str, rows: Sequence[Sequence[Any]], note: str = "") -> Chart:
    """Return the chart of (label, count, share) rows; the longest bar is as wide as the drawing."""
    most = max((row[1] for row in rows), default=0)
    drawn = [
        Bar(
            str(label),
            count,
            f"{share * 100:.1f}%",
            _TOP + at * _ROW + 18,
            _TOP + at * _ROW + 13,
            max(2, round(WIDTH * count / most)) if count else 0,
        )
        for at, (label, count, share) in enumerate(rows)
    ]
    return Chart(title, _TOP + len(rows) * _ROW + 4, drawn, note)
