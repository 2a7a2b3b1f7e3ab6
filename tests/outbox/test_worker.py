import os
import signal
import threading

import pytest
from django.core.management import call_command
from django.db import OperationalError

from portal.addons.types import Job
from portal.outbox import leases, services
from portal.outbox.management.commands import worker
from portal.outbox.models import OutboxRow, Status

pytestmark = pytest.mark.django_db(transaction=True)


def predecessors_claim() -> str:
    """A claim of a process that had the same id."""
    return f"{leases.claimant().rsplit(':', 1)[0]}:0123456789abcdef0123"


@pytest.fixture(autouse=True)
def turns(monkeypatch) -> list[int]:
    """What comes round again stays out of these tests; each look for it is counted."""
    looks: list[int] = []
    monkeypatch.setattr(worker.periodic, "put_due", lambda: looks.append(1))
    return looks


def test_it_looks_for_what_comes_round_again(turns):
    call_command("worker", "--once")

    assert turns == [1]


def test_once_carries_out_what_is_due_and_stops(with_jobs):
    seen = []
    with_jobs(Job("t.note", lambda payload: seen.append(payload["n"])))
    for number in range(3):
        services.enqueue("t.note", {"n": number})

    call_command("worker", "--once")

    assert seen == [0, 1, 2]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_row_under_way_finish_and_takes_no_other(with_jobs, number):
    finished = []

    def told_to_stop(payload: dict) -> None:
        os.kill(os.getpid(), number)
        finished.append(payload["n"])

    with_jobs(Job("t.note", told_to_stop))
    former = signal.getsignal(number)
    services.enqueue("t.note", {"n": 1})
    services.enqueue("t.note", {"n": 2})

    call_command("worker", "--poll", "0.01")

    assert finished == [1]
    assert list(OutboxRow.objects.order_by("pk").values_list("status", flat=True)) == [Status.DONE, Status.PENDING]
    assert signal.getsignal(number) is former


def test_a_locked_database_is_survived(with_jobs, monkeypatch, caplog):
    seen = []
    with_jobs(Job("t.note", seen.append))
    services.enqueue("t.note", {})
    monkeypatch.setattr(worker, "WAIT_AFTER_DATABASE_ERROR", 0)
    real, broken = services.claim, [OperationalError("database is locked"), OperationalError("database is locked")]

    def claim(lane):
        if broken:
            raise broken.pop()
        return real(lane)

    monkeypatch.setattr(services, "claim", claim)
    loop_stop = worker.threading.Event()
    loop = worker.Loop(loop_stop, poll=0)

    assert loop._round() is None
    assert loop._round() is None
    assert loop._round() == 1
    assert seen == [{}]
    assert [r.levelname for r in caplog.records if r.name == "portal.outbox"] == ["WARNING", "WARNING"]


def test_a_starting_worker_carries_out_what_its_predecessor_left(with_jobs):
    seen = []
    with_jobs(Job("t.note", seen.append))
    services.enqueue("t.note", {})
    services.claim()
    OutboxRow.objects.update(claimed_by=predecessors_claim())

    call_command("worker", "--once")

    assert seen == [{}]


def test_quick_rows_do_not_wait_for_a_slow_one(with_jobs):
    """The slow one ends only when the quick one, put there after it, was carried out."""
    quick_done, order = threading.Event(), []

    def slow(payload: dict) -> None:
        assert quick_done.wait(30)
        order.append("slow")
        os.kill(os.getpid(), signal.SIGTERM)

    def quick(payload: dict) -> None:
        order.append("quick")
        quick_done.set()

    with_jobs(Job("t.slow", slow, slow=True), Job("t.quick", quick))
    services.enqueue("t.slow", {})
    services.enqueue("t.quick", {})

    call_command("worker", "--poll", "0.01")

    assert order == ["quick", "slow"]
    assert set(OutboxRow.objects.values_list("status", flat=True)) == {Status.DONE}


def test_a_worker_whose_slow_jobs_broke_ends(with_jobs, monkeypatch, caplog):
    with_jobs()
    real = services.drain

    def drain(*arguments, lane, **options):
        if lane is services.Lane.SLOW:
            raise RuntimeError("broken")
        return real(*arguments, lane=lane, **options)

    monkeypatch.setattr(services, "drain", drain)

    call_command("worker", "--poll", "0.01")

    assert "the worker ends" in caplog.text
