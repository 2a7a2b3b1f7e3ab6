"""A department and its site for many tests, built once a process instead of once a test.

They stand in a transaction that stays open between tests; each test has a savepoint of its own above it, which
pytest-django opens, and after it the database is what it was before. What a test needs decides how far the stage is
built up (nothing, the department, the site upon it); a test with real transactions takes it down. Whoever asks for
``department`` or ``site`` gets objects of its own, read afresh.
"""

from __future__ import annotations

import shutil
import threading
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import time_machine
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from tests import factories

BUILDERS: dict[str, Callable[[], Any]] = {"department": factories.make_department, "site": factories.make_site_of}
LAYERS = tuple(BUILDERS)


_opened: weakref.WeakSet[BaseDatabaseWrapper] = weakref.WeakSet()
connection_created.connect(lambda connection, **_facts: _opened.add(connection), weak=False)


class _Layer(NamedTuple):
    name: str
    atomic: transaction.Atomic
    built: Any


class Stage:
    """What stands in this process's open transaction, from the lowest layer upwards; ``folder`` keeps its seals."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._layers: list[_Layer] = []
        self._connection: BaseDatabaseWrapper | None = None
        self._aside = False

    def set_up(self, top: str) -> None:
        """Have the layers up to this one stand, and none above it; "" for none."""
        if self._aside:
            return
        if not self._stands():
            self._forget()
            _let_go()
        wanted = LAYERS[: LAYERS.index(top) + 1] if top else ()
        while len(self._layers) > len(wanted):
            self._take_down()
        for name in wanted[len(self._layers) :]:
            self._build(name)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Open a transaction for what others build on an empty database; it is rolled back at the end."""
        self.set_up("")
        self._aside = True
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            self._aside = False

    def has(self, name: str) -> bool:
        return any(layer.name == name for layer in self._layers)

    def copy(self, name: str, seals: Path) -> Any:
        """Return a layer's objects as the database has them; the seals of its ledger go where the test's belong."""
        built = next(layer.built for layer in self._layers if layer.name == name)
        kept = self.folder / name
        if kept.exists():
            shutil.copytree(kept, seals.parent, dirs_exist_ok=True)
        return _read_again(built)

    def _build(self, name: str) -> None:
        atomic = transaction.atomic()
        atomic.__enter__()
        self._connection = connections[DEFAULT_DB_ALIAS]
        seals, settings.GONGKAI["LEDGER_HEADS"] = settings.GONGKAI["LEDGER_HEADS"], self.folder / name / "heads.jsonl"
        try:
            built = BUILDERS[name](*(layer.built for layer in self._layers))
        except BaseException:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            raise
        finally:
            settings.GONGKAI["LEDGER_HEADS"] = seals
        self._layers.append(_Layer(name, atomic, built))

    def _take_down(self) -> None:
        layer = self._layers.pop()
        shutil.rmtree(self.folder / layer.name, ignore_errors=True)
        transaction.set_rollback(True)
        layer.atomic.__exit__(None, None, None)

    def _stands(self) -> bool:
        """Whether the transaction is still the one that was opened: a test may have closed the connection.

        Or this process has another connection by now: Playwright, once started, runs an event loop in this thread, and
        connections belong to a thread or to its loop.
        """
        held = self._connection
        same = held is connections[DEFAULT_DB_ALIAS]
        return bool(self._layers) and same and held.in_atomic_block and held.is_usable()

    def _forget(self) -> None:
        if self._layers:
            self._layers.clear()
            shutil.rmtree(self.folder, ignore_errors=True)


def _let_go() -> None:
    """Close what this thread's connections hold open between tests: it would lock out every other one."""
    mine = [held for held in _opened if held._thread_ident == threading.get_ident()]
    for held in [held for held in mine if held.alias in settings.DATABASES]:  # others made and forgot theirs
        if held.in_atomic_block or held is not connections[held.alias]:
            held.in_atomic_block = False
            held.close()


def _read_again(value: Any) -> Any:
    """Return a dataclass with every model instance in it read afresh, one query a model."""
    ids: dict[type[models.Model], set[Any]] = defaultdict(set)
    _collect(value, ids)
    fresh = {model: model._default_manager.in_bulk(pks) for model, pks in ids.items()}
    return _replaced(value, fresh)


def _collect(value: Any, ids: dict[type[models.Model], set[Any]]) -> None:
    for field in fields(value):
        held = getattr(value, field.name)
        if is_dataclass(held):
            _collect(held, ids)
        else:
            ids[type(held)].add(held.pk)


def _replaced(value: Any, fresh: dict[type[models.Model], dict[Any, Any]]) -> Any:
    given = {field.name: getattr(value, field.name) for field in fields(value)}
    return type(value)(
        **{
            name: _replaced(held, fresh) if is_dataclass(held) else fresh[type(held)][held.pk]
            for name, held in given.items()
        }
    )


def layer_of(item: pytest.Item) -> str:
    """Return the layer that a test stands on: "" for none, or where it wants real transactions."""
    if is_transactional(item):
        return ""
    names = getattr(item, "fixturenames", ())
    return next((name for name in reversed(LAYERS) if name in names), "")


def is_transactional(item: pytest.Item) -> bool:
    """Return whether a test has real transactions, after which all tables are emptied."""
    mark = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in names or "live_server" in names


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In a file, tests that stand on the same layer follow each other; beside that the order is that of chance."""
    files = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    layers = ("", *LAYERS)
    items.sort(key=lambda item: (files[item.path], is_transactional(item), layers.index(layer_of(item))))


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="session")
def own_stage(
    django_db_setup: None, django_db_blocker: Any, stage: Stage
) -> Callable[[], AbstractContextManager[None]]:
    """Give ``own_stage()``: what is built in it, by a fixture of a module or a run, is rolled back at its end."""

    @contextmanager
    def opened() -> Iterator[None]:
        with django_db_blocker.unblock(), stage.aside():
            yield

    return opened


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> None:
    """The stage stands before pytest-django opens the test's own transaction. A clock that was moved builds none.

    What fails here is kept as the fixture's outcome, as pytest keeps what it sets up itself: without one it can't end
    the fixture, and every later test of the process would fail with it.
    """
    if fixturedef.argname != "_django_db_helper":
        return
    request.getfixturevalue("django_db_setup")
    stage = request.getfixturevalue("stage")
    try:
        with request.getfixturevalue("django_db_blocker").unblock():
            stage.set_up("" if time_machine.escape_hatch.is_travelling() else layer_of(request.node))
    except BaseException as error:
        fixturedef.cached_result = (None, fixturedef.cache_key(request), (error, error.__traceback__))
        raise


@pytest.fixture
def department(db, stage: Stage, request: pytest.FixtureRequest) -> factories.Department:
    return _given("department", stage, request.node)


@pytest.fixture
def site(db, stage: Stage, request: pytest.FixtureRequest) -> factories.Site:
    return _given("site", stage, request.node)


def _given(name: str, stage: Stage, item: pytest.Item) -> Any:
    if stage.has(name):
        return stage.copy(name, Path(settings.GONGKAI["LEDGER_HEADS"]))
    return factories.make_site() if name == "site" else factories.make_department()
