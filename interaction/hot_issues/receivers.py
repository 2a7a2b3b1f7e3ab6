"""When the holidays of a year are entered, open clocks are counted again."""

from __future__ import annotations

from typing import Any

from portal.calendars.signals import calendar_year_entered

from . import services


def _on_year_entered(sender: Any, year: int, **kwargs: Any) -> None:
    services.recount_clocks()


def connect() -> None:
    calendar_year_entered.connect(_on_year_entered, dispatch_uid="hot_issues.calendar")
