import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from portal.addons.types import Job
from portal.outbox import services
from portal.outbox.models import OutboxRow, Status
from portal.outbox.signals import dead_letter

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


class Broken(Exception):
    pass


def break_down(payload: dict) -> None:
    raise Broken(f"cannot carry out {payload}")


@pytest.mark.django_db
class TestEnqueue:
    def test_a_row_is_carried_out_with_its_payload(self, with_jobs):
        seen = []
        with_jobs(Job("t.note", seen.append))

        services.enqueue("t.note", {"id": 5})

        assert services.drain() == 1
        assert seen == [{"id": 5}]
        row = OutboxRow.objects.get()
        assert (row.status, row.attempts, row.claimed_by) == (Status.DONE, 1, "")
        assert row.finished_at is not None

    def test_the_same_key_waits_only_once(self):
        first = services.enqueue("t.note", {"v": 1}, key="page:1")
        second = services.enqueue("t.note", {"v": 2}, key="page:1")
        services.enqueue("t.note", {"v": 3}, key="page:2")
        services.enqueue("t.other", {"v": 4}, key="page:1")

        assert second.pk == first.pk
        assert OutboxRow.objects.get(pk=first.pk).payload == {"v": 2}
        assert OutboxRow.objects.count() == 3

    def test_without_a_key_every_row_counts(self):
        services.enqueue("t.note", {})
        services.enqueue("t.note", {})

        assert OutboxRow.objects.count() == 2

    @pytest.mark.parametrize("status", [Status.CLAIMED, Status.DONE, Status.DEAD])
    def test_a_row_under_way_or_over_takes_no_new_reason(self, status):
        first = services.enqueue("t.note", {}, key="page:1")
        OutboxRow.objects.filter(pk=first.pk).update(status=status)

        assert services.enqueue("t.note", {}, key="page:1").pk != first.pk

    def test_a_new_reason_ends_the_wait_after_failures(self):
        with time_machine.travel(NOON, tick=False):
            row = services.enqueue("t.note", {}, key="page:1")
            OutboxRow.objects.filter(pk=row.pk).update(attempts=5, available_at=NOON + timedelta(hours=1))

            again = services.enqueue("t.note", {}, key="page:1")

        assert (again.pk, again.attempts, again.available_at) == (row.pk, 0, NOON)

    def test_not_before(self, with_jobs):
        with_jobs(Job("t.note", lambda payload: None))
        with time_machine.travel(NOON, tick=False) as clock:
            services.enqueue("t.note", {}, not_before=NOON + timedelta(hours=1))
            assert services.drain() == 0
            clock.shift(timedelta(hours=1))
            assert services.drain() == 1

    def test_a_rolled_back_act_leaves_no_after_effect(self):
        with pytest.raises(Broken), transaction.atomic():
            services.enqueue("t.note", {})
            raise Broken

        assert not OutboxRow.objects.exists()


@pytest.mark.django_db
class TestDrain:
    def test_oldest_first_and_a_limit(self, with_jobs):
        seen = []
        with_jobs(Job("t.note", lambda payload: seen.append(payload["n"])))
        for number, minutes in enumerate((3, 9, 6)):
            services.enqueue("t.note", {"n": number}, not_before=timezone.now() - timedelta(minutes=minutes))

        assert services.drain(2) == 2
        assert seen == [1, 2]

    def test_stop_is_asked_before_each_row(self, with_jobs):
        seen = []
        with_jobs(Job("t.note", seen.append))
        services.enqueue("t.note", {})
        services.enqueue("t.note", {})

        assert services.drain(stop=lambda: bool(seen)) == 1

    def test_what_a_job_enqueues_is_carried_out_too(self, with_jobs):
        seen = []
        with_jobs(
            Job("t.first", lambda payload: services.enqueue("t.second", {}) and None), Job("t.second", seen.append)
        )
        services.enqueue("t.first", {})

        assert services.drain() == 2
        assert seen == [{}]

    def test_one_failure_does_not_stop_the_others(self, with_jobs):
        seen = []
        with_jobs(Job("t.broken", break_down), Job("t.note", seen.append))
        services.enqueue("t.broken", {})
        services.enqueue("t.note", {})

        services.drain()

        assert seen == [{}]

    def test_a_job_that_nobody_registers_waits_until_it_is_back(self, with_jobs):
        with time_machine.travel(NOON, tick=False) as clock:
            services.enqueue("t.away", {"id": 1})
            for _ in range(30):
                services.drain()
                clock.shift(timedelta(minutes=5))

            row = OutboxRow.objects.get()
            assert (row.status, row.attempts) == (Status.PENDING, 0)
            assert "t.away" in row.last_error

            seen = []
            with_jobs(Job("t.away", seen.append))
            services.drain()

        assert seen == [{"id": 1}]
        assert OutboxRow.objects.get().last_error == ""


