"""The clock of the owed result: working days from the end of an activity (clause S2), shown day by day."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from portal.approvals.worklist import ClockState, clock_of
from portal.calendars.services import calendar

from .models import Activity, ActivityKind
from .states import ActivityState

CLAUSE = "S2"
# The regulation names no number of days: these are the portal's defaults.
RESULT_DAYS = dict.fromkeys(ActivityKind.values, 10) | {ActivityKind.OPINIONS: 20, ActivityKind.SLOGAN: 20}
# Reminders by how many working days are left.
REMIND_AT = (5, 1)


def start(activity: Activity, when: datetime) -> None:
    """Start the clock of the owed result. The caller saves."""
    _count(activity, when, RESULT_DAYS[activity.kind])


def recount(activity: Activity) -> bool:
    """Count the clock again by the calendar of today; True when something changed. The caller saves."""
    before = activity.clock, activity.provisional
    if not activity.clock:
        return False
    _count(activity, datetime.fromisoformat(activity.clock["start"]), activity.clock["days"])
    return (activity.clock, activity.provisional) != before


def _count(activity: Activity, when: datetime, days: int) -> None:
    deadline = calendar().deadline(when, days)
    activity.clock = {
        "days": days,
        "clause": CLAUSE,
        "start": when.isoformat(),
        "due": deadline.due.isoformat(),
        "counted": [[day.date.isoformat(), day.counted, str(day.reason), day.name] for day in deadline.days],
    }
    activity.due_at, activity.provisional = deadline.due, deadline.provisional


def running(activity: Activity, now: datetime | None = None, works: Any = None) -> ClockState | None:
    """Return how the clock of an owed result stands, or None where nothing is owed."""
    if activity.state != ActivityState.CLOSED or not activity.clock:
        return None
    like = SimpleNamespace(due_at=activity.due_at, provisional=activity.provisional, clock=activity.clock)
    return clock_of(like, now, works)
