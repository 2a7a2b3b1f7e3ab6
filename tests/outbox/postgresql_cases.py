"""Cases that need row locks. ``test_postgresql.py`` runs this file on a PostgreSQL server."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from portal.outbox import services
from portal.outbox.models import OutboxRow, Status

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def act_under_way() -> Iterator[None]:
    """Another thread has enqueued with the key of a waiting row, and has not committed yet."""
    enqueued, commit = threading.Event(), threading.Event()

    def act() -> None:
        try:
            with transaction.atomic():
                services.enqueue("t.note", {"by": "act"}, key="page:1")
                enqueued.set()
                commit.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    thread.start()
    assert enqueued.wait(30)
    try:
        yield
    finally:
        commit.set()
        thread.join(30)


def test_claims_go_by_row_locks():
    assert connection.features.has_select_for_update_skip_locked


def test_a_worker_leaves_a_row_that_an_open_act_relies_on():
    """Carried out now, it would read the state from before the act, and the act would have no after-effect."""
    services.enqueue("t.note", {}, key="page:1")

    with act_under_way():
        assert services.claim() is None

    row = services.claim()
    assert row.payload == {"by": "act"}
    assert OutboxRow.objects.count() == 1


def test_two_acts_with_one_key_do_not_wait_for_each_other():
    services.enqueue("t.note", {}, key="page:1")

    with act_under_way():
        services.enqueue("t.note", {"by": "second"}, key="page:1")
        assert services.claim().payload == {"by": "second"}

    assert OutboxRow.objects.filter(status=Status.PENDING).get().payload == {"by": "act"}
