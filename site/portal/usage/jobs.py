"""What was counted is kept for two years, then erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from .models import DailyUse

ERASE_JOB = "usage.erase"


def erase_old(_payload: dict[str, Any]) -> None:
    """Erase the days before the period of keeping. Safe to repeat."""
    first = timezone.localdate() - timedelta(days=settings.GONGKAI["USAGE_KEEP_DAYS"])
    DailyUse.objects.filter(day__lt=first).delete()
