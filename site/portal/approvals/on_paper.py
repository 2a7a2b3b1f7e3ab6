"""What rests on opinions that a registrar entered from paper (docs/decisions/0013).

They move a case on like any other. But an approval of which no desk's agreement was given in person, or confirmed, is
carried out only when nobody can repudiate it any more: what a registrar writes alone brings nothing before the public.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from portal.calendars.services import calendar

from .models import Case, Opinion, Repudiation

REPUDIATION_WORKING_DAYS = 3


def until(entered: datetime) -> datetime:
    """Return until when an opinion that was entered then can be repudiated."""
    return calendar().deadline(entered, REPUDIATION_WORKING_DAYS).due


def can_be_repudiated(opinion: Opinion) -> bool:
    """Say whether an entered opinion can still be repudiated: three working days from its entry."""
    repudiated = Repudiation.objects.filter(opinion=opinion).exists()
    return opinion.entered_by_id is not None and not repudiated and timezone.now() <= until(opinion.at)


def unconfirmed(case: Case) -> QuerySet[Opinion]:
    """Return the agreements of this round that were entered from paper, and neither confirmed nor repudiated."""
    return _agreements(case).exclude(entered_by=None).filter(confirmation=None)


def waits_until(case: Case) -> datetime | None:
    """Return the moment before which what was approved is not carried out; None where it need not wait for that."""
    entered = list(unconfirmed(case))
    if not entered or len(entered) < _agreements(case).count():
        return None
    last = max(until(opinion.at) for opinion in entered)
    return last if last > timezone.now() else None


def earliest(case: Case) -> datetime | None:
    """Return when an approved case may be carried out; None for now."""
    times = (case.not_before, waits_until(case))
    return max((at for at in times if at is not None and at > timezone.now()), default=None)


def _agreements(case: Case) -> QuerySet[Opinion]:
    return case.opinions.filter(
        round=case.round, stage__gte=0, verdict__in=Opinion.AGREEING, repudiation=None
    ).select_related("actor", "entered_by")
