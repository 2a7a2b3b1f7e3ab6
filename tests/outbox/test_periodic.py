"""What comes round again is put into the outbox once a turn, by one of the workers, and once after a standstill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from portal.addons import registry
from portal.addons.specs import hookimpl
from portal.addons.types import Job, Periodic
from portal.outbox import periodic, services
from portal.outbox.models import OutboxRow, Status, Turn

pytestmark = pytest.mark.django_db
NAME = "t.round"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _hourly() -> Iterator[None]:
    module = SimpleNamespace(
        periodics=hookimpl(lambda: [Periodic(NAME, every=HOUR)], specname="periodics"),
        jobs=hookimpl(lambda: [Job(NAME, lambda payload: None, max_attempts=1)], specname="jobs"),
    )
    registry.register(module)
    yield
    registry.unregister(module)


def put(now) -> bool:
    return NAME in periodic.put_due(now)


def finish() -> None:
    OutboxRow.objects.filter(job=NAME).update(status=Status.DONE)


def test_it_is_put_at_once_and_then_once_an_hour():
    now = timezone.now()
    assert put(now) and not put(now)
    finish()
    assert not put(now + HOUR - timedelta(seconds=1))
    assert put(now + HOUR)


def test_after_a_standstill_it_is_put_once():
    now = timezone.now()
    put(now)
    finish()
    assert put(now + 30 * HOUR)
    finish()
    assert not put(now + 30 * HOUR + timedelta(minutes=1))


@pytest.mark.parametrize("status", [Status.PENDING, Status.CLAIMED])
def test_it_is_not_put_beside_the_turn_before_and_not_forgotten_either(status):
    now = timezone.now()
    put(now)
    OutboxRow.objects.filter(job=NAME).update(status=status)
    assert not put(now + 2 * HOUR)
    finish()
    assert put(now + 2 * HOUR)


def test_a_turn_that_failed_for_good_doesn_t_end_it():
    now = timezone.now()
    put(now)
    OutboxRow.objects.filter(job=NAME).update(status=Status.DEAD)
    assert put(now + HOUR)


def test_two_workers_that_look_at_the_same_time_put_one_row(monkeypatch):
    now = timezone.now()
    put(now)
    finish()
    later = now + HOUR
    # The second one read the turn before the first one moved it on.
    item, seen = Periodic(NAME, every=HOUR), Turn.objects.get(job=NAME).last_at
    assert put(later)
    finish()
    assert not periodic._put(item, seen, later)
    assert not periodic._put(item, None, later)
    assert OutboxRow.objects.filter(job=NAME).count() == 2


def test_a_clock_that_was_set_back_stops_nothing():
    now = timezone.now()
    put(now + 100 * HOUR)
    finish()
    assert put(now)


def test_the_row_is_carried_out_like_any_other():
    put(timezone.now())
    services.drain()
    assert OutboxRow.objects.get(job=NAME).status == Status.DONE
