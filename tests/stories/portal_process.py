"""A running demonstration portal for stories: the real command, its own data, a free port, real worker."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 420


@dataclass
class Portal:
    """Where a running portal is, and who its people are."""

    url: str
    var: Path
    accounts: list[dict]

    def person(self, unit: str, capacity: str) -> dict:
        """The account that holds a capacity in a unit (its own post, not a stand-in's)."""
        for account in self.accounts:
            for post in account["posts"]:
                if post["unit"] == unit and post["capacity"] == capacity and not post["stands_in_for"]:
                    return account
        raise LookupError((unit, capacity))

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on the portal's data."""
        return manage(self.var, *arguments)


def _environment(var: Path, **knobs: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    given = {f"GONGKAI_{name}": value for name, value in knobs.items()}
    return {**kept, **given, "GONGKAI_VAR": str(var), "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}


def manage(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a management command with its data under ``var``."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=_environment(var), cwd=ROOT, capture_output=True, text=True, timeout=600)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(var: Path, **knobs: str) -> Iterator[Portal]:
    """Start ``manage.py demo`` in a process group of its own, with some knobs, and end all of it afterwards."""
    port = free_port()
    log = (var.parent / "portal.log").open("w")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(port)],
        env=_environment(var, **knobs),
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}/", Path(log.name))
        accounts = json.loads(manage(var, "demo_accounts", "--json").stdout)
        yield Portal(f"http://127.0.0.1:{port}", var, accounts)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


def _wait(process: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the portal ended: {log.read_text()[-3000:]}")
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.5)
    raise AssertionError(f"the portal did not start: {log.read_text()[-3000:]}")
