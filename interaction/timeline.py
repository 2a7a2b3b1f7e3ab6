"""A ticket's way for people: steps, the clock that runs, and how it was counted. Plain data for the templates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.calendars.services import calendar
from portal.calendars.working_days import Reason, local_date
from portal.theme.formats import moment

from . import clocks, ticket_kinds
from .models import CoHandling, Ticket
from .states import TicketState
from .ticket_kinds import BY_PARTY, BY_UNIT

_KINDS = {"late": "urgent", "soon": "soon"}
_ENDED_BEFORE = (TicketState.DECLINED, TicketState.WITHDRAWN, TicketState.MERGED)


def state_label(ticket: Ticket) -> Any:
    """Return a ticket's state in words that fit its kind."""
    if ticket.state == TicketState.RECEIVED and ticket_kinds.kind_of(ticket).path != BY_UNIT:
        return pgettext("gongkai", "received")
    return TicketState.LABELS[ticket.state]


def steps_of(ticket: Ticket) -> list[dict[str, str]]:
    """Return the steps of a ticket in the shape of the theme's component: what is done, and where it stands."""
    steps = ticket_kinds.kind_of(ticket).steps
    order = [state for state, _label in steps]
    if ticket.state in _ENDED_BEFORE:
        return _ended_steps(ticket, steps)
    # Once a ticket is with a unit, the reply is what it is about, until it is answered.
    if ticket.state == TicketState.ANSWERED:
        current = len(steps)
    elif ticket.state == TicketState.ASSIGNED:
        current = 2
    else:
        at = order.index(ticket.state) if ticket.state in order else 0
        current = at if ticket.state == TicketState.REPLYING else at + 1
    notes = _notes(ticket)
    return [
        {
            "label": str(label),
            "state": "done" if place < current else "current" if place == current else "todo",
            "note": notes.get(state, ""),
        }
        for place, (state, label) in enumerate(steps)
    ]


def _ended_steps(ticket: Ticket, steps: Any) -> list[dict[str, str]]:
    """A ticket that ended without an answer of its own: received, how it ended; a merged one shares an answer."""
    first = {"label": str(steps[0][1]), "state": "done", "note": moment(ticket.received_at)}
    ended = [first, {"label": str(TicketState.LABELS[ticket.state]), "state": "done", "note": ""}]
    if ticket.state != TicketState.MERGED:
        return ended
    note = moment(ticket.answered_at) if ticket.answered_at else ""
    return [*ended, {"label": str(steps[-1][1]), "state": "done" if ticket.answered_at else "current", "note": note}]


def _notes(ticket: Ticket) -> dict[str, str]:
    unit = _with_unit(ticket) if ticket.assigned_at and ticket.unit else ""
    return {
        TicketState.RECEIVED: moment(ticket.received_at),
        TicketState.ASSIGNED: unit,
        TicketState.REPLYING: _("waits for the head of the unit") if ticket.state == TicketState.REPLYING else "",
        TicketState.HANDED_OVER: moment(ticket.handed_over_at) if ticket.handed_over_at else "",
        TicketState.ACCEPTED: moment(ticket.accepted_at) if ticket.accepted_at else "",
        TicketState.ANSWERED: moment(ticket.answered_at) if ticket.answered_at else "",
    }


def _with_unit(ticket: Ticket) -> str:
    """Say which unit has it since when, and which others contribute: units only, no person is named."""
    found = ticket.cohandlings.exclude(state=CoHandling.State.ENDED).select_related("unit")
    parts = [str(ticket.unit), moment(ticket.assigned_at)]
    if others := "、".join(str(row.unit) for row in found):
        parts.append(_("with %(units)s") % {"units": others})
    return " · ".join(parts)


def answer_by(ticket: Ticket) -> tuple[date, bool] | None:
    """Return by which day the person is answered at the latest, also before the unit that answers is known.

    With it whether the day is provisional; None for what is over. A merged ticket is answered with the other one.
    """
    if ticket.state == TicketState.MERGED and ticket.merged_into is not None and ticket.answered_at is None:
        return answer_by(ticket.merged_into)
    rows = ticket.clock.get("legs", [])
    if ticket.answered_at is not None or ticket.state in TicketState.OVER or not rows or ticket.due_at is None:
        return None
    legs = list(ticket_kinds.kind_of(ticket).legs)
    begun = {row["name"] for row in rows}
    due, provisional, works = ticket.due_at, ticket.provisional, calendar()
    for leg in [leg for leg in legs if leg.name not in begun]:
        deadline = works.calendar_deadline(due, leg.days) if leg.calendar else works.deadline(due, leg.days)
        due, provisional = deadline.due, provisional or deadline.provisional
    return local_date(due), provisional


def expected(ticket: Ticket) -> str:
    """Say to the person by which day they hear what: of a complaint first whether it is accepted (clause S6)."""
    if ticket_kinds.kind_of(ticket).path == BY_PARTY and ticket.accepted_at is None and ticket.due_at is not None:
        if ticket.state not in TicketState.OPEN:
            return ""
        text = _("You will be told by %(day)s at the latest whether it is accepted.")
        day, provisional = local_date(ticket.due_at), ticket.provisional
    elif found := answer_by(ticket):
        text = _("You will be answered by %(day)s at the latest.")
        day, provisional = found
    else:
        return ""
    said = text % {"day": f"{day:%Y-%m-%d}"}
    note = pgettext("gongkai", "Provisional: the holidays of that year are not known yet.")
    return f"{said} {note}" if provisional else said


