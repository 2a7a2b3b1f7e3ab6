"""A running demonstration portal for stories: the real command, its own data, a free port, real worker."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
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
ACCOUNTS = "accounts.json"


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


def build(shared: Path) -> Path:
    """Return the data of a demonstration as it is built, to be copied: whoever asks first in a run has it built."""
    done, var = shared / "demonstration.built", shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(var, ignore_errors=True)
            built = manage(var, "demo", "--build-only")
            assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-3000:]
            (var / ACCOUNTS).write_text(manage(var, "demo_accounts", "--json").stdout)
            done.touch()
    return var


@contextmanager
def running(shared: Path, var: Path, **knobs: str) -> Iterator[Portal]:
    """Start ``manage.py demo`` in a process group of its own, with some knobs, and end all of it afterwards.

    ``shared`` is a folder of the whole run, in which the demonstration is built; ``var`` gets a copy of it where there
    is none yet.
    """
    if not var.exists():
        shutil.copytree(build(shared), var)
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
        yield Portal(f"http://127.0.0.1:{port}", var, json.loads((var / ACCOUNTS).read_text()))
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
