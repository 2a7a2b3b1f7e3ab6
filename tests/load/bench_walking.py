"""How long reading 100,000 results to their end takes: ``make bench-walking ENGINE=embedded`` (or elasticsearch).

The documents of ``make bench-suggestions`` are read in pages of 100, as the public API reads them: newest first, and by
relevance for a word that most of them hold. Times are those of the engine's answers, in milliseconds.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from tests.load import relevance
from tests.load.bench_suggesting import corpus, spread

WORD = "管理"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=relevance.ENGINES, default=relevance.ENGINES[0])
    options = parser.parse_args()
    var = relevance.start_portal()
    documents = corpus(var)
    with relevance.opened(options.engine, var, documents) as engine:
        relevance.index(engine, documents)
        _walk(engine, "newest first", {"everything": True, "cards_only": True, "sort": "date"})
        _walk(engine, "by relevance", {"text": WORD})


def _walk(engine: Any, name: str, asked: dict[str, Any]) -> None:
    from search.engines.base import Query, Walk

    walk: Walk | None = Walk()
    seconds, seen = [], []
    total = 0
    while walk is not None:
        start = time.perf_counter()
        results = engine.search(Query(**asked, size=100, walk=walk))
        seconds.append(time.perf_counter() - start)
        seen += [hit.key for hit in results.hits]
        total, walk = results.total, results.follows
    once = "each once" if len(seen) == len(set(seen)) == total else "NOT each once"
    print(f"{name:16} {len(seen)} of {total}, {once}; pages {len(seconds)}: {spread(seconds)}", flush=True)


if __name__ == "__main__":
    main()
