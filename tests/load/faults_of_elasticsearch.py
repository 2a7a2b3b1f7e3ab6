"""Faults of a real Elasticsearch under a running portal; see ``search_faults``."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.load import faulty_portal as portal
from tests.plugins import elasticsearch_server as servers
from tests.stories import portal_process

PUBLISHED = 400
KILL_AFTER = 150  # of them
NODES = 3
PATIENCE_MS = 15_000.0  # a page may wait for another node to take over
BROWSING_MS = 2_000.0  # and where the machine has more to do: so many times what it takes without a fault
BROWSING_TIMES = 3
HANGS = 12  # searches at once that a hanging server lets wait: more than the site has threads
FLOODED = "1000tb"  # so much has to stay free


def cluster(shared: Path, var: Path) -> dict[str, Any]:
    """Kill the node with the live index while documents are published and people search."""
    with servers.cluster(NODES) as nodes, _site(shared, var, nodes) as running:
        urls = [portal.search_url(running.url, words) for words in portal.WORDS]
        with portal.Asking(*urls).going_on() as asking:
            publishing = portal.importing(var, PUBLISHED)
            portal.until(
                "documents before the kill", lambda: _published() >= KILL_AFTER or publishing.poll() is not None
            )
            killed = _with_the_index(nodes)
            assert killed.process is not None
            os.killpg(killed.process.pid, signal.SIGKILL)
            assert publishing.wait() == 0, "the import failed"
            portal.until("nothing waits", lambda: not portal.left())
        found = portal.agreement()
    times = asking.times
    passed = found["agree"] and not found["left"] and not asking.failed and times.most_ms <= PATIENCE_MS
    asked = {"searches": times.times, "failed": asking.failed[:20], "search_ms": str(times)}
    return {"nodes": NODES, "killed": killed.name, "published": PUBLISHED, **asked, **found, "passed": passed}


def away(shared: Path, var: Path) -> dict[str, Any]:
    """Stop the server so that it hangs, browse and take a document down; kill it; start it again on its data."""
    with _data() as data, servers.cluster(data=data) as [node], _site(shared, var, [node]) as running:
        portal.importing(var, 20).wait()
        portal.until("nothing waits", lambda: not portal.left())
        assert node.process is not None
        usual = portal.Asking(*_browsed(running.url))
        with portal.Asking(portal.search_url(running.url, portal.WORDS[0])).going_on(HANGS), usual.going_on():
            time.sleep(20)
        limit = max(BROWSING_MS, BROWSING_TIMES * usual.times.p95_ms)
        found: dict[str, Any] = {}
        for name, sign in (("hanging", signal.SIGSTOP), ("gone", signal.SIGKILL)):
            os.killpg(node.process.pid, sign)
            found[name] = _without_a_server(running.url, limit)
        node.process.wait()
        title = portal.take_one_down()
        node.start()
        node.wait(1)
        back = portal.until("nothing waits", lambda: not portal.left())
        asked = portal.search_url(running.url, title)
        # A server that let searches wait in vain isn't asked for ten seconds.
        answers = portal.until("search answers", lambda: portal.answer(asked)[0] == 200)
        status, text = portal.answer(asked)
        agreed = portal.agreement()
    good = status == 200 and f">{title}<" not in text and agreed["agree"]
    found["browsing_before_ms"] = str(usual.times)
    good = good and found["hanging"]["passed"] and found["gone"]["passed"]
    return {**found, "caught_up_s": back, "answers_again_s": answers, **agreed, "passed": good}


def _browsed(base: str) -> tuple[str, str]:
    return f"{base}/", f"{base}/disclosure/"


def _without_a_server(base: str, limit: float) -> dict[str, Any]:
    """Ask for pages while many searches are waiting; return how both were answered, and how long an act took.

    ``limit`` is how many milliseconds a page may take.
    """
    failing = portal.Asking(portal.search_url(base, portal.WORDS[0]), answer=_kindly)
    with failing.going_on(HANGS), portal.Asking(*_browsed(base)).going_on() as browsing:
        begun = time.perf_counter()
        portal.take_one_down()
        act_ms = round(1000 * (time.perf_counter() - begun), 1)
        time.sleep(30)
    passed = not failing.failed and not browsing.failed and browsing.times.p95_ms <= limit
    return {
        "searches": failing.times.times,
        "not_kindly": failing.failed[:5],
        "search_ms": str(failing.times),
        "browsing_failed": browsing.failed[:5],
        "browsing_ms": str(browsing.times),
        "act_ms": act_ms,
        "passed": passed,
    }


def _kindly(url: str) -> tuple[int, str]:
    """Answer 200 where search says that it can't answer, in words and by its status."""
    status, text = portal.answer(url)
    return (200, text) if status == 503 and portal.KINDLY in text else (500, text)


