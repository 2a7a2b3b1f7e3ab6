"""What the worker does for tickets: records contributions that are overdue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from . import services

COHANDLING = "interaction.cohandling"
LOOKED_AFTER_EVERY = timedelta(minutes=30)


def look_after_cohandling(payload: dict[str, Any]) -> None:
    """Record contributions of other units that are overdue, and tell both units."""
    services.remind_cohandlers()
