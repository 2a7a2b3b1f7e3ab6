"""How long an answer to an application may take (Regulations on Open Government Information, articles 30 to 33).

Twenty working days from the day on which both sides confirmed the application, or from its correction; once extended by
at most twenty; while a third party or another agency is asked, no day counts. A third party has fifteen working days
(article 32): from then on the days count again, whether it answered or not. Another agency is expected to answer by a
day, at most fifteen working days ahead (as article 34 has it); that day ends nothing by itself, but is watched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from portal.approvals.worklist import ClockState, clock_of
from portal.calendars.services import calendar
from portal.calendars.working_days import Deadline, WorkCalendar, local_date

from .models import Application, Pause
from .states import ApplicationState

CONFIRM, CORRECT, ANSWER, CONSULT, AGENCY = "confirm", "correct", "answer", "consult", "agency"
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
    AGENCY: _("The other agency answers"),
}
# Why the clock stood still, as the days that weren't counted tell it.
ASKED = {
    Pause.Whom.THIRD_PARTY: gettext_noop("a third party is asked"),
    Pause.Whom.AGENCY: gettext_noop("another agency is asked"),
}


@dataclass(frozen=True)
class Leg:
    """One leg for people; ``counted`` are the days looked at.

    While the clock stands still ``due`` is None, and ``likely`` the day that it comes to where the days count again
    after ``until``.
    """

    name: str
    label: Any
    days: int
    start: datetime
    due: datetime | None
    provisional: bool
    counted: list[dict[str, Any]]
    until: date | None = None
    likely: date | None = None


def count(application: Application, pauses: Sequence[Pause] | None = None) -> bool:
    """Count all legs of an application from its dates; True where something changed. The caller saves.

    With its end they are counted for the last time: by them it was late or not.
    """
    if application.clock.get("final"):
        return False
    pauses = list(application.pauses.all()) if pauses is None else pauses
    before = (application.clock, application.due_at, application.provisional)
    legs = [_row(*leg) for leg in _legs(application, pauses, timezone.now())]
    over = application.state in ApplicationState.OVER
    application.clock = {"legs": legs, "final": True} if over else {"legs": legs}
    # What ended while its applicant had to correct it ran out of none of the department's time.
    running = legs[-1] if legs and not (over and legs[-1]["name"] == CORRECT) else None
    application.due_at = datetime.fromisoformat(running["due"]) if running and running["due"] else None
    application.provisional = bool(running and running["provisional"])
    return before != (application.clock, application.due_at, application.provisional)


_Counted = tuple[str, int, datetime, Deadline, date | None]


def _legs(application: Application, pauses: Sequence[Pause], now: datetime) -> Iterable[_Counted]:
    """Yield name, days, beginning and end of each leg; where it stands still also the day after which it may go on."""
    works = calendar()
    if application.started_at is None or application.correction_asked_at:
        yield CONFIRM, TO_CONFIRM, application.received_at, works.deadline(application.received_at, TO_CONFIRM), None
    if asked := application.correction_asked_at:
        yield CORRECT, application.correct_within, asked, works.deadline(asked, application.correct_within), None
    if application.started_at is None or application.state == ApplicationState.CORRECTING:
        return
    start, days = application.started_at, TO_ANSWER + application.extension
    spans = [(pause.began_at, ends_at(pause, works) or now, ASKED[Pause.Whom(pause.whom)]) for pause in pauses]
    standing = next((pause for pause in pauses if pause.ended_at is None), None)
    if standing is None:
        yield ANSWER, days, start, works.deadline(start, days, spans), None
        return
    asked_until = _asked_until(standing, works)
    until = asked_until.due if standing.whom == Pause.Whom.THIRD_PARTY else max(asked_until.due, now)
    spans.append((standing.began_at, until, ASKED[Pause.Whom(standing.whom)]))
    yield ANSWER, days, start, works.deadline(start, days, spans), local_date(until)
    name = CONSULT if standing.whom == Pause.Whom.THIRD_PARTY else AGENCY
    yield name, sum(day.counted for day in asked_until.days), standing.began_at, asked_until, None


def _asked_until(pause: Pause, works: WorkCalendar) -> Deadline:
    """Return until when whoever is asked may answer."""
    if pause.whom == Pause.Whom.AGENCY and pause.expected_on is not None:
        return works.until(pause.began_at, pause.expected_on)
    return works.deadline(pause.began_at, TO_CONSULT)


def latest_expected(start: datetime) -> date:
    """Return the last day that another agency can be given from a moment on."""
    return local_date(calendar().deadline(start, TO_CONSULT).due)


def ends_at(pause: Pause, works: WorkCalendar | None = None) -> datetime | None:
    """Return when the days begin to count again after a pause, or None where nobody knows yet: another agency is asked.

    A third party's time is over after fifteen working days, also where nobody noted that it is.
    """
    if pause.whom != Pause.Whom.THIRD_PARTY:
        return pause.ended_at
    due = (works or calendar()).deadline(pause.began_at, TO_CONSULT).due
    return min(pause.ended_at, due) if pause.ended_at else due


def _row(name: str, days: int, start: datetime, deadline: Deadline, until: date | None) -> dict[str, Any]:
    row = {
        "name": name,
        "days": days,
        "clause": CLAUSE,
        "start": start.isoformat(),
        "due": "" if until else deadline.due.isoformat(),
        "provisional": deadline.provisional,
        "counted": [[day.date.isoformat(), day.counted, str(day.reason), day.name] for day in deadline.days],
    }
    return row | {"until": until.isoformat(), "likely": deadline.due.isoformat()} if until else row


def legs_of(application: Application) -> list[Leg]:
    """Return the legs of an application so far; while others are asked, as they stand today."""
    legs = application.clock.get("legs", [])
    if application.state == ApplicationState.PAUSED:
        legs = [_row(*leg) for leg in _legs(application, list(application.pauses.all()), timezone.now())]
    return [
        Leg(
            name=leg["name"],
            label=LABELS[leg["name"]],
            days=leg["days"],
            start=datetime.fromisoformat(leg["start"]),
            due=datetime.fromisoformat(leg["due"]) if leg["due"] else None,
            provisional=leg["provisional"],
            counted=[{"date": row[0], "counted": row[1], "reason": row[2], "name": row[3]} for row in leg["counted"]],
            until=date.fromisoformat(leg["until"]) if leg.get("until") else None,
            likely=local_date(datetime.fromisoformat(leg["likely"])) if leg.get("likely") else None,
        )
        for leg in legs
    ]


def running(application: Application, now: datetime | None = None, works: Any = None) -> ClockState | None:
    """Return the state of the leg that runs; None where none does."""
    legs = application.clock.get("legs", [])
    if application.due_at is None or not legs or application.state not in ApplicationState.OPEN:
        return None
    case_like = SimpleNamespace(due_at=application.due_at, provisional=application.provisional, clock=legs[-1])
    return clock_of(case_like, now, works)
