"""How search hears of a change: one row with ids, in the transaction of the change."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from .models import OutboxRow, Status
from .services import enqueue

JOB = "search.index"


def index_changed(source: str, *ids: str | int, key: str = "") -> None:
    """Let search look at subjects of an index source again: published, altered, taken away or deleted.

    The row holds ids only; what is public is read when it is carried out. Without a ``key`` rows about the same single
    subject stand for each other while they wait.
    """
    if len(ids) == 1 and not key:
        key = f"search:{source}:{ids[0]}"
    enqueue(JOB, {"source": source, "ids": [str(subject_id) for subject_id in ids]}, key=key)


def waiting_since() -> datetime | None:
    """Return when the oldest change that search has not been told of was made, None where there is none."""
    undone = OutboxRow.objects.filter(job=JOB).exclude(status=Status.DONE)
    return undone.aggregate(first=Min("created_at"))["first"]
