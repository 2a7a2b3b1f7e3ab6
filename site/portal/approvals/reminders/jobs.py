"""The round of the clocks, in the background."""

from __future__ import annotations

from typing import Any

from . import other_clocks, services

ROUND = "approvals.clocks"


def go_round(payload: dict[str, Any]) -> None:
    """Give every reminder that is due, and record what has run over."""
    services.go_round()
    other_clocks.go_round()
