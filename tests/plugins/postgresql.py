"""A PostgreSQL server of the tests' own: a throw-away cluster on a free port, gone when the run ends."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugins import parts

USER = "gongkai"


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


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Address of an empty database on a running PostgreSQL, as GONGKAI_DATABASE takes it."""
    programs = parts.postgresql()
    assert programs is not None, "mark tests that ask for postgresql_url with @pytest.mark.server"
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
            _run(account, programs / "createdb", "-h", "127.0.0.1", "-p", port, "-U", USER, "gongkai")
            yield f"postgresql://{USER}@127.0.0.1:{port}/gongkai"
        finally:
            _run(account, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)
