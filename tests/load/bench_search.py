"""How fast search is beside a plain Elasticsearch: ``make bench-search`` (``SIZE=1000000``, ``ONLY="index pages"``).

The articles under ``DATA`` are indexed into the embedded engine, into Elasticsearch, and into an index such as anybody
would make on the same server: the standard analyser on title and body, no facets. Above the number of articles their
texts repeat, with other ids and other dates. Then the questions of both development sets are asked: of the plain index
(title^2 and body, ten hits) and, turn by turn, through the function that the public page calls, with six facets,
excerpts and folding. The embedded engine is asked alone, and while another process adds 50 documents a second.
Indexes and figures stay under ``var/relevance``; a run that was ended goes on where it stopped. Exits with 1 where a
target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from tests.load import relevance
from tests.load.filling import Filled, articles, fill
from tests.load.measuring import Target, load, spread, worked
from tests.plugins.elasticsearch_server import cluster, kept

ARTICLES = 140_032
PLAIN_BATCH = 1000
WARM = 150  # questions that are asked before any counts: a server's first answers are its slowest
TURN = 20  # questions that are asked one way before the other has its turn
ADDED, GROUP = 50, 10  # documents a second while others search, and in one write
PARTS = ("index-embedded", "index-elasticsearch", "index-plain", "pages", "embedded", "writing")
PLAIN = "plain"


class Bench:
    """The indexes of one size, and the figures taken on them so far."""

    def __init__(self, var: Path, data: Path, size: int) -> None:
        self.var, self.data, self.size = var, data, size
        self.group = 0  # of the server's processes, while it runs
        self.file = var / f"bench-{size}.json"
        self.figures: dict[str, Any] = json.loads(self.file.read_text()) if self.file.exists() else {}

    def keep(self, part: str, figures: dict[str, Any]) -> None:
        """Write figures down, with the load of the machine they were taken at."""
        self.figures[part] = {**figures, "load": load()}
        self.file.write_text(json.dumps(self.figures, ensure_ascii=False, indent=2) + "\n")

    def questions(self) -> dict[str, list[str]]:
        """Return what is asked, by the set it comes from."""
        return {name: [row["query"] for row in relevance.lines(self.data / f"{name}.jsonl")] for name in relevance.SETS}

    def embedded(self) -> Any:
        from search.engines.embedded import EmbeddedEngine

        return EmbeddedEngine(self.var / f"bench-{self.size}")

    @contextmanager
    def elasticsearch(self) -> Iterator[Any]:
        from search.engines.elasticsearch import ElasticsearchEngine, Server

        with cluster(data=kept(f"bench-{self.size}")) as nodes:
            assert nodes[0].process is not None
            self.group = nodes[0].process.pid
            yield ElasticsearchEngine(Server((nodes[0].url,), timeout=60.0))

    def _worked(self) -> float:
        """Return the seconds that processors have worked here and in the server."""
        return worked(self.group)

    # --- indexing -----------------------------------------------------------------------------------------------
    def index_embedded(self) -> None:
        self._index("index-embedded", self.embedded())

    def index_elasticsearch(self) -> None:
        with self.elasticsearch() as engine:
            self._index("index-elasticsearch", engine)

    def _index(self, part: str, engine: Any) -> None:
        """Bring the articles into a new index as a rebuild does, in its batches, cutting included."""
        from search import cutting
        from search.engines.base import next_name
        from search.services import batches, in_bulk, write_behind

        def write(filled: Filled, records: Sequence[Any]) -> None:
            if not filled.index:
                filled.index = next_name(engine.indexes())
                engine.start_building(filled.index)
            rows = ([(record.key, record, 1) for record in batch] for batch in batches(records))
            for _report in write_behind(in_bulk(cutting.documents_of(rows)), filled.index, engine):
                pass
            if not records:
                engine.swap(filled.index)

        self._filled(part, relevance.record, write)
        begun = time.monotonic()
        engine.settle(engine.live())
        self.keep(part, self.figures[part] | {"settled_after": round(time.monotonic() - begun, 1)})

    def index_plain(self) -> None:
        """Make the index that anybody would make."""
        from elasticsearch import helpers

        def prepare(row: dict[str, Any]) -> dict[str, Any]:
            return {"_id": row["id"], "_source": {"title": row["title"], "body": row["body"]}}

        def write(filled: Filled, actions: Sequence[Any]) -> None:
            if not filled.documents:
                client.indices.create(index=PLAIN, settings={"number_of_replicas": 0}, mappings=_PLAIN_MAPPING)
            helpers.bulk(client, actions, index=PLAIN, refresh=not actions, chunk_size=PLAIN_BATCH)

        with self.elasticsearch() as engine:
            client = engine.server.client()
            self._filled("index-plain", prepare, write)

    def _filled(
        self,
        part: str,
        prepare: Callable[..., Any],
        write: Callable[..., None],
    ) -> None:
        state = self.var / f"{part}-{self.size}.json"
        rows = articles(self.data / "articles.jsonl.gz", self.size)
        filled = fill(state, rows, prepare, write, self._worked)
        self.keep(part, asdict(filled) | {"rate": filled.rate, "rate_of_processor": filled.rate_of_processor})

    # --- asking -------------------------------------------------------------------------------------------------
    def pages(self) -> None:
        """Ask the plain index and the whole page turn by turn."""
        with self.elasticsearch() as engine:
            client = engine.server.client()
            ways = {"plain": lambda text: _plain(client, text), "page": lambda text: _page(engine, text)}
            found = {name: _asked(texts, ways, self._worked) for name, texts in self.questions().items()}
        for spreads in found.values():
            for ratio, figure in (("ratio", "p95_ms"), ("ratio_of_processor", "processor_ms")):
                spreads[ratio] = round(spreads["page"][figure] / spreads["plain"][figure], 2)
        self.keep("pages", found)

    def alone(self) -> None:
        """Ask the embedded engine with nobody beside."""
        self.keep("embedded", self._of_embedded())

    def writing(self) -> None:
        """Ask the embedded engine while another process writes."""
        command = [sys.executable, "-m", "tests.load.bench_search", "--write", "--size", str(self.size)]
        environment = {**os.environ, "GONGKAI_VAR": str(self.var.parent)}  # as it was here at the start
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "writing\n"
            found = self._of_embedded()
            writer.terminate()
            found["added"] = json.loads(writer.stdout.readlines()[-1])
        self.keep("writing", found)

    def _of_embedded(self) -> dict[str, Any]:
        engine = self.embedded()
        ways = {"page": lambda text: _page(engine, text)}
        return {name: _asked(texts, ways, self._worked) for name, texts in self.questions().items()}

    def write(self) -> None:
        """Add documents to the embedded index until told to end; say at what rate that was."""
        from search import documents

        stopped: list[int] = []
        signal.signal(signal.SIGTERM, lambda number, _frame: stopped.append(number))
        engine, rows = self.embedded(), articles(self.data / "articles.jsonl.gz", sys.maxsize)
        version = int(time.time())  # above those of an earlier run
        begun, taken = time.monotonic(), []
        while not stopped:
            batch = [relevance.record({**row, "id": f"added-{row['id']}"}) for row in islice(rows, GROUP)]
            start = time.monotonic()
            engine.write([documents.build(record, version) for record in batch])
            taken.append(time.monotonic() - start)
            if len(taken) == 1:
                print("writing", flush=True)
            time.sleep(max(begun + len(taken) * GROUP / ADDED - time.monotonic(), 0))
        rate = len(taken) * GROUP / (time.monotonic() - begun)
        print(json.dumps({"rate": round(rate, 1), "write": asdict(spread(taken))}))

    # --- what has to be met --------------------------------------------------------------------------------------
    def targets(self) -> Iterator[Target]:
        """Yield the targets of the parts that were taken."""
        known = self.figures
        for part, least in (("index-elasticsearch", 2000), ("index-embedded", 1000)):
            if part in known:
                yield Target(f"{part}, documents a second", known[part]["rate"], least, at_least=True)
        for name in relevance.SETS:
            if "pages" in known:
                yield Target(f"page beside plain, {name}, times p95", known["pages"][name]["ratio"], 2)
            for part in ("embedded", "writing"):
                if part in known:
                    yield Target(f"{part}, {name}, p95 in ms", known[part][name]["page"]["p95_ms"], 100)
        if "writing" in known:
            yield Target("documents added a second meanwhile", known["writing"]["added"]["rate"], 0.95 * ADDED, True)


_PLAIN_MAPPING = {"properties": {"title": {"type": "text"}, "body": {"type": "text"}}}


def _plain(client: Any, text: str) -> int:
    """Ask as the server's own guide begins; return how many were found."""
    asked = {"multi_match": {"query": text, "fields": ["title^2", "body"]}}
    return len(client.search(index=PLAIN, query=asked, size=10)["hits"]["hits"])


