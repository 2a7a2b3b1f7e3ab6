"""A ticket's way for people: steps, the clock that runs, and how it was counted. Plain data for the templates."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.calendars.working_days import Reason, local_date
from portal.theme.formats import moment

from . import clocks
from .models import Consultation
from .states import TicketState

STEPS = (
    (TicketState.RECEIVED, gettext_lazy("Question received")),
    (TicketState.ASSIGNED, gettext_lazy("Given to a unit")),
    (TicketState.REPLYING, gettext_lazy("Reply written and approved")),
    (TicketState.ANSWERED, gettext_lazy("Answer given")),
)
_KINDS = {"late": "urgent", "soon": "soon"}


def steps_of(ticket: Consultation) -> list[dict[str, str]]:
    """Return the steps of a ticket in the shape of the theme's component: what is done, and where it stands."""
    order = [state for state, _label in STEPS]
    # Once a ticket is with a unit, the reply is what it is about, until it is answered.
    current = {TicketState.RECEIVED: 1, TicketState.ANSWERED: len(STEPS)}.get(ticket.state, 2)
    notes = {
        TicketState.RECEIVED: moment(ticket.received_at),
        TicketState.ASSIGNED: " · ".join([str(ticket.unit), moment(ticket.assigned_at)]) if ticket.assigned_at else "",
        TicketState.REPLYING: _("waits for the head of the unit") if ticket.state == TicketState.REPLYING else "",
        TicketState.ANSWERED: moment(ticket.answered_at) if ticket.answered_at else "",
    }
    return [
        {
            "label": str(label),
            "state": "done" if place < current else "current" if place == current else "todo",
            "note": notes[order[place]],
        }
        for place, (_state, label) in enumerate(STEPS)
    ]


def clock_row(ticket: Consultation, now: Any = None, works: Any = None) -> dict[str, Any] | None:
    """Return the clock that runs in the shape of the theme's component, or None for an answered ticket."""
    clock = clocks.running(ticket, now, works)
    return clock_component(clock) if clock else None


def clock_component(clock: Any) -> dict[str, Any]:
    """Return a running clock in the shape of the theme's component."""
    return {
        "text": _clock_text(clock),
        "used": clock.percent,
        "total": 100,
        "kind": _KINDS.get(clock.level, ""),
        "provisional": clock.provisional,
    }


def _clock_text(clock: Any) -> str:
    days = abs(clock.days_left)
    if clock.level == "late":
        return ngettext("overdue by %(days)s working day", "overdue by %(days)s working days", days) % {"days": days}
    if days == 0:
        return _("due today")
    return ngettext("%(days)s working day left", "%(days)s working days left", days) % {"days": days}


def explained(ticket: Consultation) -> list[dict[str, Any]]:
    """Return each leg of the clock as a sentence, with every day that was counted or left out, and why."""
    rows = []
    for leg in clocks.legs_of(ticket):
        sentence = ngettext(
            "%(what)s within %(days)s working day of %(start)s: by %(due)s.",
            "%(what)s within %(days)s working days of %(start)s: by %(due)s.",
            leg.days,
        ) % {
            "what": leg.label,
            "days": leg.days,
            "start": local_date(leg.start).isoformat(),
            "due": local_date(leg.due).isoformat(),
        }
        days = [day_row(day) for day in leg.counted]
        rows.append({"sentence": sentence, "provisional": leg.provisional, "days": days})
    return rows


def day_row(day: dict[str, Any]) -> dict[str, Any]:
    """Return a day of a clock's arithmetic for people."""
    return {"date": day["date"], "counted": day["counted"], "text": _reason(day)}


def _reason(day: dict[str, Any]) -> str:
    label = str(Reason(day["reason"]).label) if day["reason"] in Reason.values else day["reason"]
    return _("%(reason)s (%(holiday)s)") % {"reason": label, "holiday": _(day["name"])} if day["name"] else label
