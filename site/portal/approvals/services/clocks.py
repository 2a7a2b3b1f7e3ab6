"""The legal clock of a case, with its arithmetic day by day (law 3, clause D3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.addons.types import ApprovableKind
from portal.calendars.services import calendar

from ..ledger.services import lock_head
from ..models import Case
from .acting import record_act


def start_clock(case: Case, kind: ApprovableKind, subject: Any) -> None:
    """Set the legal clock of a case, with its arithmetic day by day (law 3)."""
    start = kind.clock_start(subject)
    if start is None:
        case.clock, case.due_at, case.provisional = {}, None, False
        return
    began, days, clause = start
    deadline = calendar().deadline(began, days)
    case.due_at, case.provisional = deadline.due, deadline.provisional
    begun = timezone.localtime(began).date() if isinstance(began, datetime) else began
    case.clock = {
        "start": begun.isoformat(),
        "days": days,
        "clause": clause,
        "counted": [[day.date.isoformat(), day.counted, str(day.reason)] for day in deadline.days],
    }


def recount_clocks() -> int:
    """Count the clocks of open cases again, after a year was entered; each that changed is recorded (law 3)."""
    changed = 0
    with transaction.atomic():
        lock_head()
        for case in Case.objects.select_for_update(of=("self",)).open().exclude(due_at=None):
            subject, before = case.subject(), (case.due_at, case.provisional)
            if subject is None:
                continue
            start_clock(case, case.kind_type, subject)
            if (case.due_at, case.provisional) == before:
                continue
            case.save()
            record_act(
                case,
                "case.recounted",
                None,
                "",
                data={"from": before[0].isoformat(), "to": case.due_at.isoformat() if case.due_at else ""},
            )
            changed += 1
    return changed
