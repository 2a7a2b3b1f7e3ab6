"""1,000 messages with the petition system under each of 20 seeds of faults, and an hour in which it is down.

``python tests/load/exchanging.py`` makes a database, copies it for each seed, and lets the portal's worker exchange
messages with a counterpart that is a process of its own with its own database (tests/interaction/exchange). It drops
requests, answers 500 after it has kept a message, acknowledges what it hasn't kept, is slow, too slow, hands messages
over twice and in another order. In the middle it is down for an hour; the clock is moved minute by minute. At the end
both databases are compared row by row: exits with 1 where a ticket or message isn't exactly once on both sides, or the
report of the comparison isn't empty. ``--seeds N``, ``--messages N`` for fewer; ``--json FILE`` writes the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

MESSAGES, SEEDS, FAULTS = 1000, 20, 0.2


def _environment(database: Path) -> dict[str, str]:
    own = {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "GONGKAI_DATABASE": f"sqlite:///{database}"}
    return os.environ | own | {"PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}


def figures(seeds: int, messages: int) -> dict[str, Any]:
    """Run every seed in a process of its own; return what each found."""
    with tempfile.TemporaryDirectory(prefix="gongkai-exchange-") as name:
        folder = Path(name)
        template = folder / "template.sqlite3"
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
        subprocess.run(command, cwd=ROOT, env=_environment(template), check=True)
        rows = [_seed(seed, messages, template, folder) for seed in range(1, seeds + 1)]
    return {
        "passed": all(row["passed"] for row in rows),
        "seeds": seeds,
        "messages": sum(row["messages"] for row in rows),
        "faults": sum(sum(row["faults"].values()) for row in rows),
        "rows": rows,
    }


def _seed(seed: int, messages: int, template: Path, folder: Path) -> dict[str, Any]:
    ours = folder / f"ours-{seed}.sqlite3"
    for path in template.parent.glob(f"{template.name}*"):  # what isn't yet written back lies beside it
        shutil.copy(path, f"{ours}{path.name.removeprefix(template.name)}")
    told = folder / f"{seed}.json"
    command = [sys.executable, __file__, "--one", str(seed), "--messages", str(messages), "--json", str(told)]
    start = time.monotonic()
    run = subprocess.run(command, cwd=folder, env=_environment(ours), check=False)
    found = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {"messages": 0, "faults": {}}
    found |= {"seed": seed, "passed": run.returncode == 0, "seconds": round(time.monotonic() - start, 1)}
    print(json.dumps(found, ensure_ascii=False), flush=True)
    return found


def one(seed: int, messages: int, told: Path) -> int:
    """Run one seed on the database of the environment."""
    import django

    django.setup()
    from interaction.exchange import reconciling
    from tests import factories
    from tests.interaction.exchange.driving import counterpart, differences, run

    factories.make_department()
    factories.staffed_unit("petition", "petition_office")
    with counterpart(told.with_suffix(".theirs.sqlite3"), seed, FAULTS) as side:
        found = run(side, messages, seed, hour_down=True)
        found["differences"] = differences(side)
    found["report"] = {name: len(rows) for name, rows in found["report"].items()}
    told.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    agrees = reconciling.is_empty(found["report"])
    return 0 if agrees and not found["differences"] else 1


def run_alone() -> dict[str, Any]:
    """Take the proof; return the figures as JSON has them."""
    return figures(SEEDS, MESSAGES)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one is not None:
        return one(asked.one, asked.messages, asked.json)
    found = figures(asked.seeds, asked.messages)
    if asked.json:
        asked.json.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0 if found["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
