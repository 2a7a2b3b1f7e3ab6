"""The after-effects of search, and what comes round again. All are safe to repeat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from portal.outbox.indexing import JOB
from portal.outbox.models import OutboxRow, Status
from portal.outbox.services import enqueue, hurry

REBUILD = "search.rebuild"
ERASE_WORDS = "search.erase_words"


def index(payload: dict[str, Any]) -> None:
    """Write the current state of ``id`` (or of each of ``ids``) of ``source``.

    An index that had to be made anew holds nothing but this: then it asks for a rebuild. So it does when the index
    was built with another schema or segmenter.
    """
    from . import engines, services
    from .saved.jobs import index_written

    source = services.source_named(payload["source"])
    report = services.write_current(source, payload["ids"])
    hurry(JOB)  # the engine takes writes: what failed while it didn't is tried again, and a poison row dies soon
    index_written()
    if (report.fresh and services.others_exist(payload)) or engines.current().outdated():
        ask_for_rebuild()


def ask_for_rebuild() -> None:
    """Ask for a rebuild, unless one waits or is under way."""
    if not OutboxRow.objects.filter(job=REBUILD, status__in=(Status.PENDING, Status.CLAIMED)).exists():
        enqueue(REBUILD, {}, key=REBUILD)


def rebuild(payload: dict[str, Any]) -> None:
    """Build a new index beside the live one and move the alias."""
    from .engines.base import RebuildRunning
    from .rebuilding import rebuild as run

    try:
        run()
    except RebuildRunning:
        return


def erase_words(payload: dict[str, Any]) -> None:
    """Erase the counts of words that are older than the period of keeping."""
    from .models import SearchedWords

    first = timezone.localdate() - timedelta(days=settings.GONGKAI["SEARCHED_WORDS_KEEP_DAYS"])
    SearchedWords.objects.filter(day__lt=first).delete()
