"""``python -m tests.mutants.run [NAME…]``: put each listed fault into a copy of the tree; a test has to go red.

Prints a line a mutant and fails where one survives. A run that breaks (no test failed, none passed) is no kill.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("mutants.yaml")
MINUTES = 15


@dataclass(frozen=True)
class Mutant:
    """A fault: in ``file``, ``take`` (there exactly once) becomes ``put``; one of ``tests`` has to fail."""

    name: str
    file: str
    take: str
    put: str
    tests: list[str]


def listed() -> list[Mutant]:
    """Every mutant of the list."""
    return [Mutant(**row) for row in yaml.safe_load(LIST.read_text(encoding="utf-8"))]


def planted(mutant: Mutant, text: str) -> str:
    """Return a file's text with the fault in it. ValueError where the place isn't there exactly once."""
    if text.count(mutant.take) != 1:
        raise ValueError(f"{mutant.name}: its place stands {text.count(mutant.take)} times in {mutant.file}")
    return text.replace(mutant.take, mutant.put)


def copy_of_tree(folder: Path) -> Path:
    """Copy what git tracks, as it is in the work tree."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, tracked.decode().split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return folder


def dies(mutant: Mutant, tree: Path) -> bool:
    """Say whether a test fails with the fault in the tree; the file is as it was afterwards.

    Exit status 1 is pytest's for tests that ran and failed, be it in what they stand on: the guard refuses some faults
    already there. A tree that can't be tested at all gives another status.
    """
    file = tree / mutant.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(planted(mutant, whole), encoding="utf-8")
    # In the order in which they are listed: the quickest first.
    plugins = ["-p", "no:cacheprovider", "-p", "no:randomly"]
    command = [sys.executable, "-m", "pytest", "-q", "-x", *plugins, "-m", "not browser and not server"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "DJANGO_"))}
    try:
        run = subprocess.run(
            [*command, *mutant.tests], cwd=tree, env=clean, capture_output=True, text=True, timeout=60 * MINUTES
        )
    finally:
        file.write_text(whole, encoding="utf-8")
    return run.returncode == 1


def main(names: list[str]) -> int:
    survivors = []
    with tempfile.TemporaryDirectory(prefix="gongkai-mutants-") as folder:
        tree = copy_of_tree(Path(folder))
        for mutant in listed():
            if names and mutant.name not in names:
                continue
            dead = dies(mutant, tree)
            print(f"{mutant.name}: {'died' if dead else 'SURVIVED'}", flush=True)
            survivors += [] if dead else [mutant.name]
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
