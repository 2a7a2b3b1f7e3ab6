"""The shared stage gives way to whoever needs the database, also when the process has another connection by then."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from portal.organisation.models import Unit
from tests.plugins.processes import at_once
from tests.plugins.stage import Stage, pytest_fixture_setup


@pytest.mark.django_db(transaction=True)
def test_it_locks_nobody_out_when_an_event_loop_has_begun(tmp_path, monkeypatch):
    """As Playwright does: from then on the thread has another connection. In a thread that has no loop yet."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    own = Stage(tmp_path)

    async def others(before: object) -> int:
        assert connection.connection is not before
        own.set_up("")
        Unit.objects.create(code="other", name="其他单位")
        found = Unit.objects.count()
        connection.close()
        return found

    def build_and_give_way() -> tuple[int, int]:
        own.set_up("department")
        built = Unit.objects.count()
        return built, asyncio.run(others(connection.connection))

    ((built, left),) = at_once(build_and_give_way)
    assert built > 1 and left == 1, "what stood on the stage has gone, and the other connection could write"


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_somebody_left_open_is_closed_before_the_next_test(tmp_path):
    own = Stage(tmp_path)

    def leave_open_and_set_up() -> bool:
        transaction.atomic().__enter__()
        Unit.objects.create(code="left", name="遗留单位")
        own.set_up("")
        return connection.in_atomic_block

    (left_open,) = at_once(leave_open_and_set_up)
    assert left_open is False and not Unit.objects.filter(code="left").exists()
    Unit.objects.create(code="other", name="其他单位")


def test_what_fails_before_one_test_fails_no_later_one():
    """Pytest can't end a fixture that has no outcome, and fails every later test of the process with it."""

    class Broken(Stage):
        def set_up(self, top: str) -> None:
            raise RuntimeError("the stage is broken")

    values = {
        "django_db_setup": None,
        "stage": Broken(Path()),
        "django_db_blocker": SimpleNamespace(unblock=nullcontext),
    }
    request = SimpleNamespace(getfixturevalue=values.get, node=SimpleNamespace(get_closest_marker=lambda name: None))
    helper = SimpleNamespace(argname="_django_db_helper", cached_result=None, cache_key=lambda request: None)
    with pytest.raises(RuntimeError, match="broken") as raised:
        pytest_fixture_setup(helper, request)
    assert helper.cached_result[2][0] is raised.value
