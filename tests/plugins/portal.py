"""Fixtures that every room's tests share: where the portal writes, the department, its site."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase

from portal.approvals.guard import triggers
from tests import factories


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seals, search index and cache of each test are its own."""
    monkeypatch.setitem(settings.GONGKAI, "LEDGER_HEADS", tmp_path / "ledger" / "heads.jsonl")
    monkeypatch.setitem(settings.GONGKAI, "SEARCH_DIR", tmp_path / "search")
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_guard() -> None:
    """Tests with real transactions empty the tables afterwards; the guard's triggers stand aside for that only."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self) -> None:
        for alias in self._databases_names(include_mirrors=False):
            drop_triggers(alias)
        original(self)
        for alias in self._databases_names(include_mirrors=False):
            triggers.install(alias)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]


def drop_triggers(alias: str = "default") -> None:
    """Take the guard's triggers out of a database."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        for name, table in triggers.installed(alias).items():
            suffix = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")


@pytest.fixture
def department(db) -> factories.Department:
    return factories.make_department()


@pytest.fixture
def site(db) -> factories.Site:
    return factories.make_site()
