"""Who may have the files of a topic that is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max

from portal.approvals.models import TakeDown
from portal.organisation.models import Function
from portal.organisation.services import functions_of, units_of

from .models import TopicPage, TopicSnapshot

KEEPERS = frozenset({Function.OFFICE, Function.PUBLICITY_CENTRE})


def may_download(person: Any, topic: TopicPage) -> bool:
    """The topic's unit, the Office and the publicity centre may."""
    return topic.owner_unit.acting in units_of(person) or bool(functions_of(person) & KEEPERS)


def taken_down_at(topic: TopicPage) -> datetime | None:
    """Return when the topic was last taken down, unless it was brought back as it was; else None.

    What was taken down may have been secret: snapshots from before it are given to nobody.
    """
    down = TakeDown.objects.filter(page_id=topic.pk).exclude(state=TakeDown.State.RESTORED)
    return down.aggregate(last=Max("at"))["last"]


def is_withheld(snapshot: TopicSnapshot, down: datetime | None) -> bool:
    """Say whether a snapshot was asked for before its topic was taken down (``down``: :func:`taken_down_at`)."""
    return down is not None and snapshot.asked_at <= down
