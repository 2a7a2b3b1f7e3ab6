from __future__ import annotations

import subprocess
import time

import pytest
from elasticsearch import Elasticsearch

from search.engines import elasticsearch_lock
from search.engines.base import RebuildRunning
from search.engines.elasticsearch_lock import holding

pytestmark = pytest.mark.server("elasticsearch")


@pytest.fixture
def held_by(elasticsearch_server: dict):
    """Write a claim as somebody else has left it; return the client and the lock's name."""
    client = Elasticsearch(list(elasticsearch_server["urls"]), request_timeout=20)
    index = elasticsearch_server["prefix"] + "gongkai.lock"

    def hold(holder: str, seconds: float) -> tuple[Elasticsearch, str]:
        claim = {"holder": holder, "until": time.time() + seconds}
        client.index(index=index, id="rebuild", document=claim)
        return client, index

    yield hold
    client.close()


def test_a_holder_on_another_machine_keeps_it_until_its_time_is_up(held_by) -> None:
    with pytest.raises(RebuildRunning), holding(*held_by("elsewhere:1:abc", 60)):
        pass
    with holding(*held_by("elsewhere:1:abc", -1)):
        pass


def test_a_holder_on_this_machine_that_was_killed_loses_it_at_once(held_by) -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    gone = f"{elasticsearch_lock.claimant().split(':')[0]}:{process.pid}:abc"
    with holding(*held_by(gone, 60)):
        pass


def test_it_is_renewed_while_it_is_held_and_let_go_after(held_by, monkeypatch: pytest.MonkeyPatch) -> None:
    client, index = held_by("elsewhere:1:abc", -1)
    monkeypatch.setattr(elasticsearch_lock, "_RENEW_EVERY", 0.05)
    with holding(client, index):
        first = client.get(index=index, id="rebuild")["_version"]
        until = time.monotonic() + 10
        while client.get(index=index, id="rebuild")["_version"] < first + 2:
            assert time.monotonic() < until, "nobody renews it"
            time.sleep(0.05)
    assert not client.exists(index=index, id="rebuild")
