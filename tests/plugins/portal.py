"""Fixtures that every room's tests share: where the portal writes, and what empties the tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connections, transaction
from django.test import TransactionTestCase
from wagtail.models import Collection, Locale, Page

from portal.approvals.guard import triggers
from portal.approvals.models import Permit
from portal.approvals.permits import permit
from portal.usage import counting
from search import searched_words


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seals, search index, pictures of pages, snapshots and cache of each test are its own."""
    monkeypatch.setitem(settings.GONGKAI, "LEDGER_HEADS", tmp_path / "ledger" / "heads.jsonl")
    monkeypatch.setitem(settings.GONGKAI, "SEARCH_DIR", tmp_path / "search")
    monkeypatch.setitem(settings.GONGKAI, "RENDERINGS", tmp_path / "renderings")
    monkeypatch.setitem(settings.GONGKAI, "SNAPSHOTS", tmp_path / "snapshots")
    empty_caches()


def empty_caches() -> None:
    """Forget what was kept for speed, and how often who tried what."""
    for cache in caches.all(initialized_only=False):
        cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _counts_end_with_the_run() -> Iterator[None]:
    """What tests visited and searched isn't written when the process ends: their database has gone by then."""
    yield
    counting.gathered.take()
    searched_words.gathered.take()


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_guard() -> None:
    """Tests with real transactions empty the tables afterwards; the guard's triggers stand aside for that only."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self) -> None:
        for alias in self._databases_names(include_mirrors=False):
            drop_triggers(alias)
        original(self)
        for alias in self._databases_names(include_mirrors=False):
            _plant_roots()
            triggers.install(alias)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]


def _plant_roots() -> None:
    """Make again what Wagtail's migrations make and emptying the tables takes: language and the roots of the trees."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not Page.objects.exists():
        with transaction.atomic(), permit(Permit.Scope.PAGE, "0001", "roots", None):
            Page.add_root(title="Root", slug="root", content_type=ContentType.objects.get_for_model(Page))
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


def drop_triggers(alias: str = "default") -> None:
    """Take the guard's triggers out of a database."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        for name, table in triggers.installed(alias).items():
            suffix = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")
