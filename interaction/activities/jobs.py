"""The round of activities, in the background: closes what has ended, and reminds of owed results."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.approvals.ledger.services import lock_head
from portal.calendars.services import calendar

from . import clocks, results, services
from .models import Activity
from .states import ActivityState

ROUND = "activities.round"
BATCH = 200


def go_round(payload: dict[str, Any]) -> None:
    """Look at how things stand, and make up for any standstill."""
    close_ended()
    remind()


def close_ended(now: datetime | None = None) -> int:
    """Close every activity whose last moment has passed; return how many."""
    now = now or timezone.now()
    due = Activity.objects.overdue_to_close(now).order_by("closes_at")[:BATCH]
    return sum(services.close(activity, now) for activity in due)


def remind(now: datetime | None = None) -> int:
    """Remind units of results that are owed soon, and record what has run over, each once; return how many."""
    now = now or timezone.now()
    works, given = calendar(), 0
    owed = (
        Activity.objects.public()
        .filter(state=ActivityState.CLOSED, due_at__isnull=False)
        .select_related("unit", "made_by")
    )
    for activity in owed.order_by("due_at")[:BATCH]:
        assert activity.due_at is not None
        code = _due_reminder(activity, now, works.remaining(activity.due_at, now))
        if code and code not in activity.reminded:
            _give(activity.pk, code, now)
            given += 1
    return given


def _due_reminder(activity: Activity, now: datetime, left: int) -> str:
    if activity.due_at is not None and now > activity.due_at:
        return results.OVERDUE
    return next((str(days) for days in sorted(clocks.REMIND_AT) if left <= days), "")


def _give(pk: int, code: str, now: datetime) -> None:
    with transaction.atomic():
        lock_head()
        activity = Activity.objects.select_for_update(of=("self",)).select_related("unit", "made_by").get(pk=pk)
        if code in activity.reminded or activity.state != ActivityState.CLOSED:
            return
        if code == results.OVERDUE:
            results.note_overdue(activity, now)
        else:
            activity.reminded = [*activity.reminded, code]
        activity.save(update_fields=["reminded"])
        if code == results.OVERDUE:
            services.tell(activity, _("The result of “%(title)s” was due by %(due)s and is not published."))
            return
        days = ngettext(
            "The result of “%(title)s” is due by %(due)s, in one working day.",
            "The result of “%(title)s” is due by %(due)s, in few working days.",
            int(code),
        )
        services.tell(activity, days)
