"""After-effects: written with the act that causes them, carried out afterwards, at least once each."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.addons import registry
from portal.addons.types import Job
from portal.text import personal

from . import leases
from .models import OutboxRow, Status
from .signals import dead_letter

LONGEST_WAIT = 3600.0
UNKNOWN_JOB_WAIT = timedelta(seconds=60)
KEEP_DONE = timedelta(days=30)
FREE_RELEASES = 3  # a machine is restarted now and then
logger = logging.getLogger("portal.outbox")


class WorkerDied(Exception):
    """The process that carried out a row ended before the row did."""


class NotDead(Exception):
    """Only a dead letter can be retried; this row is waiting, under way or done."""


def enqueue(job: str, payload: Mapping[str, Any], *, key: str = "", not_before: datetime | None = None) -> OutboxRow:
    """Write an after-effect, in the caller's transaction: it happens if and only if that transaction commits.

    ``payload`` goes to the job's ``run``: JSON types, ids only. With a ``key``, a row of that job and key that is
    still waiting is used instead of a second one: it takes the new payload and starts its attempts anew.
    ``not_before`` is the earliest moment; None is now.
    """
    due = not_before or timezone.now()
    if key and (waiting := _waiting(job, key)):
        waiting.payload = dict(payload)
        waiting.available_at = min(waiting.available_at, due)
        waiting.attempts = 0
        waiting.save(update_fields=["payload", "available_at", "attempts"])
        return waiting
    return OutboxRow.objects.create(job=job, payload=dict(payload), key=key, available_at=due)


def _waiting(job: str, key: str) -> OutboxRow | None:
    """Return the waiting row of a key, held until the caller's transaction ends.

    It must be held: a worker that took it before the caller commits would read the state from before the change.
    Where somebody else holds it (a worker, another act), the caller writes a row of its own: twice is harmless, never
    is not. SQLite needs no lock, since a transaction that writes shuts every other one out.
    """
    rows = OutboxRow.objects.filter(job=job, key=key, status=Status.PENDING).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            return rows.select_for_update(skip_locked=True).first()
    return rows.first()


class Lane(Enum):
    """Which rows somebody carries out: those of slow jobs, those of all others, or any."""

    ANY = auto()
    QUICK = auto()
    SLOW = auto()


def drain(limit: int | None = None, *, stop: Callable[[], bool] | None = None, lane: Lane = Lane.ANY) -> int:
    """Carry out what is due now, oldest first, also what becomes due on the way; return how many rows were taken.

    Takes at most ``limit`` rows, and no further row once ``stop()`` is true. Several drains may run side by side:
    each row is taken by one of them. A job that fails never raises here: its row waits, or is a dead letter.
    """
    taken = 0
    while (limit is None or taken < limit) and not (stop and stop()):
        row = claim(lane)
        if row is None:
            break
        taken += 1
        carry_out(row)
    return taken


def claim(lane: Lane = Lane.ANY) -> OutboxRow | None:
    """Take the row that has been due longest and mark it as claimed by this process; None when nothing is due."""
    if connection.features.has_select_for_update_skip_locked:
        return _claim_locked(lane)
    return _claim_by_update(lane)


def _due(lane: Lane) -> Any:
    rows = OutboxRow.objects.filter(status=Status.PENDING, available_at__lte=timezone.now())
    if lane is not Lane.ANY:
        slow = Q(job__in=[job.name for job in registry.items("jobs") if job.slow])
        rows = rows.filter(slow if lane is Lane.SLOW else ~slow)
    return rows.order_by("available_at", "pk")


def _claim_locked(lane: Lane) -> OutboxRow | None:
    with transaction.atomic():
        row = _due(lane).select_for_update(skip_locked=True).first()
        if row is not None:
            row.status, row.claimed_at, row.claimed_by = Status.CLAIMED, timezone.now(), leases.claimant()
            row.save(update_fields=["status", "claimed_at", "claimed_by"])
        return row


def _claim_by_update(lane: Lane) -> OutboxRow | None:
    """Without row locks: whoever turns the row from waiting to claimed has it; the others look for the next one."""
    while (found := _due(lane).values_list("pk", flat=True).first()) is not None:
        name = leases.claimant()
        changed = OutboxRow.objects.filter(pk=found, status=Status.PENDING).update(
            status=Status.CLAIMED, claimed_at=timezone.now(), claimed_by=name
        )
        if changed:
            # A claim may have been taken away again (a stopped machine wakes): the name says whether it still holds.
            row = OutboxRow.objects.filter(pk=found, claimed_by=name).first()
            if row is not None:
                return row
    return None


def carry_out(row: OutboxRow) -> None:
    """Run the job of a claimed row, outside any transaction of ours, and write down how it went.

    A row whose job nobody registers waits with a message: the add-on that brings it may be switched off for a while.
    """
    job = registry.by_name("jobs").get(row.job)
    if job is None:
        _wait_for_job(row)
        return
    try:
        with leases.Renewal(row):
            job.run(row.payload)
    except Exception as error:  # whatever a job raises, an add-on's too, must not stop the others
        _failed(row, job, error)
    else:
        _settle(row, status=Status.DONE, finished_at=timezone.now(), attempts=row.attempts + 1, last_error="")


def _settle(row: OutboxRow, **values: Any) -> bool:
    """Write the outcome and give the claim back, unless the claim was taken away meanwhile."""
    held = OutboxRow.objects.filter(pk=row.pk, status=Status.CLAIMED, claimed_by=row.claimed_by)
    changed = bool(held.update(claimed_at=None, claimed_by="", **values))
    if not changed:
        logger.warning("outbox row %s (%s): finished after its claim had run out", row.pk, row.job)
    return changed


def _wait_for_job(row: OutboxRow) -> None:
    message = _("No job named %(job)s is registered; the row waits for it.") % {"job": row.job}
    _settle(row, status=Status.PENDING, available_at=timezone.now() + UNKNOWN_JOB_WAIT, last_error=message)
    logger.warning("outbox row %s waits: no job named %s is registered", row.pk, row.job)


def _failed(row: OutboxRow, job: Job, error: Exception) -> bool:
    attempts = row.attempts + 1
    dead = attempts >= job.max_attempts
    values: dict[str, Any] = {"attempts": attempts, "last_error": describe(error)}
    if dead:
        values |= {"status": Status.DEAD, "finished_at": timezone.now()}
    else:
        wait = timedelta(seconds=wait_after(job, attempts))
        values |= {"status": Status.PENDING, "available_at": timezone.now() + wait}
    # The log gets kind and place of the error only: a message may quote what a person wrote (law 7).
    outcome = "dead letter" if dead else "will be tried again"
    logger.warning(
        "outbox row %s (%s) failed, attempt %s of %s, %s: %s at %s",
        row.pk, row.job, attempts, job.max_attempts, outcome, type(error).__name__, _place(error),
    )  # fmt: skip
    settled = _settle(row, **values)
    if settled and dead:
        row.refresh_from_db()
        for receiver, answer in dead_letter.send_robust(OutboxRow, row=row, error=error):
            if isinstance(answer, Exception):
                logger.warning("outbox row %s: receiver %r of dead_letter failed", row.pk, receiver)
    return settled


def hurry(job: str) -> int:
    """Make the rows of a job that failed and wait to be tried again due now; return how many there were.

    For a job that finds that what it needs is back: the others needn't wait out their time.
    """
    now = timezone.now()
    waiting = OutboxRow.objects.filter(job=job, status=Status.PENDING, attempts__gt=0, available_at__gt=now)
    return waiting.update(available_at=now) if waiting.exists() else 0


def wait_after(job: Job, attempts: int) -> float:
    """Return the seconds to wait after so many failed attempts: doubling from the job's first wait, at most an hour."""
    return min(job.first_wait * 2 ** min(attempts - 1, 32), LONGEST_WAIT)


