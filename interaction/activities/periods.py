"""How long opinions have to be asked for at least (national rules on soliciting opinions), counted by the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.calendars.services import calendar
from portal.calendars.working_days import Deadline, local_date

from .models import Activity, ActivityKind


@dataclass(frozen=True)
class Basis:
    """Why opinions are asked, and for how long at least: calendar days, or working days."""

    code: str
    label: Any
    days: int
    working: bool = False
    period: Any = ""


BASES = (
    Basis("decision", gettext_lazy("major administrative decision"), 30, period=gettext_lazy("at least 30 days")),
    Basis(
        "business",
        gettext_lazy("normative document that concerns how businesses operate"),
        30,
        period=gettext_lazy("at least 30 days"),
    ),
    Basis(
        "normative",
        gettext_lazy("other normative document"),
        7,
        working=True,
        period=gettext_lazy("at least 7 working days"),
    ),
    Basis("other", gettext_lazy("something else"), 0, period=gettext_lazy("no minimum period")),
)
BY_CODE = {basis.code: basis for basis in BASES}


def choices() -> list[tuple[str, str]]:
    """Return the bases to choose from, each with its minimum period."""
    return [(row.code, f"{row.label}（{row.period}）") for row in BASES]


def basis_of(activity: Activity) -> Basis:
    """Return why opinions are asked."""
    return BY_CODE.get(activity.rules.get("basis", ""), BY_CODE["other"])


def shortest(basis: Basis, start: datetime) -> Deadline:
    """Return when the minimum period that begins on a day is over."""
    works = calendar()
    return works.deadline(start, basis.days) if basis.working else works.calendar_deadline(start, basis.days)


def too_short(activity: Activity, now: datetime | None = None) -> str | None:
    """Return why the period of a solicitation needs a reason, or None where it is long enough.

    It begins when people can first take part: a late approval shortens it.
    """
    if activity.kind != ActivityKind.OPINIONS:
        return None
    basis = basis_of(activity)
    start = max(activity.opens_at, now or timezone.now())
    least = shortest(basis, start)
    if not basis.days or local_date(activity.closes_at) >= local_date(least.due):
        return None
    return _(
        "Opinions on this (%(basis)s) are asked for %(period)s, so until %(day)s at the earliest; a shorter period"
        " needs a reason, which everybody reads."
    ) % {"basis": basis.label, "period": basis.period, "day": local_date(least.due).isoformat()}
