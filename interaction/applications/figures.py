"""The annual report's figures on applications (article 50), from the data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from portal.calendars.working_days import ZONE

from . import outcomes
from .models import Application

COLUMNS = list(Application.Applicant)


@dataclass(frozen=True)
class Row:
    """``level`` 0 is a sum, 1 a group, 2 one of its kinds; ``counts`` are by kind of applicant, then the total."""

    label: str
    level: int
    counts: tuple[int, ...]


def years() -> list[int]:
    """Return the years in which applications came in, the newest first."""
    return [moment.year for moment in Application.objects.datetimes("received_at", "year", order="DESC", tzinfo=ZONE)]


def of_year(year: int) -> list[Row]:
    """Return the table of a year: new, carried over, how they ended, and what goes on into the next year.

    New and carried over are always as many as ended and going on. Three queries.
    """
    begin, end = datetime(year, 1, 1, tzinfo=ZONE), datetime(year + 1, 1, 1, tzinfo=ZONE)
    new = _counted(Q(received_at__gte=begin, received_at__lt=end))
    before = _counted(Q(received_at__lt=begin) & (Q(ended_at=None) | Q(ended_at__gte=begin)))
    going_on = _counted(Q(received_at__lt=end) & (Q(ended_at=None) | Q(ended_at__gte=end)))
    ended = _ended(begin, end)
    rows = [_row(_("New in this year"), 0, new), _row(_("Carried over from the year before"), 0, before)]
    for group, label in outcomes.GROUPS.items():
        kinds = [outcome for outcome in outcomes.ALL if outcome.group == group]
        rows.append(_row(str(label), 1, sum((ended[kind.code] for kind in kinds), Counter())))
        rows += [_row(str(kind.label), 2, ended[kind.code]) for kind in kinds if len(kinds) > 1]
    rows.append(_row(_("Ended in this year"), 0, sum(ended.values(), Counter())))
    return [*rows, _row(_("Carried over into the next year"), 0, going_on)]


def _counted(which: Q) -> Counter[str]:
    found = Application.objects.filter(which).order_by().values_list("applicant").annotate(count=Count("pk"))
    return Counter(dict(found))


def _ended(begin: datetime, end: datetime) -> dict[str, Counter[str]]:
    found = Application.objects.filter(ended_at__gte=begin, ended_at__lt=end).order_by()
    counts: dict[str, Counter[str]] = {outcome.code: Counter() for outcome in outcomes.ALL}
    for code, applicant, count in found.values_list("outcome", "applicant").annotate(count=Count("pk")):
        counts[code][applicant] += count
    return counts


def _row(label: Any, level: int, counts: Counter[str]) -> Row:
    found = [counts[column] for column in COLUMNS]
    return Row(str(label), level, (*found, sum(found)))
