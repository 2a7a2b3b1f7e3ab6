"""Clocks counted again when a year's holidays were entered: one way for every room, each change recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal.approvals.ledger.services import lock_head, record


@transaction.atomic
def recount_all(rows: QuerySet[Any], recount: Callable[[Any], bool], act: str) -> int:
    """Count the clocks of ``rows`` again; return how many changed.

    ``recount`` counts one by the calendar of today and says whether that changed anything; ``act`` is what the ledger
    says of those. Each row has ``clock``, ``due_at``, ``provisional``, ``number`` and ``subject_key``.
    """
    changed = 0
    lock_head()
    for row in rows.select_for_update():
        before = str(row.due_at)
        if not recount(row):
            continue
        changed += 1
        row.save(update_fields=["clock", "due_at", "provisional"])
        data = {"number": row.number, "due_before": before, "due": str(row.due_at)}
        record(act, subject=row.subject_key, data=data)
    return changed
