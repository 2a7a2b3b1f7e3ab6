"""What the worker does for special topics."""

from __future__ import annotations

from typing import Any

from . import appearing, endings
from .snapshots import services as snapshots


def remind(payload: dict[str, Any]) -> None:
    """Tell people of topics that come to their end, or are past it."""
    endings.go_round()


def look_again(payload: dict[str, Any]) -> None:
    """Have search read topics again in which a tile's first day has come."""
    appearing.go_round()


def make_snapshot(payload: dict[str, Any]) -> None:
    """Make the files of an archived topic."""
    snapshots.carry_out(payload["snapshot"])
