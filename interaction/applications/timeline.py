"""An application's way for people: steps, events, the clock that runs, and how it was counted. Plain data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.approvals.ledger.models import Entry
from portal.calendars.working_days import local_date
from portal.theme.formats import moment

from ..timeline import clock_component, day_row, over_on
from . import clocks
from .models import Application
from .states import ApplicationState as S

STEPS = (
    (gettext_lazy("Application received"), (S.RECEIVED,)),
    (gettext_lazy("Confirmed or corrected"), (S.CORRECTING,)),
    (gettext_lazy("Answer prepared"), (S.IN_HAND, S.PAUSED)),
    (gettext_lazy("Answer approved"), (S.ANSWERING,)),
    (gettext_lazy("Answer given"), (S.ANSWERED, S.CLOSED)),
)
EVENTS: dict[str, Any] = {
    "application.received": gettext_lazy("The application was received."),
    "application.confirm": gettext_lazy("The Office confirmed it; the time for the answer runs."),
    "application.assign": gettext_lazy("A unit was given the application."),
    "application.ask_correction": gettext_lazy("The Office asked for a correction."),
    "application.correct": gettext_lazy("The correction was received; the time for the answer begins anew."),
    "application.pause": gettext_lazy("Others are asked; meanwhile the time isn't counted."),
    "application.wait": gettext_lazy("The other agency needs longer; meanwhile the time isn't counted."),
    "application.resume": gettext_lazy("The others were heard; the time goes on."),
    "application.hear": gettext_lazy("The others were heard; the time goes on."),
    "application.unheard": gettext_lazy("The third party's time to be heard is over; the time goes on."),
    "application.extend": gettext_lazy("The time for the answer was extended."),
    "application.recounted": gettext_lazy("The holidays of a year became known: the time was counted again."),
    "application.answered": gettext_lazy("The answer was approved and given."),
    "application.lapse": gettext_lazy("It wasn't corrected in time and is closed."),
    "application.withdrawn": gettext_lazy("The applicant withdrew it."),
    "application.deliver": gettext_lazy("A letter was delivered."),
    "application.read": gettext_lazy("A letter was opened by the applicant."),
}


def steps_of(application: Application) -> list[dict[str, str]]:
    """Return the steps in the shape of the theme's component: what is done, and where it stands."""
    over = application.state in S.OVER
    current = next((at for at, (_label, states) in enumerate(STEPS) if application.state in states), 0)
    current = len(STEPS) if over else max(current, 1)
    notes = {
        0: moment(application.received_at),
        1: moment(application.started_at) if application.started_at else "",
        2: str(application.unit) if application.unit else "",
        4: moment(application.ended_at) if application.ended_at else "",
    }
    return [
        {
            "label": str(label),
            "state": "done" if at < current else "current" if at == current else "todo",
            "note": notes.get(at, ""),
        }
        for at, (label, _states) in enumerate(STEPS)
    ]


def events(application: Application) -> list[dict[str, Any]]:
    """Return what happened, with its moment, the first first: from the ledger, which holds nothing personal."""
    found = Entry.objects.filter(subject=application.subject_key, act__in=EVENTS).order_by("seq")
    return [{"at": entry.at, "text": EVENTS[entry.act]} for entry in found]


def clock_row(application: Application, now: Any = None, works: Any = None) -> dict[str, Any] | None:
    """Return the clock that runs in the shape of the theme's component, or None where none does."""
    clock = clocks.running(application, now, works)
    if clock is None:
        return None
    row = clock_component(clock)
    if application.state == S.PAUSED:  # it is the others' time that the bar tells
        row["text"] = _("Others are asked: %(time)s") % {"time": row["text"]}
    return row


def explained(application: Application) -> list[dict[str, Any]]:
    """Return each leg of the clock as a sentence, with every day that was counted or left out, and why."""
    rows: list[dict[str, Any]] = [
        {"sentence": _sentence(leg), "provisional": leg.provisional, "days": [day_row(day) for day in leg.counted]}
        for leg in clocks.legs_of(application)
    ]
    if application.ended_at is not None and application.due_at is not None:  # it ended in the department's time
        rows[-1]["sentence"] += f" {over_on(application.ended_at, application.is_late)}"
    return rows


def _sentence(leg: clocks.Leg) -> str:
    words = {"what": leg.label, "days": leg.days, "start": local_date(leg.start).isoformat()}
    if leg.due is None:
        sentence = ngettext(
            "%(what)s within %(days)s working day of %(start)s. The clock stands still while others are asked.",
            "%(what)s within %(days)s working days of %(start)s. The clock stands still while others are asked.",
            leg.days,
        )
        likely = _("If the days count again after %(until)s, it is due by %(likely)s.")
        return f"{sentence} {likely}" % (words | {"until": leg.until, "likely": leg.likely})
    return ngettext(
        "%(what)s within %(days)s working day of %(start)s: by %(due)s.",
        "%(what)s within %(days)s working days of %(start)s: by %(due)s.",
        leg.days,
    ) % (words | {"due": local_date(leg.due).isoformat()})
