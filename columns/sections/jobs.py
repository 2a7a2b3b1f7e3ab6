"""What the worker does for sections."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page

from portal.addons import registry
from portal.approvals.ledger.services import lock_head
from portal.approvals.pages import PageKind
from portal.outbox.indexing import index_changed
from portal.outbox.services import enqueue

from . import alerts, life
from .life import REINDEX_JOB

BATCH = 500


def reindex(payload: dict) -> None:
    """Have search look again at what stands in a section, a batch at a time: killed, it goes on with the next one.

    A batch's rows and the row for the next batch are one transaction.
    """
    section = Page.objects.filter(pk=payload["page"]).first()
    if section is None:
        return
    kinds = [kind for kind in registry.items("approvable_kinds") if isinstance(kind, PageKind)]
    sources = {kind.model: kind.index_source for kind in kinds}
    below = Page.objects.live().descendant_of(section, inclusive=True).filter(pk__gt=payload["after"]).order_by("pk")
    pages = list(below.select_related("content_type")[:BATCH])
    with transaction.atomic():
        found: dict[str, list[int]] = {}
        for page in pages:
            if source := sources.get(page.specific_class, ""):
                found.setdefault(source, []).append(page.pk)
        for source, ids in found.items():
            index_changed(source, *ids, key=f"{REINDEX_JOB}:{source}:{section.pk}:{ids[0]}")
        if len(pages) == BATCH:
            after = pages[-1].pk
            enqueue(REINDEX_JOB, {"page": section.pk, "after": after}, key=f"{REINDEX_JOB}:{section.pk}:{after}")


def retire_announced(payload: dict) -> None:
    """The day of an announced retirement has come."""
    with transaction.atomic():
        lock_head()
        life.retire_announced(payload["life"], payload["case"])


def duties(payload: dict) -> None:
    """Once a day: tell of sections that are due soon or overdue."""
    alerts.go_round()
