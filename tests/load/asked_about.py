"""Count which laws the development questions are about: ``make asked-about`` writes ``search/data/asked_about.json``.

A law counts once for each question that one of its articles answers. The file holds titles and numbers alone.
``make relevance`` asks every development question with a list that was counted without it and a fifth of the others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.load import relevance

FOLDS = 5
FILE = relevance.ROOT / "search" / "data" / "asked_about.json"


def fold_of(query: dict[str, Any]) -> int:
    """Return which fifth of the questions one belongs to, whatever stands before it in its file."""
    return hashlib.sha256(query["qid"].encode()).digest()[0] % FOLDS


def counted(queries: Iterable[dict[str, Any]], laws: dict[str, str]) -> dict[str, int]:
    """Return how many questions each law answers, the most asked first; ``laws`` names the law of an article's id."""
    asked = Counter(law for query in queries for law in {laws[key] for key in query["relevant"] if key in laws})
    return dict(sorted(asked.items(), key=lambda entry: (-entry[1], entry[0])))


def laws_of(corpus: Path) -> dict[str, str]:
    """Return the title of each document's law, as it is looked up."""
    from columns.importing import rows
    from search.titles import family_of, title_key

    return {row["id"]: title_key(family_of(row["title"])) for row in rows(corpus)}


def without_own(queries: Sequence[dict[str, Any]], corpus: Path, directory: Path) -> list[Path]:
    """Write a list for each fifth of the questions, counted from the others; return their files."""
    laws = laws_of(corpus)
    return [
        write(counted((one for one in queries if fold_of(one) != fold), laws), directory / f"asked-about-{fold}.json")
        for fold in range(FOLDS)
    ]


def write(counts: dict[str, int], path: Path) -> Path:
    path.write_text(json.dumps(counts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=relevance.ROOT.parent / "shared" / "data")
    options = parser.parse_args()
    relevance.start_portal()
    queries = relevance.lines(options.data / f"{relevance.FITTED}.jsonl")
    counts = counted(queries, laws_of(options.data / relevance.SETS[relevance.FITTED]))
    write(counts, FILE)
    print(f"{len(queries)} questions are about {len(counts)} laws.")


if __name__ == "__main__":
    main()
