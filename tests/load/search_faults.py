"""What search makes of processes that are killed, servers that hang and indexes that break, tried on real ones.

``python tests/load/search_faults.py`` builds the demonstration once (``--shared DIR`` keeps it) and gives each fault a
copy and a process of its own; ``--only`` takes some. Figures are printed as JSON; exits with 1 where something was
lost, shown that should be gone, or not answered.

- ``worker``: the worker is killed (kill -9) 50 times at random points, while documents are published and taken down.
- ``rebuilds``: three rebuilds at once, and one that is killed in the middle.
- ``lost``: the embedded index is deleted, overwritten, and taken away with all its folder, under a running site.
- ``cluster``: one of three Elasticsearch nodes is killed while documents are published and looked for.
- ``away``: Elasticsearch hangs (SIGSTOP) and then is gone, under a running site; later it comes back.
- ``full``: the disk of Elasticsearch is full by its own measure, so that it refuses every write; later there is room.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from tests.load import faulty_portal as portal  # noqa: E402
from tests.load.faults_of_elasticsearch import away, cluster, full  # noqa: E402
from tests.load.measuring import load  # noqa: E402
from tests.stories import portal_process  # noqa: E402

KILLS = int(os.environ.get("KILLS", "50"))
PUBLISHED = 1200  # documents that come meanwhile
LOOKED_AT = 40  # pages, a row each, that every worker finds waiting
AT_WORK = 4.0  # seconds that a worker has for working, at most: before that it starts


def worker(shared: Path, var: Path) -> dict[str, Any]:
    """Kill workers at random points of their lives; then let one come to the end."""
    from portal.outbox.models import OutboxRow

    begun = time.monotonic()
    portal.command("worker", "--once").wait()
    starting = time.monotonic() - begun
    publishing = portal.importing(var, PUBLISHED)
    in_the_act = down = 0
    for _ in range(KILLS):
        portal.look_again(LOOKED_AT)
        down += bool(portal.take_one_down())
        running = portal.command("worker")
        time.sleep(random.uniform(starting / 2, starting + AT_WORK))
        running.kill()
        running.wait()
        in_the_act += OutboxRow.objects.filter(status="claimed").exists()
    assert publishing.wait() == 0, "the import failed"
    assert portal.command("worker", "--once").wait() == 0
    found = portal.agreement()
    killed = {"kills": KILLS, "in_the_act": in_the_act, "published": PUBLISHED, "taken_down": down}
    return {**killed, **found, "passed": found["agree"] and not found["left"] and in_the_act > 0}


def rebuilds(shared: Path, var: Path) -> dict[str, Any]:
    """Start three rebuilds at once, of which those that meet another are refused; then kill one in the middle."""
    from search import engines

    assert portal.importing(var, PUBLISHED // 2).wait() == 0
    assert portal.command("worker", "--once").wait() == 0
    at_once = [portal.command("rebuild_search") for _ in range(3)]
    codes = sorted(process.wait() for process in at_once)
    first = engines.current().live()
    doomed = portal.command("rebuild_search")
    portal.until("an index that is being built", lambda: engines.current().indexes()[-1] != first)
    doomed.kill()
    doomed.wait()
    served = engines.current().live() == first and engines.current().count() > PUBLISHED // 2
    again = portal.command("rebuild_search").wait()
    found = portal.agreement()
    kept = len(engines.current().indexes())
    passed = set(codes) == {0, 1} and served and again == 0 and kept == 2 and found["agree"]
    return {"codes_of_three": codes, "served_after_a_kill": served, "indexes_kept": kept, **found, "passed": passed}


def lost(shared: Path, var: Path) -> dict[str, Any]:
    """Break the index of a running site in three ways; each time search says so kindly, and comes back by itself."""
    from search import engines

    breaking: dict[str, Callable[[Path], None]] = {
        "deleted": lambda folder: shutil.rmtree(folder / engines.current().live()),
        "overwritten": lambda folder: _overwrite(folder / engines.current().live()),
        "alias overwritten": lambda folder: (folder / "gongkai.alias").write_bytes(b"\0" * 40),
        "all of it gone": lambda folder: shutil.rmtree(folder),
    }
    healed, bad = {}, []
    with portal_process.running(shared, var) as running:
        urls = [portal.search_url(running.url, words) for words in portal.WORDS]
        before = [_total(running.url, words) for words in portal.WORDS]
        for name, breaks in breaking.items():
            breaks(var / "search")
            asked = [portal.answer(url) for url in urls]
            bad += [name for status, text in asked if status == 503 and portal.KINDLY not in text]
            bad += [f"{name}: {status}" for status, _text in asked if status not in (200, 503)]
            bad += [f"{name}: browsing" for url in ("/", "/disclosure/") if portal.answer(running.url + url)[0] != 200]
            same = lambda: [_total(running.url, words) for words in portal.WORDS] == before  # noqa: E731
            healed[name] = portal.until(f"search after {name}", same)
        found = portal.agreement()
    return {"seconds_until_all_is_found_again": healed, "bad": bad, **found, "passed": found["agree"] and not bad}


def _overwrite(folder: Path) -> None:
    """Put other bytes into every file of an index, where its readers have it open."""
    for path in folder.iterdir():
        if path.is_file() and path.name != "fingerprint":
            with path.open("r+b") as file:
                file.write(random.randbytes(max(path.stat().st_size, 1)))


def _total(base: str, words: str) -> int:
    """Return how many results a search has, -1 where it can't be answered."""
    status, text = portal.answer(portal.search_url(base, words).replace("/search/", "/search.json"))
    return json.loads(text)["total"] if status == 200 else -1


FAULTS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "worker": worker,
    "rebuilds": rebuilds,
    "lost": lost,
    "cluster": cluster,
    "away": away,
    "full": full,
}


def one(name: str, shared: Path, file: Path) -> None:
    """Try one fault in this process, on a copy of the demonstration."""
    with tempfile.TemporaryDirectory(prefix=f"gongkai-{name}-") as folder:
        var = Path(folder) / "var"
        portal.set_up(shared, var)
        try:
            found = FAULTS[name](shared, var)
        finally:
            portal.end_all()
    file.write_text(json.dumps({**found, "load": load()}, ensure_ascii=False))


def run_alone(name: str, shared: Path) -> dict[str, Any]:
    """Try a fault in a process of its own, since settings are read once a process; return its figures as JSON has them.

    ``shared`` is the folder that keeps the demonstration.
    """
    found = portal.alone(__file__, "--one", name, "--shared", shared)
    print(f"{name}: {json.dumps(found, ensure_ascii=False)}", flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=list(FAULTS), help="try this fault only (may be repeated)")
    parser.add_argument("--shared", type=Path, help="a folder that keeps the demonstration for other runs")
    parser.add_argument("--one", choices=list(FAULTS), help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one, asked.shared, asked.json)
        return 0
    with tempfile.TemporaryDirectory(prefix="gongkai-faults-") as folder:
        shared = (asked.shared or Path(folder)).resolve()
        shared.mkdir(exist_ok=True)
        passed = [run_alone(name, shared)["passed"] for name in asked.only or list(FAULTS)]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(1))
    sys.exit(main())
