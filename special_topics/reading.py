"""Questions about special topics: which go on, which are archived."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from columns.models import Life
from columns.sections.states import LifeState

from .models import TopicPage


def current(request: Any = None) -> QuerySet[TopicPage]:
    """Return the public topics that go on, the newest first."""
    return TopicPage.objects.live().exclude(life__state=LifeState.RETIRED).order_by("-first_published_at")


def archived(request: Any = None) -> QuerySet[TopicPage]:
    """Return the topics that are over and can still be read, the last one first."""
    over = TopicPage.objects.live().filter(life__state=LifeState.RETIRED, life__outcome=Life.Outcome.ARCHIVED)
    return over.order_by("-life__retired_at")