def person_clock(ticket: Ticket) -> dict[str, Any] | None:
    """Return the running clock for the person: it says whose step it is, and warns of nothing before it is late."""
    clock = clock_row(ticket)
    if clock is None:
        return None
    words = {"step": clocks.legs_of(ticket)[-1].label, "time": clock["text"]}
    kind = clock["kind"] if clock["kind"] == "urgent" else ""
    return clock | {"text": _("Now: %(step)s (%(time)s)") % words, "kind": kind}


def clock_row(ticket: Ticket, now: Any = None, works: Any = None) -> dict[str, Any] | None:
    """Return the clock that runs in the shape of the theme's component, or None for an answered ticket."""
    clock = clocks.running(ticket, now, works)
    if clock is None:
        return None
    if not ticket.clock["legs"][-1].get("calendar"):
        return clock_component(clock)
    return clock_component(clock) | _calendar_clock(ticket, now or timezone.now())


def _calendar_clock(ticket: Ticket, now: Any) -> dict[str, Any]:
    """Words and bar of a leg that is counted in calendar days."""
    assert ticket.due_at is not None  # a leg that runs has an end
    days = max(ticket.clock["legs"][-1]["days"], 1)
    left = (local_date(ticket.due_at) - local_date(now)).days
    if left < 0:
        text = ngettext("overdue by %(days)s day", "overdue by %(days)s days", -left) % {"days": -left}
        return {"text": text, "used": 100, "kind": "urgent"}
    if left == 0:
        return {"text": _("due today"), "used": 96, "kind": "soon"}
    text = ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
    used = max(4, min(96, round(100 * (days - left) / days)))
    return {"text": text, "used": used, "kind": "soon" if left <= 5 else ""}


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


def explained(ticket: Ticket) -> list[dict[str, Any]]:
    """Return each leg of the clock as a sentence, with every day that was counted or left out, and why."""
    rows = []
    for leg in clocks.legs_of(ticket):
        sentence = _sentence_of(leg) % {
            "what": leg.label,
            "days": leg.days,
            "start": local_date(leg.start).isoformat(),
            "due": local_date(leg.due).isoformat(),
        }
        days = [] if leg.calendar else [day_row(day) for day in leg.counted]  # of calendar days each one counts
        note = _("Every calendar day counts, days off too.") if leg.calendar else ""
        if leg.ended is not None:
            note = f"{note} {over_on(leg.ended, leg.is_late)}".strip()
        rows.append({"sentence": f"{sentence} {note}".strip(), "provisional": leg.provisional, "days": days})
    return rows


def over_on(ended: datetime, late: bool) -> str:
    """Say on which day what was due was over, and whether that was late."""
    text = _("It was over on %(day)s, after its time.") if late else _("It was over on %(day)s.")
    return text % {"day": local_date(ended).isoformat()}


def to_come(ticket: Ticket) -> list[dict[str, Any]]:
    """Explain the legs that haven't begun, counted from the end of the one before: how the latest day comes about.

    Only where nothing but time lies between them: whether a complaint is accepted decides others.
    """
    if ticket.state != TicketState.RECEIVED or ticket.due_at is None or ticket_kinds.kind_of(ticket).path != BY_UNIT:
        return []
    begun, due, rows = {leg.name for leg in clocks.legs_of(ticket)}, ticket.due_at, []
    for leg in [leg for leg in ticket_kinds.kind_of(ticket).legs if leg.name not in begun]:
        planned = clocks.planned(leg, due)
        sentence = ngettext(
            "%(what)s within %(days)s working day after that: by %(due)s at the latest.",
            "%(what)s within %(days)s working days after that: by %(due)s at the latest.",
            leg.days,
        ) % {"what": planned.label, "days": leg.days, "due": local_date(planned.due).isoformat()}
        days = [day_row(day) for day in planned.counted]
        rows.append({"sentence": sentence, "provisional": planned.provisional, "days": days})
        due = planned.due
    return rows


def _sentence_of(leg: clocks.Leg) -> str:
    if leg.calendar:
        return ngettext(
            "%(what)s within %(days)s day of %(start)s: by %(due)s.",
            "%(what)s within %(days)s days of %(start)s: by %(due)s.",
            leg.days,
        )
    return ngettext(
        "%(what)s within %(days)s working day of %(start)s: by %(due)s.",
        "%(what)s within %(days)s working days of %(start)s: by %(due)s.",
        leg.days,
    )


def day_row(day: dict[str, Any]) -> dict[str, Any]:
    """Return a day of a clock's arithmetic for people."""
    return {"date": day["date"], "counted": day["counted"], "text": _reason(day)}


def _reason(day: dict[str, Any]) -> str:
    label = str(Reason(day["reason"]).label) if day["reason"] in Reason.values else day["reason"]
    return _("%(reason)s (%(holiday)s)") % {"reason": label, "holiday": _(day["name"])} if day["name"] else label
