"""The slow proofs, one after another; their figures, each with the commit it was taken at, go to docs/proof.json.

Building the demonstration, importing documents and the pages that show them; then the tests on real servers (another
database, processes that are killed) without anything beside them, the whole crawl of law 1, the retirement of a
column with 10,000 pages, faults of search, how soon it follows, a vote that is stuffed, messages exchanged with another
system, uploads of 2 GB, and 2,000 readers of a live interview. ``--only`` takes some of them again; the others stay as
they are, with their own commit.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from tests.load import (  # noqa: E402
    bench_pages,
    exchanging,
    following,
    live_readers,
    retiring,
    search_faults,
    stuffing,
    uploading,
)

PROOF = ROOT / "docs" / "proof.json"


def commit() -> str:
    """Return the commit whose files are being measured, with a mark where files but the figures differ from it."""
    head = _git("describe", "--always", "--abbrev=12")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", f":!{PROOF.relative_to(ROOT)}")
    return f"{head}-dirty" if changed else head


def _git(*arguments: str) -> str:
    run = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def tests(*arguments: str, **environment: str) -> dict[str, Any]:
    """Run some tests alone; return the last line of pytest, what tests said of themselves, and whether all passed."""
    command = [sys.executable, "-m", "pytest", "-q", *arguments, "--numprocesses", "0"]
    # Without what the benchmark has set for itself.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "DJANGO_"))}
    run = subprocess.run(command, cwd=ROOT, env=clean | environment, capture_output=True, text=True, check=False)
    lines = run.stdout.strip().splitlines()
    print("\n".join(lines[-20:]))
    said = [line for line in lines if line.startswith("crawler of law 1")]
    return {"passed": run.returncode == 0, "summary": lines[-1].strip("= ") if lines else "", "said": said}


def server_tests() -> dict[str, Any]:
    """Run the tests on real servers alone."""
    return tests("-m", "server", GONGKAI_ON_POSTGRESQL="all")


def crawler() -> dict[str, Any]:
    """Make every call of every URL as everybody (law 1)."""
    return tests("tests/guard/test_crawler.py", GONGKAI_CRAWL="all")


def pages(laws: Path | None) -> dict[str, Any]:
    """Build and fill a portal; tell what that took, and how long its pages take."""
    with tempfile.TemporaryDirectory(prefix="gongkai-prove-") as name:
        var = Path(name)
        steps = {step: asdict(taken) for step, taken in bench_pages.build(var, laws).items()}
        figures = bench_pages.figures_of(var)
    bench_pages.report(figures)
    return {
        "passed": all(page.median_ms <= bench_pages.LIMIT_MS for page in figures),
        "documents": laws.name if laws else "made up",
        "steps": steps,
        "limit_ms": bench_pages.LIMIT_MS,
        "pages": [asdict(page) for page in figures],
    }


def taken(proof: dict[str, Any]) -> dict[str, Any]:
    """Return a proof with where and when it was taken."""
    machine = {"cores": os.cpu_count(), "system": platform.machine(), "python": platform.python_version()}
    return {"commit": commit(), "taken_on": date.today().isoformat(), "machine": machine, **proof}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--laws", type=Path, help="documents to import, .jsonl or .jsonl.gz (default: made-up ones)")
    fault = lambda name: lambda: search_faults.run_alone(name, shared)  # noqa: E731
    proofs = {
        "pages": lambda: pages(asked.laws),
        "server_tests": server_tests,
        "crawler": crawler,
        "retiring": retiring.run_alone,
        **{f"search_fault_{name}": fault(name) for name in search_faults.FAULTS},
        "following": following.run_alone,
        "stuffing": stuffing.run_alone,
        "exchanging": exchanging.run_alone,
        "uploading": uploading.run_alone,
        "live_readers": live_readers.run_alone,
    }
    parser.add_argument("--only", action="append", choices=list(proofs), help="take this one only (may be repeated)")
    parser.add_argument("--shared", type=Path, help="a folder that keeps the demonstration of the faults of search")
    asked = parser.parse_args()
    own = tempfile.TemporaryDirectory(prefix="gongkai-faults-")
    shared = (asked.shared or Path(own.name)).resolve()
    known = json.loads(PROOF.read_text(encoding="utf-8")) if PROOF.exists() else {}
    with own:
        for name in asked.only or list(proofs):
            known[name] = taken(proofs[name]())
            PROOF.write_text(json.dumps(known, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0 if all(known[name]["passed"] for name in asked.only or proofs) else 1


if __name__ == "__main__":
    sys.exit(main())
