"""What the worker does for columns."""

from __future__ import annotations

from django.db import transaction

from . import publishing


def effects_due(payload: dict) -> None:
    """A day has come on which a document comes into force or expires: search follows (clause A2)."""
    with transaction.atomic():
        publishing.look_at_effects(payload["page"])
