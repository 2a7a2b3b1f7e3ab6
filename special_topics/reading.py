"""Questions about special topics: which go on, which are archived."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from columns.models import Life
from columns.sections.states import LifeState

from .models import TopicPage


def current(request: Any = None) -> QuerySet[TopicPage]:
    """Return the public topics that go on, the newest first."""
    return TopicPage.objects.live().exclude(life__state=LifeState.RETIRED).order_by("-first_published_at")


def archived(request: Any = None) -> QuerySet[TopicPage]:
    """Return the topics that are over and can still be read, the last one first."""
    over = TopicPage.objects.live().filter(life__state=LifeState.RETIRED, life__outcome=Life.Outcome.ARCHIVED)
    return over.order_by("-life__retired_at", "-pk").select_related("life", "owner_unit")


def archived_row(topic: TopicPage, request: Any = None) -> dict[str, Any]:
    """One line of the list of archived topics: its title, the years it ran, who looked after it."""
    return {
        "title": topic.title,
        "url": topic.get_url(request) or "",
        "dated": False,
        "meta": [years_of(topic), topic.owner_unit.name],
    }


def years_of(topic: TopicPage) -> str:
    """Return the years in which a topic ran: from its beginning to its retirement ("2024–2026", or one year)."""
    life: Life = topic.life
    began = topic.starts_on or _day(topic.first_published_at or life.opened_at)
    ended = _day(life.retired_at) if life.retired_at else began
    return str(ended.year) if began.year >= ended.year else f"{began.year}–{ended.year}"


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
