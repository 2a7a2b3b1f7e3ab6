"""A real Elasticsearch of the tests' own: one node on a free port, started once for all processes of a run."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from tests.plugins.elasticsearch_server import cluster

PAUSE = 0.2


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """Address of a running node. Mark tests that ask for it with ``@pytest.mark.server("elasticsearch")``.

    The first process that asks starts it, and stops it when the others need it no more.
    """
    folder = Path(tempfile.gettempdir()) / f"gongkai-run-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    folder.mkdir(exist_ok=True)
    address, using = folder / "address", folder / f"using-{os.getpid()}"
    with contextlib.ExitStack() as at_end:
        with _alone(folder):
            starter = not address.exists()
            if starter:
                address.write_text(at_end.enter_context(cluster())[0].url)
            else:
                using.touch()
        yield address.read_text()
        using.unlink(missing_ok=True)
        while starter:
            with _alone(folder):
                if not list(folder.glob("using-*")):
                    address.unlink()
                    break
            time.sleep(PAUSE)


@pytest.fixture
def elasticsearch_server(elasticsearch_url: str) -> Iterator[dict[str, Any]]:
    """What ``GONGKAI["SEARCH_SERVER"]`` holds for an empty place of the test's own on that node."""
    prefix = f"test-{secrets.token_hex(4)}-"
    yield {"urls": (elasticsearch_url,), "prefix": prefix, "timeout": 20.0}
    with Elasticsearch(elasticsearch_url, request_timeout=30) as client:
        names = list(client.indices.get(index=f"{prefix}*"))
        if names:
            client.indices.delete(index=names)
