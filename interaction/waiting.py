"""How much of what the people of this room handle waits for somebody."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from portal.addons.types import Waits
from portal.calendars.working_days import end_of


def waits_of(rows: QuerySet[Any]) -> Waits:
    """Count rows that wait (with ``due_at``): all of them, the overdue ones, those due today; one query."""
    now = timezone.now()
    midnight = end_of(timezone.localdate())
    late, today = Q(due_at__lt=now), Q(due_at__gte=now, due_at__lte=midnight)
    found = rows.order_by().aggregate(
        total=Count("pk", distinct=True),
        late=Count("pk", filter=late, distinct=True),
        today=Count("pk", filter=today, distinct=True),
    )
    return Waits(**found)
