"""How the index stands, for the people who run the portal: what waits, how long, and when it was built last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q
from django.utils import timezone

from portal.outbox.indexing import JOB
from portal.outbox.models import OutboxRow, Status

from . import engines
from .engines.base import EngineUnavailable
from .jobs import REBUILD
from .meaning import services as meaning


@dataclass(frozen=True)
class Queue:
    """Rows of the outbox that are to bring the index up to date. ``lag`` is the time that the oldest is due."""

    waiting: int
    dead: int
    lag: timedelta


@dataclass(frozen=True)
class Health:
    """``problem`` says why the engine didn't answer, "" where it did; then ``documents`` can be found in ``index``.

    ``encoder`` names the encoder in use, ``encoder_problem`` says why its file can't be used.
    """

    engine: str
    problem: str
    index: str
    documents: int
    outdated: bool
    queue: Queue
    rebuilt_at: datetime | None
    rebuilding: bool
    encoder: str
    encoder_problem: str


def health() -> Health:
    """Return how the index stands now. An engine that doesn't answer is part of the answer."""
    engine = engines.current()
    rebuilds = OutboxRow.objects.filter(job=REBUILD)
    last = rebuilds.filter(status=Status.DONE).order_by("-finished_at").first()
    index, documents, outdated, problem = "", 0, False, ""
    try:
        index, documents, outdated = engine.live(), engine.count(), engine.outdated()
    except EngineUnavailable as error:
        problem = str(error)
    return Health(
        engine=str(getattr(engine, "label", "") or engine.name),
        problem=problem,
        index=index,
        documents=documents,
        outdated=outdated,
        queue=_queue(),
        rebuilt_at=last.finished_at if last else None,
        rebuilding=rebuilds.filter(status__in=(Status.PENDING, Status.CLAIMED)).exists(),
        encoder=meaning.encoder_name(),
        encoder_problem=meaning.problem(),
    )


def _queue() -> Queue:
    rows = OutboxRow.objects.filter(job=JOB)
    under_way = Q(status__in=(Status.PENDING, Status.CLAIMED))
    now = timezone.now()
    oldest = rows.filter(under_way, available_at__lte=now).aggregate(first=Min("available_at"))["first"]
    return Queue(
        waiting=rows.filter(under_way).count(),
        dead=rows.filter(status=Status.DEAD).count(),
        lag=now - oldest if oldest else timedelta(),
    )