def describe(error: Exception) -> str:
    """Say what went wrong, for the people who run the portal: kind, place and message, personal numbers blanked."""
    message = str(error)[:300]
    for hit in reversed(personal.find(message)):
        message = message[: hit.start] + "…" + message[hit.end :]
    return f"{type(error).__name__} ({_place(error)}): {message}"


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "?"
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"


def release_stale() -> int:
    """Let rows wait again whose worker died: its process is gone, or the claim got no renewal for two minutes.

    Returns how many rows were released. A release is no failed attempt, until it happened so often that the row seems
    to be what ends its workers: from then on each counts as one.
    """
    limit = timezone.now() - leases.LEASE
    released = 0
    for row in OutboxRow.objects.filter(status=Status.CLAIMED):
        expired = row.claimed_at is None or row.claimed_at < limit
        orphan = leases.is_of_a_predecessor(row.claimed_by) or leases.holder_is_gone(row.claimed_by)
        if expired or orphan:
            released += _release(row)
    return released


def _release(row: OutboxRow) -> bool:
    job = registry.by_name("jobs").get(row.job)
    if row.releases >= FREE_RELEASES and job is not None:
        return _failed(row, job, WorkerDied())
    held = OutboxRow.objects.filter(
        pk=row.pk, status=Status.CLAIMED, claimed_by=row.claimed_by, claimed_at=row.claimed_at
    )
    return bool(held.update(status=Status.PENDING, claimed_at=None, claimed_by="", releases=F("releases") + 1))


def retry(row: OutboxRow, by: Any) -> OutboxRow:
    """Let a dead letter wait again, with all its attempts; the person who asked is written to Wagtail's log.

    Raises PermissionDenied without the right ``outbox.change_outboxrow``, and :class:`NotDead` for any other row.
    """
    if not by.has_perm("outbox.change_outboxrow"):
        raise PermissionDenied
    with transaction.atomic():
        changed = OutboxRow.objects.filter(pk=row.pk, status=Status.DEAD).update(
            status=Status.PENDING, attempts=0, releases=0, available_at=timezone.now(), finished_at=None
        )
        if not changed:
            raise NotDead(row.pk)
        log(instance=row, action="outbox.retry", user=by)
    row.refresh_from_db()
    return row


def purge(*, batch: int = 500) -> int:
    """Delete at most ``batch`` done rows that finished over 30 days ago; return how many. Dead letters stay."""
    limit = timezone.now() - KEEP_DONE
    old = OutboxRow.objects.filter(Q(finished_at__lt=limit), status=Status.DONE).order_by("finished_at")
    deleted, _by_model = OutboxRow.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:batch])).delete()
    return deleted
