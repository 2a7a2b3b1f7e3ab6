"""Times as benchmarks tell them: median and 95th percentile, and figures that have to be met."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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


def report(found: dict[str, Any], path: Path | None) -> int:
    """Print the figures of a proof, write them into a file where one is wanted; return the status to exit with."""
    text = json.dumps(found, ensure_ascii=False, indent=2)
    print(text)
    if path:
        path.write_text(text + "\n", encoding="utf-8")
    return 0 if found["passed"] else 1


def worked(group: int = 0) -> float:
    """Return the seconds that processors have worked for this process, for what it has started and that has ended,
    and for the processes of a group, such as a server's.
    """
    return sum(os.times()[:4]) + (_of_group(group) if group else 0.0)


def _of_group(group: int) -> float:
    ticks = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def load() -> float:
    """Return how many processes have wanted the processors in the last minute: what a figure stands beside."""
    return round(os.getloadavg()[0], 1)
