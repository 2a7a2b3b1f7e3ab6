"""The shared stage gives way to whoever needs the database, also when the process has another connection by then."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection

from portal.organisation.models import Unit
from tests.plugins.stage import Stage


@pytest.mark.django_db(transaction=True)
def test_it_locks_nobody_out_when_an_event_loop_has_begun(tmp_path, monkeypatch):
    """As Playwright does: from its start on this thread's connection is another one."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    own = Stage(tmp_path)
    own.set_up("department")
    assert Unit.objects.exists()
    before = connection.connection

    async def others() -> int:
        assert connection.connection is not before
        own.set_up("")
        Unit.objects.create(code="other", name="其他单位")
        found = Unit.objects.count()
        connection.close()
        return found

    assert asyncio.run(others()) == 1, "what stood on the stage has gone"
    own.set_up("department")
    assert own.has("department") and Unit.objects.count() > 1
    own.set_up("")
