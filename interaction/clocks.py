"""The two legs of a consultation's clock (clause S5): the Office distributes, the unit replies; counted by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.approvals.worklist import ClockState, clock_of
from portal.calendars.services import calendar
from portal.calendars.working_days import Deadline, local_date

from .models import Consultation

DISTRIBUTE, REPLY = "distribute", "reply"
CLAUSE = "S5"
LEGS = {
    DISTRIBUTE: (1, _("The Office gives it to the unit that answers")),
    REPLY: (3, _("The unit answers")),
}


@dataclass(frozen=True)
class Leg:
    """One leg for people: what is due by when, and every day that was looked at."""

    name: str
    label: Any
    days: int
    start: datetime
    due: datetime
    provisional: bool
    counted: list[dict[str, Any]]


def start_leg(consultation: Consultation, name: str, start: datetime) -> None:
    """Start a leg of a ticket's clock; its due date becomes the ticket's. The caller saves."""
    days = LEGS[name][0]
    deadline = calendar().deadline(start, days)
    legs = [leg for leg in consultation.clock.get("legs", []) if leg["name"] != name]
    consultation.clock = {"legs": [*legs, _row(name, days, start, deadline)]}
    consultation.due_at, consultation.provisional = deadline.due, deadline.provisional


def recount(consultation: Consultation) -> bool:
    """Count the legs of a ticket again by the calendar of today; True when a date changed. The caller saves."""
    before = consultation.clock.get("legs", [])
    legs = []
    for leg in before:
        start = datetime.fromisoformat(leg["start"])
        legs.append(_row(leg["name"], leg["days"], start, calendar().deadline(start, leg["days"])))
    if legs == before:
        return False
    consultation.clock = {"legs": legs}
    consultation.due_at = datetime.fromisoformat(legs[-1]["due"])
    consultation.provisional = legs[-1]["provisional"]
    return True


def _row(name: str, days: int, start: datetime, deadline: Deadline) -> dict[str, Any]:
    return {
        "name": name,
        "days": days,
        "clause": CLAUSE,
        "start": start.isoformat(),
        "due": deadline.due.isoformat(),
        "provisional": deadline.provisional,
        "counted": [[day.date.isoformat(), day.counted, str(day.reason), day.name] for day in deadline.days],
    }


def legs_of(consultation: Consultation) -> list[Leg]:
    """Return the legs of a ticket so far."""
    return [
        Leg(
            name=leg["name"],
            label=LEGS[leg["name"]][1],
            days=leg["days"],
            start=datetime.fromisoformat(leg["start"]),
            due=datetime.fromisoformat(leg["due"]),
            provisional=leg["provisional"],
            counted=[{"date": row[0], "counted": row[1], "reason": row[2], "name": row[3]} for row in leg["counted"]],
        )
        for leg in consultation.clock.get("legs", [])
    ]


def running(consultation: Consultation, now: datetime | None = None, works: Any = None) -> ClockState | None:
    """Return the state of the leg that runs, or None for a ticket that was answered."""
    legs = consultation.clock.get("legs", [])
    if consultation.answered_at is not None or not legs:
        return None
    case_like = SimpleNamespace(due_at=consultation.due_at, provisional=consultation.provisional, clock=legs[-1])
    return clock_of(case_like, now, works)


def working_days_between(start: datetime, end: datetime) -> int:
    """Return how many working days lie after the day of ``start`` up to the day of ``end``: 0 is the same day."""
    first, last = local_date(start), local_date(end)
    days = (first + n * timedelta(days=1) for n in range(1, (last - first).days + 1))
    works = calendar()
    return sum(works.is_working(day) for day in days)
