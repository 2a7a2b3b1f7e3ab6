"""Management commands on a data directory of their own, each with the time and the memory it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Taken:
    """What a command took: seconds by the clock, and the most memory at one time in MB."""

    seconds: float
    peak_mb: int


def environment(var: Path) -> dict[str, str]:
    """Return the environment in which commands work on a data directory, in the demonstration's settings."""
    return {**os.environ, "GONGKAI_VAR": str(var), "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}


def manage(var: Path, *words: str) -> Taken:
    """Run a management command; its words come through, and its failure ends the program."""
    begun = time.monotonic()
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    process = subprocess.Popen(command, env=environment(var), cwd=ROOT)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} failed ({process.returncode}).")
    return Taken(round(time.monotonic() - begun, 1), usage.ru_maxrss // 1024)