def full(shared: Path, var: Path) -> dict[str, Any]:
    """Let the server find its disk full; what is taken down meanwhile is gone, what is published is found later."""
    with servers.cluster() as [node], _site(shared, var, [node]) as running:
        portal.importing(var, 20).wait()
        portal.until("nothing waits", lambda: not portal.left())
        _say_full(node, FLOODED)
        portal.until("the server refuses writes", lambda: _refuses(node))
        title = portal.take_one_down()
        assert portal.importing(var, 40).wait() == 0, "publishing failed"
        time.sleep(5)  # the worker tries in vain
        waiting = sum(portal.left().values())
        urls = [portal.search_url(running.url, words) for words in (*portal.WORDS, title)]
        answers = [portal.answer(url) for url in urls]
        shown = f">{title}<" in answers[-1][1]
        _say_full(node, None)
        back = portal.until("nothing waits", lambda: not portal.left())
        found = portal.agreement()
    answered = all(status == 200 for status, _text in answers)
    passed = found["agree"] and waiting > 0 and answered and not shown
    return {
        "waited": waiting,
        "searches_answered": answered,
        "shown": shown,
        "caught_up_s": back,
        **found,
        "passed": passed,
    }


@contextmanager
def _site(shared: Path, var: Path, nodes: list[servers.Node]) -> Iterator[portal_process.Portal]:
    """Run the demonstration on these nodes, with a worker; this process acts on its data too."""
    from django.conf import settings

    urls = tuple(node.url for node in nodes)
    settings.GONGKAI |= {"SEARCH_ENGINE": "elasticsearch"}
    settings.GONGKAI["SEARCH_SERVER"] |= {"urls": urls}
    os.environ |= {"GONGKAI_SEARCH_ENGINE": "elasticsearch", "GONGKAI_SEARCH_URL": ",".join(urls)}
    knobs = {"SEARCH_ENGINE": "elasticsearch", "SEARCH_URL": ",".join(urls)}
    with portal_process.running(shared, var, **knobs) as running:
        yield running


@contextmanager
def _data() -> Iterator[Path]:
    """Give a folder that a server can be started on twice."""
    folder = Path(tempfile.mkdtemp(prefix="gongkai-elasticsearch-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _published() -> int:
    from columns.models import Disclosure

    return Disclosure.objects.live().filter(is_import=True).count()


def _client(node: servers.Node) -> Any:
    from elasticsearch import Elasticsearch

    return Elasticsearch(node.url, request_timeout=30)


def _with_the_index(nodes: list[servers.Node]) -> servers.Node:
    """Return the node that holds the first copy of the live index."""
    with _client(nodes[0]) as client:
        shards = client.cat.shards(index="gongkai", format="json")
    name = next(row["node"] for row in shards if row["prirep"] == "p")
    return next(node for node in nodes if node.name == name)


def _say_full(node: servers.Node, free: str | None) -> None:
    """Tell the server how much of its disk has to be free, and to measure it; None: as before."""
    marks = {f"cluster.routing.allocation.disk.watermark.{mark}": free for mark in ("low", "high", "flood_stage")}
    on = {"cluster.routing.allocation.disk.threshold_enabled": True, "cluster.info.update.interval": "10s"}
    with _client(node) as client:
        client.cluster.put_settings(persistent={**on, **marks})


def _refuses(node: servers.Node) -> bool:
    with _client(node) as client:
        found = client.indices.get_settings(index="gongkai", flat_settings=True)
    return any(row["settings"].get("index.blocks.read_only_allow_delete") == "true" for row in found.values())
