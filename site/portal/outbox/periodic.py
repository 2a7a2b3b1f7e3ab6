"""What comes round again: each turn of a periodic job is an outbox row, with its attempts, lease and dead letter."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.addons import registry
from portal.addons.types import Periodic

from .models import OutboxRow, Status, Turn
from .services import enqueue


def put_due(now: datetime | None = None) -> list[str]:
    """Put every periodic job whose time has come into the outbox; return the names of those that were put.

    Any number of workers may ask at once: whoever moves the turn on puts the row. A job whose last turn still waits
    or runs keeps its turn for later.
    """
    now = now or timezone.now()
    last = dict(Turn.objects.values_list("job", "last_at"))
    return [
        item.job
        for item in registry.items("periodics")
        if _is_due(item, last.get(item.job), now) and _put(item, last.get(item.job), now)
    ]


def _is_due(item: Periodic, last: datetime | None, now: datetime) -> bool:
    # A clock that was set back must not make a job wait for ever.
    return last is None or now >= last + item.every or now < last - item.every


def _put(item: Periodic, last: datetime | None, now: datetime) -> bool:
    if OutboxRow.objects.filter(job=item.job, status__in=(Status.PENDING, Status.CLAIMED)).exists():
        return False
    try:
        with transaction.atomic():
            if last is None:
                Turn.objects.create(job=item.job, last_at=now)
            elif not Turn.objects.filter(job=item.job, last_at=last).update(last_at=now):
                return False
            enqueue(item.job, {}, key=item.job)
    except IntegrityError:  # another worker was the first to put it at all
        return False
    return True
