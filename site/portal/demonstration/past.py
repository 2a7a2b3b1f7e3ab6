"""Acts of the past: the demonstration department has a history, and every act in it was really carried out.

Only the builder of the demonstration sets the clock; the portal itself never does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from unittest.mock import patch

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the portal's clock stand at a moment for the block."""
    with patch.object(timezone, "now", lambda: moment):
        yield


def moment(days_ago: float, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment so many days ago, at an hour of the site's time; never in the future."""
    day = timezone.localdate() - timedelta(days=int(days_ago))
    found = timezone.make_aware(datetime.combine(day, time(hour, minute)))
    return min(found, timezone.now() - timedelta(minutes=1))
