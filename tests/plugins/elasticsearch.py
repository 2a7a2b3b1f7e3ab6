"""A real Elasticsearch of the tests' own: one node on a free port, started once for all processes of a run."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from tests.plugins.elasticsearch_server import cluster
from tests.plugins.started_once import started_once


@contextlib.contextmanager
def _node() -> Iterator[str]:
    with cluster() as nodes:
        yield nodes[0].url


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """Address of a running node. Mark tests that ask for it with ``@pytest.mark.server("elasticsearch")``."""
    with started_once("elasticsearch", _node) as url:
        yield url


@pytest.fixture
def elasticsearch_server(elasticsearch_url: str) -> Iterator[dict[str, Any]]:
    """What ``GONGKAI["SEARCH_SERVER"]`` holds for an empty place of the test's own on that node."""
    prefix = f"test-{secrets.token_hex(4)}-"
    yield {"urls": (elasticsearch_url,), "prefix": prefix, "timeout": 20.0}
    with Elasticsearch(elasticsearch_url, request_timeout=30) as client:
        names = list(client.indices.get(index=f"{prefix}*"))
        if names:
            client.indices.delete(index=names)
