"""How well search finds, on both engines: nDCG@10, MRR@10, recall, by kind of query, beside simpler searches.

``make relevance`` judges both engines on the two sets under ``DATA`` (default ``../shared/data``). ``ENGINE=embedded``
or ``elasticsearch`` chooses one. ``CORPUS=FILE.jsonl.gz QUERIES=FILE.jsonl RUN=FILE`` indexes that corpus and writes
a run: a line ``{"qid", "ids"}`` a query, best first. Documents become index records as imported ones do; questions go
through the same functions as the public page. Before that an encoder is trained on the first corpus, from its
documents alone, for at most ten minutes beside the reading. It and the indexes stay under ``var/relevance`` while
corpus and schema do.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

from tests.load.judging import Scores, by_kind, judge, mean, overlap
from tests.plugins.elasticsearch_server import cluster, kept

ROOT = Path(__file__).resolve().parents[2]

ENGINES = ("embedded", "elasticsearch")
DEPTH = 100
BATCH = 2000
FITTED = "statute-dev"  # what search/data/asked_about.json is counted from
SETS = {"statute-dev": "articles.jsonl.gz", "knownitem-dev": "laws.jsonl.gz"}
# Elasticsearch with one field a way of cutting and nothing else, as measured on the same data.
BASELINES = {
    "statute-dev": {
        "out of the box": Scores(0.184, 0.190, 0.225, 0.426),
        "words": Scores(0.320, 0.335, 0.401, 0.595),
        "bigrams": Scores(0.327, 0.339, 0.410, 0.599),
    },
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=ENGINES, action="append", help="one engine only")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--corpus", type=Path, help="documents, .jsonl or .jsonl.gz")
    parser.add_argument("--queries", type=Path, help="queries, .jsonl")
    parser.add_argument("--run", type=Path, help="write the ranking of each query here")
    parser.add_argument("--sets", nargs="*", default=list(SETS), help="which of the two sets under DATA")
    parser.add_argument("--first", type=int, default=0, help="so many queries only")
    options = parser.parse_args()
    if bool(options.corpus) != bool(options.queries):
        parser.error("a corpus and its queries go together")
    options.engine = options.engine or list(ENGINES[: 1 if options.run else None])
    return options


def start_portal() -> Path:
    """Set Django up on a database of its own, empty but for its tables; return its data directory."""
    var = Path(os.environ.get("GONGKAI_VAR", ROOT / "var")).resolve() / "relevance"
    os.environ |= {"GONGKAI_VAR": str(var), "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    return var


@contextmanager
def opened(name: str, var: Path, corpus: Path) -> Iterator[Any]:
    """Open an engine on the index of a corpus; an Elasticsearch is started where the environment names none."""
    from search.engines.elasticsearch import ElasticsearchEngine, Server
    from search.engines.embedded import EmbeddedEngine

    digest = _digest(corpus)
    if name == "embedded":
        yield EmbeddedEngine(var / digest)
    elif url := os.environ.get("GONGKAI_SEARCH_URL"):
        yield ElasticsearchEngine(Server(tuple(url.split(",")), prefix=f"{digest}-", timeout=60.0))
    else:
        with cluster(data=kept("relevance")) as nodes:
            yield ElasticsearchEngine(Server((nodes[0].url,), prefix=f"{digest}-", timeout=60.0))


def learn(corpus: Path, var: Path) -> None:
    """Have search use an encoder trained on the (first) corpus: the one of an earlier run, else a new one.

    It learns from nothing but the documents; judgments are not read.
    """
    from django.conf import settings

    from columns.importing import rows
    from search.meaning import training

    path = var / f"{_digest(corpus)}.encoder"
    settings.GONGKAI["SEARCH_ENCODER"] = path
    if path.exists():
        return
    print(f"Training the encoder on {corpus.name}; it is kept for later runs.", flush=True)
    begun = time.monotonic()
    texts = ((found.title, found.body) for found in map(record, rows(corpus)))
    made = training.train(texts, progress=_progress)
    if made:
        made.save(path)
    print(f"Trained in {time.monotonic() - begun:.0f} s.", flush=True)


def _progress(step: int, steps: int, loss: float) -> None:
    print(f"  step {step} of at most {steps}, loss {loss:.2f}", flush=True)


def _digest(corpus: Path) -> str:
    return hashlib.sha256(corpus.read_bytes()).hexdigest()[:12]


def index(engine: Any, corpus: Path) -> None:
    """Bring the corpus into a new index, unless it is there already."""
    if not engine.outdated():
        return
    from columns.importing import rows
    from search.engines.base import next_name

    begun, count = time.monotonic(), 0
    name = next_name(engine.indexes())
    engine.start_building(name)
    batch: list[Any] = []
    for row in rows(corpus):
        batch.append(document(row))
        count += 1
        if len(batch) == BATCH:
            engine.write(batch, name)
            batch = []
    engine.write(batch, name)
    engine.swap(name)
    engine.settle(name)
    seconds = time.monotonic() - begun
    print(
        f"{engine.name}: {count:,} documents indexed in {seconds:.0f} s ({count / seconds:,.0f} a second)", flush=True
    )


def record(row: dict[str, Any]) -> Any:
    """Return the index record of a row, as that of an imported document."""
    from columns.imported_rows import facts
    from columns.models import Disclosure
    from portal.addons.types import IndexRecord
    from portal.tiles.text import plain_text

    page = Disclosure(**facts(row))
    return IndexRecord(
        key=row["id"],
        kind="disclosure",
        title=page.title,
        url=f"/{row['id']}/",
        body=plain_text(page.body),
        doc_no=page.document_number,
        order_no=page.order_number,
        on=page.source_published_on,
        effect="in_force",
        rank=page.norm_rank,
    )


def document(row: dict[str, Any]) -> Any:
    """Return the index document of a row."""
    from search import documents

    return documents.build(record(row), 1)


def answer(engine: Any, text: str, **changes: Any) -> Any:
    """Return what the public page would be made of for what was typed; ``changes`` go into the query."""
    from django.http import QueryDict

    from search.query import from_address
    from search.services import find

    address = QueryDict(mutable=True)
    address["q"] = text
    asked = from_address(address)
    return find(replace(asked, query=asked.query.with_changes(**changes)), engine)


def ranked(engine: Any, text: str) -> list[str]:
    """Return the keys of what that page and those after it would show, best first."""
    return [hit.key for hit in answer(engine, text, size=DEPTH).results.hits]


def run(engine: Any, queries: list[dict[str, Any]], lists: list[Path] | None = None) -> list[list[str]]:
    """Answer every query; say how long they took. ``lists`` of what is asked about know nothing of a query's fold."""
    from django.conf import settings

    from tests.load.asked_about import fold_of

    found, times = [], []
    for query in queries:
        settings.GONGKAI["SEARCH_ASKED_ABOUT"] = lists[fold_of(query)] if lists else ""
        begun = time.process_time()
        found.append(ranked(engine, query["query"]))
        times.append(time.process_time() - begun)
    times.sort()
    middle, late = times[len(times) // 2] * 1000, times[int(len(times) * 0.95)] * 1000
    print(f"{engine.name}: {len(queries)} queries, {middle:.0f} ms each (p95 {late:.0f}) of this process's time")
    return found


def report(name: str, queries: list[dict[str, Any]], runs: dict[str, list[list[str]]]) -> None:
    """Print the figures of a set."""
    print(f"\n{name:28}{'nDCG@10':>9}{'MRR@10':>9}{'R@10':>9}{'R@100':>9}")
    for label, scores in BASELINES.get(name, {}).items():
        _line(f"Elasticsearch, {label}", scores)
    for engine, found in runs.items():
        judged = [judge(query["relevant"], ids) for query, ids in zip(queries, found, strict=True)]
        _line(engine, mean(judged))
        for kind, scores in by_kind(queries, judged).items():
            _line(f"  {kind}", scores)
    if len(runs) == len(ENGINES):
        shared = [overlap(one, other) for one, other in zip(*runs.values(), strict=True)]
        print(f"The engines' first ten share {sum(shared) / len(shared):.2f}.")


def _line(label: str, scores: Scores) -> None:
    print(f"{label:28}" + "".join(f"{value:9.3f}" for value in astuple(scores)))


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of queries."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def main() -> None:
    from tests.load.asked_about import without_own

    options = arguments()
    sets = {name: (options.data / f"{name}.jsonl", options.data / SETS[name]) for name in options.sets}
    if options.corpus:
        sets = {options.queries.stem: (options.queries, options.corpus)}
    for path in (path for pair in sets.values() for path in pair):
        if not path.is_file():
            raise SystemExit(f"There is no file {path}.")
    var = start_portal()
    learn(next(iter(sets.values()))[1], var)
    for name, (path, corpus) in sets.items():
        queries = lines(path)[: options.first or None]
        runs: dict[str, list[list[str]]] = {}
        lists = without_own(queries, corpus, var) if name == FITTED and not options.corpus else None
        for engine_name in options.engine:
            with opened(engine_name, var, corpus) as engine:
                index(engine, corpus)
                runs[engine_name] = run(engine, queries, lists)
        if options.run:
            for found in runs.values():
                rows = ({"qid": query["qid"], "ids": ids} for query, ids in zip(queries, found, strict=True))
                options.run.write_text("".join(json.dumps(row) + "\n" for row in rows))
        if all(query.get("relevant") for query in queries):
            report(name, queries, runs)


if __name__ == "__main__":
    main()
