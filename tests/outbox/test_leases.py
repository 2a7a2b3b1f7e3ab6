import os
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest
import time_machine

from portal.addons.types import Job
from portal.outbox import leases, services
from portal.outbox.models import OutboxRow, Status

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def ended_process_id() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def claim_of(process_id: int) -> str:
    host, _, _ = leases.claimant().rsplit(":", 2)
    return f"{host}:{process_id}:abc"


def test_a_claim_of_this_process_holds_and_one_of_an_ended_process_does_not():
    assert not leases.holder_is_gone(leases.claimant())
    assert leases.holder_is_gone(claim_of(ended_process_id()))


def test_nothing_is_said_of_processes_of_other_hosts():
    assert not leases.holder_is_gone(f"another-host:{ended_process_id()}:abc")
    assert not leases.holder_is_gone("no claim at all")


@pytest.mark.django_db
def test_the_row_of_a_killed_worker_is_released_at_once():
    row = services.enqueue("t.note", {})
    claimed = services.claim()
    OutboxRow.objects.filter(pk=row.pk).update(claimed_by=claim_of(ended_process_id()))

    assert services.release_stale() == 1
    row.refresh_from_db()
    assert (row.status, row.attempts) == (Status.PENDING, 0)
    assert claimed.pk == row.pk


@pytest.mark.django_db
def test_a_worker_takes_over_from_a_predecessor_with_its_process_id(monkeypatch):
    row = services.enqueue("t.note", {})
    services.claim()

    assert services.release_stale() == 0
    monkeypatch.setattr(leases, "_RUN", "00000000")
    assert services.release_stale() == 1
    row.refresh_from_db()
    assert row.status == Status.PENDING
    assert str(os.getpid()) in leases.claimant()


@pytest.mark.django_db
def test_renewing_gives_the_claim_its_full_time_again():
    with time_machine.travel(NOON, tick=False):
        services.enqueue("t.note", {})
        row = services.claim()
    with time_machine.travel(NOON.replace(minute=1), tick=False):
        assert leases.renew(row)
    row.refresh_from_db()
    assert row.claimed_at == NOON.replace(minute=1)

    OutboxRow.objects.update(claimed_by="somebody else")
    assert not leases.renew(row)


@pytest.mark.django_db(transaction=True)
def test_a_long_job_renews_its_claim(monkeypatch):
    services.enqueue("t.note", {})
    row = services.claim()
    renewed = threading.Event()
    real = leases.renew

    def renew(held):
        answer = real(held)
        renewed.set()
        return answer

    monkeypatch.setattr(leases, "renew", renew)
    OutboxRow.objects.update(claimed_at=NOON)
    with leases.Renewal(row, every=0.001):
        assert renewed.wait(30)

    assert OutboxRow.objects.get().claimed_at > NOON


@pytest.mark.django_db
def test_a_row_that_ends_its_workers_becomes_a_dead_letter(with_jobs, caplog):
    """The first times are free: machines are restarted. Then each counts as an attempt, and waits as one."""
    with_jobs(Job("t.deadly", lambda payload: None, max_attempts=2))
    row = services.enqueue("t.deadly", {})
    seen = []
    with time_machine.travel(NOON) as now:
        OutboxRow.objects.update(available_at=NOON)
        for _ in range(services.FREE_RELEASES + 2):
            assert services.claim() is not None
            OutboxRow.objects.update(claimed_by=claim_of(ended_process_id()))
            assert services.release_stale() == 1
            row.refresh_from_db()
            seen.append((row.status, row.attempts, row.available_at > NOON))
            now.shift(3600)

    free = [(Status.PENDING, 0, False)] * services.FREE_RELEASES
    assert seen == [*free, (Status.PENDING, 1, True), (Status.DEAD, 2, True)]
    assert "WorkerDied" in row.last_error
