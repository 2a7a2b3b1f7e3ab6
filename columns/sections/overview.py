"""All sections as a tree, narrowed by state, signal and unit: what doesn't fit stays only as the way to what does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from . import table
from .duty import HOME_DEPTH, Standing
from .states import LifeState

FILTERS = ("state", "signal", "unit")


@dataclass(frozen=True)
class Line:
    """A line of the tree. ``standing`` is None where no section stands; ``fits`` is False above what fits."""

    title: str
    level: int
    standing: Standing | None
    fits: bool


@dataclass(frozen=True)
class StateCount:
    """How many sections are in a state ("" is any), under the other filters."""

    state: str
    label: object
    number: int


def read_filters(query: Mapping[str, str]) -> dict[str, str]:
    """Return the filters that stand in an address by name; "" is all."""
    return {name: query.get(name, "").strip() for name in FILTERS}


def narrow(standings: list[Standing], filters: Mapping[str, str]) -> list[Standing]:
    """Return the sections that fit, in the order of the tree."""
    return table.chosen(standings, filters, by_signal=False)


def counts(standings: list[Standing], filters: Mapping[str, str]) -> list[StateCount]:
    """Return how many sections each state would leave if it were chosen beside the other filters; first: all."""
    others = narrow(standings, {name: value for name, value in filters.items() if name != "state"})
    number = Counter(standing.life.state for standing in others)
    each = [StateCount(state, label, number[state]) for state, label in LifeState.CHOICES]
    return [StateCount("", "", len(others)), *each]


def tree(shown: Iterable[Standing], every: Iterable[Standing]) -> list[Line]:
    """Return the lines of some sections (in tree order), each below what it stands in."""
    by_path = {standing.page.path: standing for standing in every}
    lines: dict[str, Line] = {}
    for standing in shown:
        for path, title in _above(standing):
            lines.setdefault(path, Line(title, _level(path, standing), by_path.get(path), fits=False))
        path = standing.page.path
        lines[path] = Line(standing.page.title, _level(path, standing), standing, fits=True)
    return list(lines.values())


def _above(standing: Standing) -> Iterator[tuple[str, str]]:
    """Path and title of what a section stands in, from the home page (which isn't named) down."""
    step = standing.page.steplen
    for place, title in enumerate(standing.titles, HOME_DEPTH + 1):
        yield standing.page.path[: place * step], title


def _level(path: str, standing: Standing) -> int:
    return len(path) // standing.page.steplen - HOME_DEPTH - 1
