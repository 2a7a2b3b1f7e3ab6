"""The legs of a ticket's clock by its kind (clauses S4 to S7), counted and shown day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from portal.addons.types import ClockLeg
from portal.approvals.worklist import ClockState, clock_of
from portal.calendars.services import calendar
from portal.calendars.working_days import ZONE, Deadline, local_date

from . import ticket_kinds
from .models import Ticket
from .states import TicketState
from .ticket_kinds import DISTRIBUTE as DISTRIBUTE
from .ticket_kinds import REPLY as REPLY

CLAUSE = "S5"
REPLY_DAYS = 3


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
    calendar: bool = False
    ended: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Say whether what was due came after its time."""
        return self.ended is not None and self.ended > self.due


def start_leg(ticket: Ticket, name: str, start: datetime, more: int = 0) -> None:
    """Start a leg of a ticket's clock, or make it ``more`` days longer; its due date is the ticket's. The caller saves.

    KeyError when the ticket's kind has no leg of that name.
    """
    leg = ticket_kinds.kind_of(ticket).leg(name)
    legs = [row for row in ticket.clock.get("legs", []) if row["name"] != name]
    _end_last(legs, start)
    row = _row(name, leg.days + more, start, leg.clause, leg.calendar)
    ticket.clock = {"legs": [*legs, row]}
    _take_over(ticket, row)


def start_first(ticket: Ticket) -> None:
    """Start the first leg of a new ticket from its receipt. The caller saves."""
    start_leg(ticket, ticket_kinds.kind_of(ticket).legs[0].name, ticket.received_at)


def end(ticket: Ticket, at: datetime) -> None:
    """The ticket came to its end at a moment, by which it is late or not, whatever ran meanwhile. The caller saves.

    What was merged before a unit had it was promised all the same: the legs it never began follow one upon the other.
    """
    legs = ticket_kinds.kind_of(ticket).legs
    if ticket.merged_into_id is not None and ticket.due_at is not None:
        begun = {row["name"] for row in ticket.clock.get("legs", [])}
        for leg in [leg for leg in legs if leg.name not in begun]:
            start_leg(ticket, leg.name, ticket.due_at)
    _end_last(ticket.clock.get("legs", []), at)
    ticket.ended_at = at


def _end_last(legs: list[dict[str, Any]], at: datetime) -> None:
    """Note when the last of some legs was over, in the zone of its due date, so that both compare as they are."""
    if legs and not legs[-1].get("ended"):
        legs[-1]["ended"] = at.astimezone(ZONE).isoformat(timespec="seconds")


def recount(ticket: Ticket) -> bool:
    """Count the legs of a ticket again by the calendar of today; True when a date changed. The caller saves."""
    before = ticket.clock.get("legs", [])
    legs = [
        _row(row["name"], row["days"], datetime.fromisoformat(row["start"]), row["clause"], row.get("calendar", False))
        | {name: row[name] for name in ("ended",) if name in row}
        for row in before
    ]
    if legs == before:
        return False
    ticket.clock = {"legs": legs}
    _take_over(ticket, legs[-1])
    return True


def _take_over(ticket: Ticket, row: dict[str, Any]) -> None:
    ticket.due_at, ticket.provisional = datetime.fromisoformat(row["due"]), row["provisional"]


def _row(name: str, days: int, start: datetime, clause: str, by_calendar: bool) -> dict[str, Any]:
    works = calendar()
    deadline: Deadline = works.calendar_deadline(start, days) if by_calendar else works.deadline(start, days)
    # Sixty calendar days all count: only the last is kept, the others say nothing.
    shown = deadline.days[-1:] if by_calendar else deadline.days
    return {
        "name": name,
        "days": days,
        "clause": clause,
        "calendar": by_calendar,
        "start": start.isoformat(),
        "due": deadline.due.isoformat(),
        "provisional": deadline.provisional,
        "counted": [[day.date.isoformat(), day.counted, str(day.reason), day.name] for day in shown],
    }


def legs_of(ticket: Ticket) -> list[Leg]:
    """Return the legs of a ticket so far."""
    labels = {leg.name: leg.label for leg in ticket_kinds.kind_of(ticket).legs}
    return [_leg(row, labels.get(row["name"], row["name"])) for row in ticket.clock.get("legs", [])]


def planned(leg: ClockLeg, start: datetime) -> Leg:
    """Return a leg as it would be counted where it began at a moment."""
    return _leg(_row(leg.name, leg.days, start, leg.clause, leg.calendar), leg.label)


def _leg(row: dict[str, Any], label: Any) -> Leg:
    return Leg(
        name=row["name"],
        label=label,
        days=row["days"],
        start=datetime.fromisoformat(row["start"]),
        due=datetime.fromisoformat(row["due"]),
        provisional=row["provisional"],
        counted=[dict(zip(("date", "counted", "reason", "name"), day, strict=True)) for day in row["counted"]],
        calendar=row.get("calendar", False),
        ended=datetime.fromisoformat(row["ended"]) if row.get("ended") else None,
    )


def running(ticket: Ticket, now: datetime | None = None, works: Any = None) -> ClockState | None:
    """Return the state of the leg that runs, or None for a ticket that is over."""
    legs = ticket.clock.get("legs", [])
    if ticket.answered_at is not None or ticket.state in TicketState.OVER or not legs:
        return None
    case_like = SimpleNamespace(due_at=ticket.due_at, provisional=ticket.provisional, clock=legs[-1])
    return clock_of(case_like, now, works)


def working_days_between(start: datetime, end: datetime) -> int:
    """Return how many working days lie after the day of ``start`` up to the day of ``end``: 0 is the same day."""
    first, last = local_date(start), local_date(end)
    days = (first + n * timedelta(days=1) for n in range(1, (last - first).days + 1))
    works = calendar()
    return sum(works.is_working(day) for day in days)
