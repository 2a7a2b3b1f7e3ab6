"""How long an answer to an application may take (Regulations on Open Government Information, articles 30 to 33).

Twenty working days from the day on which both sides confirmed the application, or from its correction; once extended by
at most twenty; while a third party or another agency is asked, no day counts. A third party has fifteen working days
(article 32): from then on the days count again, whether it answered or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.approvals.worklist import ClockState, clock_of
from portal.calendars.services import calendar
from portal.calendars.working_days import Deadline, WorkCalendar

from .models import Application, Pause
from .states import ApplicationState

CONFIRM, CORRECT, ANSWER, CONSULT = "confirm", "correct", "answer", "consult"
CLAUSE = "《政府信息公开条例》第三十三条"  # cited as it is: no clause of the regulation
TO_CONFIRM = 7
TO_ANSWER = 20
MOST_EXTENSION = 20
TO_CONSULT = 15
LABELS: dict[str, Any] = {
    CONFIRM: _("The Office confirms the application, or asks for a correction"),
    CORRECT: _("The applicant corrects the application"),
    ANSWER: _("The department answers"),
    CONSULT: _("The third party answers"),
}


@dataclass(frozen=True)
class Leg:
    """One leg for people. ``due`` is None while the clock stands still; ``counted`` are the days looked at."""

    name: str
    label: Any
    days: int
    start: datetime
    due: datetime | None
    provisional: bool
    counted: list[dict[str, Any]]


def count(application: Application, pauses: Sequence[Pause] | None = None) -> bool:
    """Count all legs of an application from its dates; True where something changed. The caller saves."""
    pauses = list(application.pauses.all()) if pauses is None else pauses
    before = (application.clock, application.due_at, application.provisional)
    legs = [_row(*leg) for leg in _legs(application, pauses)]
    application.clock = {"legs": legs}
    running = legs[-1] if legs and application.state in ApplicationState.OPEN else None
    application.due_at = datetime.fromisoformat(running["due"]) if running and running["due"] else None
    application.provisional = bool(running and running["provisional"])
    return before != (application.clock, application.due_at, application.provisional)


def _legs(application: Application, pauses: Sequence[Pause]) -> Iterable[tuple[str, int, datetime, Deadline | None]]:
    works = calendar()
    if application.started_at is None or application.correction_asked_at:
        yield CONFIRM, TO_CONFIRM, application.received_at, works.deadline(application.received_at, TO_CONFIRM)
    if asked := application.correction_asked_at:
        yield CORRECT, application.correct_within, asked, works.deadline(asked, application.correct_within)
    if application.started_at is None or application.state == ApplicationState.CORRECTING:
        return
    start, days = application.started_at, TO_ANSWER + application.extension
    ends = {pause.pk: ends_at(pause, works) for pause in pauses}
    over = [(pause.began_at, end) for pause in pauses if (end := ends[pause.pk])]
    standing = next((pause for pause in pauses if pause.ended_at is None), None)
    yield ANSWER, days, start, None if standing else works.deadline(start, days, over)
    if standing and standing.whom == Pause.Whom.THIRD_PARTY:
        yield CONSULT, TO_CONSULT, standing.began_at, works.deadline(standing.began_at, TO_CONSULT)


def ends_at(pause: Pause, works: WorkCalendar | None = None) -> datetime | None:
    """Return when the days begin to count again after a pause, or None where nobody knows yet: another agency is asked.

    A third party's time is over after fifteen working days, also where nobody noted that it is.
    """
    if pause.whom != Pause.Whom.THIRD_PARTY:
        return pause.ended_at
    due = (works or calendar()).deadline(pause.began_at, TO_CONSULT).due
    return min(pause.ended_at, due) if pause.ended_at else due


def _row(name: str, days: int, start: datetime, deadline: Deadline | None) -> dict[str, Any]:
    counted = deadline.days if deadline else ()
    return {
        "name": name,
        "days": days,
        "clause": CLAUSE,
        "start": start.isoformat(),
        "due": deadline.due.isoformat() if deadline else "",
        "provisional": deadline.provisional if deadline else False,
        "counted": [[day.date.isoformat(), day.counted, str(day.reason), day.name] for day in counted],
    }


def legs_of(application: Application) -> list[Leg]:
    """Return the legs of an application so far."""
    return [
        Leg(
            name=leg["name"],
            label=LABELS[leg["name"]],
            days=leg["days"],
            start=datetime.fromisoformat(leg["start"]),
            due=datetime.fromisoformat(leg["due"]) if leg["due"] else None,
            provisional=leg["provisional"],
            counted=[{"date": row[0], "counted": row[1], "reason": row[2], "name": row[3]} for row in leg["counted"]],
        )
        for leg in application.clock.get("legs", [])
    ]


def running(application: Application, now: datetime | None = None, works: Any = None) -> ClockState | None:
    """Return the state of the leg that runs; None where none does."""
    legs = application.clock.get("legs", [])
    if application.due_at is None or not legs:
        return None
    case_like = SimpleNamespace(due_at=application.due_at, provisional=application.provisional, clock=legs[-1])
    return clock_of(case_like, now, works)
