"""Charts of counts: a line a bar, beside a table that says the same with the shares. Drawn on the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 640


@dataclass(frozen=True)
class Bar:
    """One bar; its width is in parts of the chart's."""

    label: str
    count: int
    percent: str
    width: int


@dataclass(frozen=True)
class Chart:
    """Bars one below the other."""

    title: str
    bars: list[Bar]
    note: str = ""

    @property
    def width(self) -> int:
        """The width of the drawing."""
        return WIDTH


def bars(title: str, rows: Sequence[Sequence[Any]], note: str = "") -> Chart:
    """Return the chart of (label, count, share) rows; the longest bar is as wide as the drawing."""
    most = max((row[1] for row in rows), default=0)
    drawn = [
        Bar(str(label), count, f"{share * 100:.1f}%", max(2, round(WIDTH * count / most)) if count else 0)
        for label, count, share in rows
    ]
    return Chart(title, drawn, note)
