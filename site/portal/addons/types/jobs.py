"""After-effects, what comes round again, and what goes into daily mails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True)
class Job:
    """An after-effect that the worker carries out: ``run`` gets the payload of the outbox row (JSON types only).

    ``run`` must be safe to repeat: a row is carried out at least once. After ``max_attempts`` failures the row is a
    dead letter. The wait before attempt n+1 is ``first_wait * 2**(n-1)`` seconds, at most an hour. A job that may
    take longer than some seconds is ``slow``: it is carried out beside the others, and they don't wait for it.
    """

    name: str
    run: Callable[[dict[str, Any]], None]
    label: Any = ""
    max_attempts: int = 8
    first_wait: float = 2.0
    slow: bool = False


@dataclass(frozen=True)
class Periodic:
    """A job that the worker puts into the outbox again and again: ``every`` is the time from one turn to the next.

    After a standstill it is put there once, not once for each turn that was missed, and never while the turn before
    it waits or runs: its job looks at how things stand, and makes up for all of it.
    """

    job: str
    every: timedelta


@dataclass(frozen=True)
class DigestSection:
    """A part of somebody's daily mail: ``lines`` are (sentence, address in the portal), in the order to be read."""

    title: Any
    lines: tuple[tuple[str, str], ...]
