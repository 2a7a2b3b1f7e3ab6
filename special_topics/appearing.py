"""Tiles whose day has come: public search reads their topics again, since nothing else changes on that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from portal.outbox.indexing import index_changed
from portal.tiles.base import SETTINGS

from .models import TopicPage

ROUND = "special_topics.appearing"
LOOK_BACK = timedelta(days=3)  # makes up for a standstill; reading a topic once more does no harm


def go_round() -> int:
    """Have search read every public topic in which a tile appeared these days; return how many."""
    today = timezone.localdate()
    found = [topic for topic in TopicPage.objects.live().iterator() if _appeared(topic, today)]
    for topic in found:
        index_changed("topic", topic.pk)
    return len(found)


def _appeared(topic: TopicPage, today: date) -> bool:
    return any(today - LOOK_BACK <= day <= today for day in days_in(list(topic.body.raw_data)))


def days_in(stored: Any) -> Iterator[date]:
    """Yield the first days of tiles in a stream in stored form, however deep."""
    if isinstance(stored, list):
        for inner in stored:
            yield from days_in(inner)
    elif isinstance(stored, dict):
        settings = stored.get(SETTINGS)
        if isinstance(settings, dict) and (day := _day(settings.get("hide_until"))):
            yield day
        for inner in stored.values():
            yield from days_in(inner)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
