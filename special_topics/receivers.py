"""What follows when a special topic is retired, or is as it was before."""

from __future__ import annotations

from columns.models import Life
from columns.sections.signals import section_reopened, section_retired
from portal.notices.services import settle

from . import endings
from .models import TopicPage
from .snapshots import services as snapshots


def _on_retired(sender, life, case, **kwargs) -> None:
    """Nobody needs to be reminded any more; what stays as an archive is kept as files too."""
    topic = TopicPage.objects.filter(pk=life.page_id).first()
    if topic is None:
        return
    settle(endings.closing_url(topic), endings.TOPIC)
    if life.outcome == Life.Outcome.ARCHIVED:
        snapshots.ask(topic, case)


def _on_reopened(sender, life, **kwargs) -> None:
    topic = TopicPage.objects.filter(pk=life.page_id).first()
    if topic is not None:
        snapshots.call_off(topic)


def connect() -> None:
    section_retired.connect(_on_retired, dispatch_uid="special_topics.retired")
    section_reopened.connect(_on_reopened, dispatch_uid="special_topics.reopened")
