"""How long suggestions take on 100,000 titles: ``make bench-suggestions ENGINE=embedded`` (or elasticsearch).

Made-up documents of short bodies are indexed once under ``var/relevance``. What is typed are beginnings and parts of
their titles, letters of pinyin, and 关于, with which all of them begin. Times are those of the function that the page
calls, with what it asks the database, in milliseconds; "own" is this process's own processor time.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.load import relevance

COUNT = 100_000
ASKED = 200
MEAN_LOG = 4.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=relevance.ENGINES, default=relevance.ENGINES[0])
    options = parser.parse_args()
    var = relevance.start_portal()
    documents = corpus(var)
    titles = [json.loads(line)["title"] for line in documents.read_text(encoding="utf-8").splitlines()]
    with relevance.opened(options.engine, var, documents) as engine:
        relevance.index(engine, documents)
        for name, typed in _typed(random.Random(7).sample(titles, ASKED)).items():
            _measure(engine, name, typed)


def corpus(var: Path) -> Path:
    """Return the file of made-up documents; it is written the first time."""
    from tests.load.made_up_laws import write

    path = var / f"titles-{COUNT}.jsonl"
    return path if path.exists() else write(path, COUNT, mean_log=MEAN_LOG)


def _typed(titles: list[str]) -> dict[str, list[str]]:
    from portal.text import pinyin

    ways: dict[str, Callable[[str], str]] = {
        "all begin so": lambda title: title[:2],
        "a beginning": lambda title: title[:6],
        "a part": lambda title: title[4:8],
        "two characters": lambda title: title[4:6],
        "initials": lambda title: pinyin.initials(title)[:6],
        "pinyin": lambda title: pinyin.full(title)[:14],
        "the whole": lambda title: title,
        "nothing like it": lambda title: f"{title[4:8]}龘",
    }
    return {name: [way(title) for title in titles] for name, way in ways.items()}


def _measure(engine: Any, name: str, typed: list[str]) -> None:
    from search.suggesting import suggest

    whole: list[float] = []
    own: list[float] = []
    found = 0
    for text in typed:
        start, begun = time.perf_counter(), time.process_time()
        found += len(suggest(text, engine))
        whole.append(time.perf_counter() - start)
        own.append(time.process_time() - begun)
    print(f"{name:16} {spread(whole)}   own {spread(own)}   found {found / len(typed):.1f}", flush=True)


def spread(seconds: list[float]) -> str:
    """Say how long most took, in milliseconds."""
    ordered = sorted(seconds)
    at = [1000 * ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95, 1)]
    return "median {:5.1f}  p95 {:5.1f}  most {:5.1f}".format(*at)


if __name__ == "__main__":
    main()
