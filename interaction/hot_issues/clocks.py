"""The clock of a response that the Office asks for: working days, counted by day (clause N7)."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from portal.approvals.worklist import ClockState, clock_of
from portal.calendars.services import calendar

from .models import HotIssue

CLAUSE = "N7"
DAYS = 3  # what the form proposes
LONGEST = 30


def start(issue: HotIssue, begins: datetime, days: int) -> None:
    """Give an issue so many working days from a moment. The caller saves."""
    deadline = calendar().deadline(begins, days)
    issue.clock = {
        "days": days,
        "clause": CLAUSE,
        "start": begins.isoformat(),
        "due": deadline.due.isoformat(),
        "provisional": deadline.provisional,
        "counted": [[day.date.isoformat(), day.counted, str(day.reason), day.name] for day in deadline.days],
    }
    issue.due_at, issue.provisional = deadline.due, deadline.provisional


def recount(issue: HotIssue) -> bool:
    """Count the clock again by the calendar of today; True when something changed. The caller saves."""
    if not issue.clock:
        return False
    before = issue.clock
    start(issue, datetime.fromisoformat(before["start"]), before["days"])
    return issue.clock != before


def running(issue: HotIssue, now: datetime | None = None, works: Any = None) -> ClockState | None:
    """Return the state of the clock of an open issue; None where none runs."""
    if issue.due_at is None or issue.state != "open":
        return None
    like = SimpleNamespace(due_at=issue.due_at, provisional=issue.provisional, clock=issue.clock)
    return clock_of(like, now, works)


def counted(issue: HotIssue) -> list[dict[str, Any]]:
    """Return each day that was looked at."""
    names = ("date", "counted", "reason", "name")
    return [dict(zip(names, row, strict=True)) for row in issue.clock.get("counted", [])]
