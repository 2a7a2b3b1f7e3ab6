"""A PostgreSQL server of the tests' own: a throw-away cluster on a free port, gone when the run ends."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.plugins import parts
from tests.plugins.started_once import started_once

USER = "gongkai"
TEMPLATE = "migrated"
ROOT = Path(__file__).resolve().parents[2]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _account() -> str | None:
    """PostgreSQL refuses to run as root: the account of its package, or nobody."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run(account: str | None, *command: object) -> None:
    subprocess.run([str(part) for part in command], user=account, check=True, capture_output=True, cwd="/", text=True)


@contextlib.contextmanager
def _running() -> Iterator[str]:
    """Start a server with a database that has all tables, of which others are copies: migrating takes long."""
    programs = parts.postgresql()
    assert programs is not None, "mark tests that ask for PostgreSQL with @pytest.mark.server"
    account = _account()
    home = Path(tempfile.mkdtemp(prefix="gongkai-postgresql-"))
    if account:
        shutil.chown(home, account)
    data, port = home / "data", _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
    try:
        _run(account, programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        _run(account, programs / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", options, "start")
        try:
            server = f"postgresql://{USER}@127.0.0.1:{port}"
            _migrate(_new_database(server, TEMPLATE))
            yield server
        finally:
            _run(account, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _new_database(server: str, name: str) -> str:
    """Make an empty database; return its address as GONGKAI_DATABASE takes it."""
    programs, port = parts.postgresql(), server.rsplit(":", 1)[1]
    assert programs is not None
    _run(_account(), programs / "createdb", "-h", "127.0.0.1", "-p", port, "-U", USER, name)
    return f"{server}/{name}"


def _migrate(url: str) -> None:
    given = {"GONGKAI_DATABASE": url, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    subprocess.run(command, env=os.environ | given, check=True, capture_output=True, text=True)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Address of an empty database of this process on a running PostgreSQL, as GONGKAI_DATABASE takes it."""
    with started_once("postgresql", _running) as server:
        yield _new_database(server, f"gongkai_{os.getpid()}")


@pytest.fixture(scope="session")
def on_postgresql(postgresql_url: str) -> Callable[..., None]:
    """Give ``run(*files)``: tests run there in a process of their own; all have to pass, and none is left out."""

    def run(*files: str | Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not server", *map(str, files)],
            env={**os.environ, "GONGKAI_DATABASE": postgresql_url, "GONGKAI_TEST_TEMPLATE": TEMPLATE},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
        assert " passed" in done.stdout and "skipped" not in done.stdout

    return run
