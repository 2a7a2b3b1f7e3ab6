"""Server time and number of queries of the public pages, on a portal with 3,415 documents in one column.

``make bench-pages`` builds the demonstration portal, imports as many documents and drains the outbox, all in a
directory that is removed afterwards. ``--laws FILE`` (``make bench-pages LAWS=FILE``) imports a file of real
documents instead of made-up ones; ``--var DIR`` takes a data directory that has everything already. Each page is
asked for through Django's test client in the settings of the demonstration. Exits with 1 when a median is over the
limit. The processor's own time stands beside it: where the two lie far apart, the machine was busy otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
from tests.load import made_up_laws  # noqa: E402
from tests.load.running import Taken, environment, manage  # noqa: E402

QUERIES = ("不动产登记", "国务院令第513号", "土地 承包 经营权")
COLUMN = "laws"
RUNS, WARM_UP, LIMIT_MS = 30, 3, 50.0


@dataclass(frozen=True)
class Figure:
    """What one page took: milliseconds of server time, queries, bytes."""

    page: str
    url: str
    median_ms: float
    p95_ms: float
    processor_ms: float
    queries: int
    bytes: int


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--var", type=Path, help="a data directory with everything imported and indexed")
    parser.add_argument("--laws", type=Path, help="documents to import, .jsonl or .jsonl.gz")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--no-limit", action="store_true", help="report only, whatever the figures")
    return parser.parse_args()


@contextmanager
def data_directory(given: Path | None, laws: Path | None) -> Iterator[Path]:
    """The directory that was given, or one built for this run."""
    if given:
        yield given.resolve()
        return
    if laws and not laws.is_file():
        raise SystemExit(f"There is no file {laws}.")
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as name:
        var = Path(name)
        build(var, laws)
        yield var


def build(var: Path, laws: Path | None) -> dict[str, Taken]:
    """Build the demonstration, import documents and have everything indexed; return what each step took."""
    demonstration = manage(var, "demo", "--build-only")
    maker, secrecy, reviewer = people(var)
    file = laws or made_up_laws.write(var / "made-up.jsonl")
    roles = ("--maker", maker, "--secrecy-reviewer", secrecy, "--reviewer", reviewer)
    imported = manage(var, "import_documents", str(file), "--column", COLUMN, *roles)
    return {"demonstration": demonstration, "import": imported, "indexing": manage(var, "worker", "--once")}


def people(var: Path) -> tuple[str, str, str]:
    """User names of the maker and the secrecy reviewer (of the column's unit) and the reviewer (publicity centre)."""
    code = (
        "from columns.models import ColumnPage; from portal.organisation.models import *;"
        f"unit = ColumnPage.objects.get(slug='{COLUMN}').owner_unit;"
        "maker = Post.objects.filter(unit=unit, capacity='liaison').first().person;"
        "secrecy = Post.objects.filter(unit=unit, capacity='secrecy_reviewer').first().person;"
        "centre = FunctionAssignment.objects.get(function='publicity_centre').unit;"
        "reviewer = Post.objects.filter(unit=centre).exclude(person__in=[maker, secrecy]).first().person;"
        "print('people', maker.username, secrecy.username, reviewer.username)"
    )
    run = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "shell", "--no-imports", "-c", code],
        env=environment(var),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    line = next(line for line in run.stdout.splitlines() if line.startswith("people "))
    return tuple(line.split()[1:4])  # type: ignore[return-value]


def pages() -> dict[str, str]:
    """Name → address of what is measured."""
    from urllib.parse import quote

    from django.db.models.functions import Length

    from columns.models import ColumnPage, Disclosure

    laws = ColumnPage.objects.get(slug=COLUMN)
    own = Disclosure.objects.live().filter(is_import=False).order_by("pk").first()
    long = Disclosure.objects.live().descendant_of(laws).annotate(size=Length("body")).order_by("-size", "pk").first()
    assert own is not None and long is not None
    last = -(-Disclosure.objects.live().descendant_of(laws).count() // 20)
    return {
        "home page": "/",
        "column": own.get_parent().url,
        "laws column": laws.url,
        "laws column, last page": f"{laws.url}?page={last}",
        "document": own.url,
        "longest document": long.url,
        "site map": "/sitemap/",
        **{f"search: {words}": f"/search/?q={quote(words)}" for words in QUERIES},
    }


def measure(name: str, url: str) -> Figure:
    """Ask for a page until it is warm, then count its queries once and time it RUNS times."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    for _ in range(WARM_UP):
        response = client.get(url)
        assert response.status_code == 200, f"{name} ({url}) answers {response.status_code}"
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
        queries = len(captured)  # now: the next request empties the log
    times, processor = [], []
    for _ in range(RUNS):
        begun, worked = time.perf_counter(), time.process_time()
        response = client.get(url)
        times.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    return Figure(
        page=name,
        url=url,
        median_ms=round(statistics.median(times), 1),
        p95_ms=round(statistics.quantiles(times, n=20)[-1], 1),
        processor_ms=round(statistics.median(processor), 1),
        queries=queries,
        bytes=len(response.content),
    )


def report(figures: list[Figure]) -> None:
    print(f"{'median':>9} {'p95':>9} {'processor':>9} {'queries':>8} {'bytes':>9}  page")
    for figure in figures:
        over = "  over the limit" if figure.median_ms > LIMIT_MS else ""
        times = f"{figure.median_ms:>6.1f} ms {figure.p95_ms:>6.1f} ms {figure.processor_ms:>6.1f} ms"
        print(f"{times} {figure.queries:>8} {figure.bytes:>9}  {figure.page}{over}")


def main() -> int:
    asked = arguments()
    with data_directory(asked.var, asked.laws) as var:
        figures = figures_of(var)
    report(figures)
    if asked.json:
        written: dict[str, Any] = {"runs": RUNS, "limit_ms": LIMIT_MS, "pages": [asdict(figure) for figure in figures]}
        asked.json.write_text(json.dumps(written, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    slow = any(figure.median_ms > LIMIT_MS for figure in figures)
    return 1 if slow and not asked.no_limit else 0


def figures_of(var: Path) -> list[Figure]:
    """Measure every page on a data directory; sets Django up, so once a process."""
    os.environ["GONGKAI_VAR"] = str(var)
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.dev"
    (var / "static").mkdir(exist_ok=True)
    import django

    django.setup()  # without Django's test environment: that one copies the context of every template
    return [measure(name, url) for name, url in pages().items()]


if __name__ == "__main__":
    sys.exit(main())
