"""What the builder does, and when: acts of all rooms are carried out in the order of their moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Act:
    """Something to do at a moment of the past."""

    when: datetime
    do: Callable[[datetime], Any]
