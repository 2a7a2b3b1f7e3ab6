"""The shared stage gives way to whoever needs the database, also when the process has another connection by then."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection

from portal.organisation.models import Unit
from tests.plugins.processes import at_once
from tests.plugins.stage import Stage


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
