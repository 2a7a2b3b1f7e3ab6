"""How units stand with what the public handed in, year by year: by clocks and moments, whatever ran or stood still."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from portal.calendars.working_days import ZONE

from .models import Ticket
from .ticket_kinds import DISTRIBUTE


def received_in(rows: QuerySet[Any], year: int) -> QuerySet[Any]:
    """Return those of some rows that came in within a year of the department."""
    return rows.filter(received_at__gte=_first_of(year), received_at__lt=_first_of(year + 1))


def _first_of(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=ZONE)


def years_of(rows: QuerySet[Any]) -> list[int]:
    """Return the years in which some rows came in, the latest first; this year at least."""
    found = {day.year for day in rows.order_by().dates("received_at", "year")}
    return sorted(found | {date.today().year}, reverse=True)


def by_unit(rows: QuerySet[Any], running: Q) -> list[dict[str, Any]]:
    """Count rows by unit, None for no unit: ``received``, ``waiting``, ``overdue``, ``ended``, and of these ``late``.

    ``running`` says which wait for the department. One query.
    """
    found = (
        rows.order_by()
        .values("unit__short_name")
        .annotate(
            received=Count("pk"),
            waiting=Count("pk", filter=running),
            overdue=Count("pk", filter=running & Q(due_at__lt=timezone.now())),
            ended=Count("pk", filter=Q(ended_at__isnull=False)),
            late=Count("pk", filter=Q(ended_at__gt=F("due_at"))),
        )
    )
    return [{**row, "unit": row["unit__short_name"]} for row in found.order_by("-overdue", "-late", "unit__short_name")]


def distributed_late(rows: QuerySet[Ticket]) -> int:
    """Return how many questions the Office gave to a unit after the end of its own leg of the clock (clause S5)."""
    first = rows.filter(clock__legs__0__name=DISTRIBUTE)
    done, until = (Cast(KT(f"clock__legs__0__{name}"), TextField()) for name in ("ended", "due"))
    return first.annotate(done=done, until=until).filter(done__gt=F("until")).count()