@pytest.mark.django_db
class TestFailure:
    def test_the_wait_doubles_and_the_last_failure_makes_a_dead_letter(self, with_jobs):
        with_jobs(Job("t.broken", break_down, max_attempts=4, first_wait=2.0))
        heard = []

        def listen(sender, row, error, **kwargs):
            heard.append((row.pk, row.status, type(error)))

        dead_letter.connect(listen)
        try:
            with time_machine.travel(NOON, tick=False) as clock:
                row = services.enqueue("t.broken", {})
                waits = []
                for _ in range(3):
                    assert services.drain() == 1
                    row.refresh_from_db()
                    waits.append((row.available_at - timezone.now()).total_seconds())
                    clock.move_to(row.available_at - timedelta(milliseconds=1))
                    assert services.drain() == 0
                    clock.move_to(row.available_at)
                assert heard == []
                services.drain()
        finally:
            dead_letter.disconnect(listen)

        row.refresh_from_db()
        assert waits == [2.0, 4.0, 8.0]
        assert (row.status, row.attempts) == (Status.DEAD, 4)
        assert heard == [(row.pk, Status.DEAD, Broken)]

    def test_what_failed_can_be_made_due_at_once_and_what_was_put_off_stays_so(self, with_jobs):
        with_jobs(Job("t.broken", break_down), Job("t.other", break_down))
        failed, other = services.enqueue("t.broken", {}), services.enqueue("t.other", {})
        services.drain()
        put_off = services.enqueue("t.broken", {}, not_before=timezone.now() + timedelta(hours=1))
        assert (services.hurry("t.broken"), services.hurry("t.broken")) == (1, 0)
        due = OutboxRow.objects.filter(available_at__lte=timezone.now())
        assert list(due) == [failed] and {other.pk, put_off.pk}.isdisjoint(due.values_list("pk", flat=True))

    def test_a_listener_that_fails_spoils_nothing(self, with_jobs):
        with_jobs(Job("t.broken", break_down, max_attempts=1))

        def listen(sender, **kwargs):
            raise Broken

        dead_letter.connect(listen)
        try:
            services.enqueue("t.broken", {})
            services.drain()
        finally:
            dead_letter.disconnect(listen)

        assert OutboxRow.objects.get().status == Status.DEAD

    def test_the_wait_is_an_hour_at_most(self):
        job = Job("t.slow", break_down, first_wait=2.0)

        assert services.wait_after(job, 11) == 2048.0
        assert services.wait_after(job, 12) == services.wait_after(job, 5000) == 3600.0

    def test_the_error_is_kept_without_personal_numbers_and_the_log_without_its_text(self, with_jobs, caplog):
        def reveal(payload: dict) -> None:
            raise Broken("no such mobile 13812345678 at the gateway")

        with_jobs(Job("t.reveal", reveal))
        services.enqueue("t.reveal", {})
        services.drain()

        error = OutboxRow.objects.get().last_error
        assert error.startswith("Broken (test_services.py:")
        assert "at the gateway" in error
        assert "13812345678" not in error
        (record,) = [r for r in caplog.records if r.name == "portal.outbox"]
        assert "gateway" not in record.getMessage()
        assert "t.reveal" in record.getMessage()
        assert "\n" not in record.getMessage()


