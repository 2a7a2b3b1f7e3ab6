#!/usr/bin/env python3
"""Warns where the figures of docs/proof.json were taken at an older state of the code they cover. Never fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROOF = ROOT / "docs" / "proof.json"
COVERED = ("site", "home", "columns", "special_topics", "interaction", "search", "requirements.txt")


def changed_since(commit: str) -> list[str] | None:
    """Return the covered files that changed since a commit, or None where the commit isn't in this clone."""
    command = ["git", "diff", "--name-only", commit, "--", *COVERED]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return run.stdout.split() if run.returncode == 0 else None


def main() -> int:
    if not PROOF.exists():
        print("docs/proof.json: no figures yet; `make prove` takes them.")
        return 0
    for name, proof in json.loads(PROOF.read_text(encoding="utf-8")).items():
        changed = changed_since(proof["commit"].removesuffix("-dirty"))
        if changed is None:
            print(f"docs/proof.json, {name}: taken at {proof['commit']}, which this clone doesn't hold.")
        elif changed:
            print(f"docs/proof.json, {name}: {len(changed)} covered files changed since {proof['commit']}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
