"""Times as benchmarks tell them: median and 95th percentile, and figures that have to be met."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """How long something took, in milliseconds."""

    median_ms: float
    p95_ms: float
    most_ms: float
    times: int

    def __str__(self) -> str:
        return f"median {self.median_ms:6.1f}  p95 {self.p95_ms:6.1f}  most {self.most_ms:7.1f}"


def spread(seconds: Sequence[float]) -> Spread:
    """Return the spread of some durations, of which there is at least one."""
    ordered = sorted(seconds)
    at = [round(1000 * ordered[int(share * (len(ordered) - 1))], 2) for share in (0.5, 0.95, 1)]
    return Spread(*at, len(ordered))


@dataclass(frozen=True)
class Target:
    """A figure and its limit, ``at_least`` or else at most."""

    what: str
    figure: float
    limit: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def __str__(self) -> str:
        how = "at least" if self.at_least else "at most"
        return f"{'met   ' if self.met else 'MISSED'}  {self.what}: {self.figure:,.2f} ({how} {self.limit:,.0f})"


def load() -> float:
    """Return how many processes have wanted the processors in the last minute: what a figure stands beside."""
    return round(os.getloadavg()[0], 1)
