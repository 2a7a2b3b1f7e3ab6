"""What the worker does for columns."""

from __future__ import annotations

from django.db import transaction

from portal.approvals.pages import reindex

from . import lifecycle
from .indexing import KINDS
from .models import ColumnPage
from .reading import ITEM_MODELS

BATCH = 200


def reindex_column(payload: dict) -> None:
    """Have search look at every item of a column again: its archived mark follows from the column's life."""
    column = ColumnPage.objects.filter(pk=payload["column"]).first()
    if column is None:
        return
    for model in ITEM_MODELS:
        pks = list(model.objects.live().descendant_of(column).values_list("pk", flat=True))
        for start in range(0, len(pks), BATCH):
            with transaction.atomic():
                for pk in pks[start : start + BATCH]:
                    reindex(pk, KINDS[model])


def effects_due(payload: dict) -> None:
    """A day has come on which a document comes into force or expires: search follows (clause A2)."""
    with transaction.atomic():
        lifecycle.look_at_effects(payload["page"])
