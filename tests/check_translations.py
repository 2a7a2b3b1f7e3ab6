#!/usr/bin/env python3
"""Proves that every string of the portal has a Chinese translation, and that the compiled files are up to date.

Works on a copy: gathers the strings anew there, as `make messages` would, and looks for entries that are empty,
uncertain ("fuzzy") or newly found. Exit status 1 with the list, 0 when all is well.
"""

from __future__ import annotations

import gettext
import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("home", "columns", "special_topics", "interaction", "search", "site", "locale")
TOOLS = ("xgettext", "msgmerge", "msgfmt", "msgattrib", "msguniq")


def catalogues(root: Path) -> list[Path]:
    """Return the Chinese catalogues below a directory."""
    found: list[Path] = []
    for source in SOURCES:
        found += (root / source).glob("**/zh_Hans/LC_MESSAGES/*.po")
    return sorted(found)


def entries(catalogue: Path, *selection: str) -> list[str]:
    """Return the source strings of a catalogue that msgattrib selects."""
    chosen = subprocess.run(
        ["msgattrib", "--no-obsolete", "--no-wrap", *selection, str(catalogue)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [
        line.removeprefix("msgid ") for line in chosen.splitlines() if line.startswith("msgid ") and line != 'msgid ""'
    ]


def gathered_anew(directory: Path) -> Path:
    """Copy the sources and gather their strings there, as `make messages` does."""
    for source in SOURCES:
        if (ROOT / source).exists():
            shutil.copytree(ROOT / source, directory / source, ignore=shutil.ignore_patterns("__pycache__"))
    (directory / "locale").mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "zh_Hans", "--no-wrap"]
    subprocess.run(command, cwd=directory, env=environment, check=True, capture_output=True, text=True)
    return directory


def incomplete(root: Path) -> list[str]:
    """Return a line for every string without a certain translation in a tree whose strings were just gathered."""
    faults = []
    for catalogue in catalogues(root):
        name = catalogue.relative_to(root)
        faults += [f"{name}: not translated: {text}" for text in entries(catalogue, "--untranslated")]
        faults += [f"{name}: uncertain (fuzzy): {text}" for text in entries(catalogue, "--only-fuzzy")]
    return faults


def stale(catalogue: Path) -> str | None:
    """Say what is wrong with the compiled file beside a catalogue, or None."""
    name = catalogue.relative_to(ROOT)
    built = subprocess.run(["msgfmt", "--check-format", "-o", "-", str(catalogue)], capture_output=True)
    if built.returncode:
        return f"{name}: {built.stderr.decode().strip()}"
    compiled = catalogue.with_suffix(".mo")
    if not compiled.exists():
        return f"{name}: not compiled"
    wanted = gettext.GNUTranslations(io.BytesIO(built.stdout))._catalog  # type: ignore[attr-defined]
    with compiled.open("rb") as stream:
        present = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    return f"{name}: the compiled file is out of date" if _texts(wanted) != _texts(present) else None


def _texts(catalogue: dict) -> dict:
    return {key: text for key, text in catalogue.items() if key != ""}


def main() -> int:
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        print(f"Left out: the check of the translations: {', '.join(missing)} missing (package gettext).")
        return 1 if os.environ.get("CI") == "true" else 0
    faults = [fault for fault in map(stale, catalogues(ROOT)) if fault]
    with tempfile.TemporaryDirectory() as directory:
        faults += incomplete(gathered_anew(Path(directory)))
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} faults. `make messages` gathers and compiles; the translations are in locale/zh_Hans.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
