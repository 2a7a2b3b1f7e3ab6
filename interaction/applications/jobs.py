"""The round of applications, in the background: a third party that let its time pass holds nothing up any longer."""

from __future__ import annotations

from typing import Any

from . import services

ROUND = "applications.round"


def go_round(payload: dict[str, Any]) -> None:
    """Look at how things stand, and make up for any standstill."""
    services.go_on_without_answer()