@pytest.mark.django_db
class TestLease:
    def claim_as(self, name: str, at: datetime) -> OutboxRow:
        row = services.enqueue("t.note", {})
        OutboxRow.objects.filter(pk=row.pk).update(status=Status.CLAIMED, claimed_by=name, claimed_at=at)
        row.refresh_from_db()
        return row

    def test_a_claim_without_a_sign_of_life_is_released_after_two_minutes(self):
        with time_machine.travel(NOON, tick=False) as clock:
            row = self.claim_as("elsewhere:1:x", NOON)
            clock.shift(timedelta(seconds=120))
            assert services.release_stale() == 0
            clock.shift(timedelta(seconds=1))
            assert services.release_stale() == 1

        row.refresh_from_db()
        assert (row.status, row.attempts, row.claimed_by) == (Status.PENDING, 0, "")

    def test_an_outcome_after_the_claim_was_taken_away_changes_nothing(self, with_jobs):
        with_jobs(Job("t.note", lambda payload: None))
        with time_machine.travel(NOON, tick=False) as clock:
            services.enqueue("t.note", {})
            late = services.claim()
            clock.shift(timedelta(minutes=5))
            services.release_stale()
            other = services.claim()
            services.carry_out(late)
            assert OutboxRow.objects.get().claimed_by == other.claimed_by

            services.carry_out(other)

        assert OutboxRow.objects.get().status == Status.DONE


@pytest.mark.django_db
class TestRetry:
    def dead(self) -> OutboxRow:
        row = services.enqueue("t.note", {"id": 1})
        OutboxRow.objects.filter(pk=row.pk).update(
            status=Status.DEAD, attempts=8, finished_at=timezone.now(), last_error="Broken"
        )
        row.refresh_from_db()
        return row

    def test_a_dead_letter_waits_again_with_all_its_attempts(self, operator, with_jobs):
        seen = []
        with_jobs(Job("t.note", seen.append))
        row = services.retry(self.dead(), operator)

        assert (row.status, row.attempts, row.finished_at, row.last_error) == (Status.PENDING, 0, None, "Broken")
        services.drain()
        assert seen == [{"id": 1}]

    def test_only_those_who_may(self, handler):
        row = self.dead()

        with pytest.raises(PermissionDenied):
            services.retry(row, handler)
        row.refresh_from_db()
        assert row.status == Status.DEAD

    @pytest.mark.parametrize("status", [Status.PENDING, Status.CLAIMED, Status.DONE])
    def test_only_dead_letters(self, operator, status):
        row = self.dead()
        OutboxRow.objects.filter(pk=row.pk).update(status=status)

        with pytest.raises(services.NotDead):
            services.retry(row, operator)


@pytest.mark.django_db
def test_old_done_rows_are_purged_in_batches_and_dead_letters_stay():
    old = timezone.now() - timedelta(days=31)
    for status, finished in [(Status.DONE, old)] * 3 + [(Status.DONE, timezone.now()), (Status.DEAD, old)]:
        OutboxRow.objects.create(job="t.note", status=status, finished_at=finished)

    assert services.purge(batch=2) == 2
    assert services.purge(batch=2) == 1
    assert services.purge(batch=2) == 0
    assert sorted(OutboxRow.objects.values_list("status", flat=True)) == [Status.DEAD, Status.DONE]


@pytest.mark.django_db(transaction=True)
def test_drains_side_by_side_take_each_row_once(with_jobs):
    seen: list[int] = []
    with_jobs(Job("t.note", lambda payload: seen.append(payload["n"])))
    for number in range(60):
        services.enqueue("t.note", {"n": number})
    together = threading.Barrier(3)
    taken: list[int] = []

    def drain() -> None:
        together.wait(30)
        try:
            taken.append(services.drain())
        finally:
            connection.close()

    threads = [threading.Thread(target=drain) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert Counter(seen) == Counter(range(60))
    assert sum(taken) == 60


@pytest.mark.django_db(transaction=True)
def test_a_row_found_by_two_goes_to_the_one_who_claims_it_first(monkeypatch):
    """Both have found the same row before either claims it: the second must notice, not take it again."""
    row = services.enqueue("t.note", {})
    real = services._due
    other: list[OutboxRow] = []

    def found_by_both(lane):
        due = real(lane)
        pks = list(due.values_list("pk", flat=True))
        if pks and not other:
            monkeypatch.setattr(services, "_due", real)
            other.append(services._claim_by_update(services.Lane.ANY))
        return OutboxRow.objects.filter(pk__in=pks)

    monkeypatch.setattr(services, "_due", found_by_both)

    assert services._claim_by_update(services.Lane.ANY) is None
    assert other[0].pk == row.pk
    row.refresh_from_db()
    assert row.claimed_by == other[0].claimed_by
