"""How soon units answer: counts and times that say nothing of anybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Avg, Count, F, Q

from .models import Reply


def by_unit(year: int) -> list[dict[str, Any]]:
    """Return how many questions each unit answered in a year, and how soon, the busiest first.

    Private answers count too: of them the public sees the number only. In time is what was given before the end of the
    unit's own leg of the clock (clause S5), whatever ran or stood still meanwhile.
    """
    given = Reply.objects.filter(given_at__year=year)
    rows = given.values("unit__name").annotate(
        answered=Count("pk"),
        public=Count("pk", filter=Q(published=True)),
        days=Avg("working_days"),
        in_time=Count("pk", filter=Q(given_at__lte=F("ticket__due_at"))),
        rating=Avg("ticket__rating"),
    )
    return [
        {
            **row,
            "unit": row["unit__name"],
            "share": round(100 * row["in_time"] / row["answered"]),
            "late": row["answered"] - row["in_time"],
        }
        for row in rows.order_by("-answered", "unit__name")
    ]


def years() -> list[int]:
    """Return the years in which something was answered, the latest first; this year at least."""
    found = {moment.year for moment in Reply.objects.filter(given_at__isnull=False).dates("given_at", "year")}
    return sorted(found | {date.today().year}, reverse=True)
