"""Snapshots from the retirement that asks for them to the files and their ledger entry (clause C6)."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from columns.sections.life import key_of
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case
from portal.outbox.services import describe, enqueue

from ..models import TopicPage, TopicSnapshot
from . import making
from .making import Made

JOB = "special_topics.snapshot"
ACT = "topic.snapshot"


def ask(topic: TopicPage, case: Case) -> TopicSnapshot:
    """Have the worker make a snapshot of a topic that a case archived, in that case's transaction."""
    snapshot = TopicSnapshot.objects.create(topic=topic, case=case)
    enqueue(JOB, {"snapshot": snapshot.pk}, key=f"{JOB}:{snapshot.pk}")
    return snapshot


def call_off(topic: TopicPage) -> None:
    """The topic goes on: what wasn't made yet isn't made any more. What was made stays."""
    topic.snapshots.filter(state__in=TopicSnapshot.OPEN).update(state=TopicSnapshot.State.CALLED_OFF, problem="")


def carry_out(snapshot_id: int) -> None:
    """Make a snapshot that was asked for. Killed at any moment, the next try begins anew and leaves nothing behind."""
    snapshot = TopicSnapshot.objects.filter(pk=snapshot_id, state__in=TopicSnapshot.OPEN).first()
    if snapshot is None:
        return
    shutil.rmtree(snapshot.folder, ignore_errors=True)  # made, but killed before that was written down
    snapshot.folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = making.make(snapshot.topic, snapshot.folder, snapshot.case.number)
    except Exception as error:  # whatever it is, people read it on the page; the outbox tries again or gives up
        _still_open(snapshot).update(state=TopicSnapshot.State.FAILED, problem=describe(error))
        raise
    if not _write_down(snapshot, made):
        shutil.rmtree(snapshot.folder)


def archive_of(snapshot: TopicSnapshot) -> Path:
    """Return the file to download; it is there once the snapshot is made."""
    return snapshot.folder / making.ARCHIVE


@transaction.atomic
def _write_down(snapshot: TopicSnapshot, made: Made) -> bool:
    """Record what was made; False where it was called off meanwhile."""
    lock_head()  # before every other lock, as every act does
    done = {"state": TopicSnapshot.State.MADE, "made_at": timezone.now(), "problem": "", **vars(made)}
    if not _still_open(snapshot).update(**done):
        return False
    data = {"snapshot": snapshot.pk, "size": made.size, "files": made.files, "missing": made.missing}
    record(ACT, subject=key_of(snapshot.topic), case_number=snapshot.case.number, data=data, digest=made.digest)
    return True


def _still_open(snapshot: TopicSnapshot) -> QuerySet[TopicSnapshot]:
    return TopicSnapshot.objects.filter(pk=snapshot.pk, state__in=TopicSnapshot.OPEN)
