"""The thresholds of the clock: the portal's own, and those that the Office has set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.organisation.models import Function
from portal.organisation.services import unit_with

from ..errors import ActRefused
from ..ledger.services import record
from .models import Threshold

AHEAD, TODAY, OVERDUE, ESCALATED = "ahead", "today", "overdue", "escalated"
ENDED = "ended"  # a mark without a threshold: what had run over was closed
_WHO = Threshold.Audience

DEFAULTS: dict[str, tuple[int, tuple[str, ...]]] = {
    AHEAD: (-2, (_WHO.DESK, _WHO.MAKER)),
    TODAY: (0, (_WHO.DESK, _WHO.MAKER, _WHO.LIAISON)),
    OVERDUE: (1, (_WHO.DESK, _WHO.MAKER, _WHO.LIAISON, _WHO.HEAD, _WHO.OFFICE)),
    ESCALATED: (3, (_WHO.LEADER, _WHO.HEAD, _WHO.OFFICE)),
}
LABELS = {
    AHEAD: gettext_lazy("reminder before the end"),
    TODAY: gettext_lazy("reminder on the last day"),
    OVERDUE: gettext_lazy("overdue, recorded against the unit"),
    ESCALATED: gettext_lazy("brought before the leader in charge"),
}
# The record against the unit is made when the clock has run out; only the other days are the Office's to choose.
RANGES = {AHEAD: (-20, -1), ESCALATED: (2, 60)}


def in_force() -> list[Threshold]:
    """Return all thresholds, the earliest first; the built-in ones where the Office has set none. One query."""
    rows = {row.code: row for row in Threshold.objects.all()}
    found = [
        rows.get(code) or Threshold(code=code, days=days, audience=list(who)) for code, (days, who) in DEFAULTS.items()
    ]
    return sorted(found, key=lambda row: row.days)


def may_set(person: Any) -> bool:
    """The Office keeps the thresholds."""
    return person.has_perm("approvals.change_threshold")


def set_days(days: Mapping[str, int], by: Any) -> None:
    """Set how many working days before or after a clock's end a threshold lies (code → days), and record it.

    ActRefused for who isn't of the Office, for a threshold that is fixed, and for days out of its range.
    """
    from ..services import post_for

    if not may_set(by):
        raise ActRefused([_("The Office sets when people are reminded.")])
    wrong = [
        _("%(what)s: from %(low)s to %(high)s working days.") % {"what": LABELS[code], "low": low, "high": high}
        for code, number in days.items()
        for low, high in [RANGES.get(code, (0, 0))]
        if code not in RANGES or not low <= number <= high
    ]
    if wrong:
        raise ActRefused(wrong)
    before = {row.code: row.days for row in in_force()}
    changed = {code: number for code, number in days.items() if before[code] != number}
    if not changed:
        return
    with transaction.atomic():
        for code, number in changed.items():
            Threshold.objects.update_or_create(
                code=code, defaults={"days": number, "audience": list(DEFAULTS[code][1])}
            )
        capacity = post_for(by, unit_with(Function.OFFICE)).title
        data = {code: {"from": before[code], "to": number} for code, number in changed.items()}
        record("clock.thresholds_set", actor=by, capacity=capacity, subject="clock:thresholds", data=data)