def _page(engine: Any, text: str) -> int:
    from search.engines.base import FACETS

    found = relevance.answer(engine, text)
    assert len(found.results.facets) == len(FACETS) or not found.results.total
    return len(found.results.hits)


def _asked(
    texts: Sequence[str], ways: dict[str, Callable[[str], int]], worked: Callable[[], float]
) -> dict[str, dict[str, Any]]:
    """Ask every question in every way, some questions at a time, turn by turn; return the spread of each way.

    ``processor_ms`` is what processors worked for one question on average, here and in the server.
    """
    for text in texts[:WARM]:
        for way in ways.values():
            way(text)
    taken: dict[str, list[float]] = {name: [] for name in ways}
    work = dict.fromkeys(ways, 0.0)
    for first in range(0, len(texts), TURN):
        for name, way in ways.items():
            before = worked()
            for text in texts[first : first + TURN]:
                begun = time.perf_counter()
                way(text)
                taken[name].append(time.perf_counter() - begun)
            work[name] += worked() - before
    return {
        name: asdict(spread(seconds)) | {"processor_ms": round(1000 * work[name] / len(texts), 2)}
        for name, seconds in taken.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=relevance.ROOT.parent / "shared" / "data")
    parser.add_argument("--size", type=int, default=ARTICLES, help=f"documents in the indexes ({ARTICLES:,})")
    parser.add_argument("--only", action="append", choices=PARTS, help="take this part only (may be repeated)")
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    bench = Bench(relevance.start_portal(), options.data, options.size)
    relevance.learn(options.data / "articles.jsonl.gz", bench.var)
    if options.write:
        bench.write()
        return 0
    acts = (bench.index_embedded, bench.index_elasticsearch, bench.index_plain, bench.pages, bench.alone, bench.writing)
    for part, act in zip(PARTS, acts, strict=True):
        if part in (options.only or PARTS):
            act()
            print(f"{part}: {json.dumps(bench.figures[part], ensure_ascii=False)}", flush=True)
    targets = list(bench.targets())
    print("\n".join(map(str, targets)))
    return 0 if all(target.met for target in targets) else 1


if __name__ == "__main__":
    sys.exit(main())
