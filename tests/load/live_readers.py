"""Readers of a live interview on a real server: how soon a released passage is with all of them, and what it costs.

``python -m tests.load.live_readers --readers 2000``. A passage is sent and released through its case, as on site; the
time runs from the reviewer's key to the last byte at each reader. Some readers drop out and come back: they must get
every passage once and in order.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
P95_SECONDS = 2.0
MEMORY_MB = 400
START_SECONDS = 60
ARRIVAL_SECONDS = 60


@dataclass(frozen=True)
class Figures:
    """What was measured: seconds from the key to each reader, memory of the server at its most."""

    readers: int
    passages: int
    came_back: int
    p50_s: float
    p95_s: float
    worst_s: float
    peak_mb: int
    complete: bool

    @property
    def passed(self) -> bool:
        return self.complete and self.p95_s < P95_SECONDS and self.peak_mb < MEMORY_MB


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Serve the events in a process of their own on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "portal.asgi_live:application", "--port", str(port)]
    command += ["--log-level", "warning", "--timeout-graceful-shutdown", "1"]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "site")])
    own = {"GONGKAI_LIVE_READERS_OF_ADDRESS": "100000", "PYTHONPATH": paths}  # all readers come from this machine
    process = subprocess.Popen(command, env={**environment, **own}, cwd=ROOT)
    try:
        _wait(process, port)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server of the events ended"
        try:
            with urlopen(f"http://127.0.0.1:{port}/live-events/", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server of the events did not start")


class Reader(asyncio.Protocol):
    """A browser that follows an interview: what it got, when, and where it goes on after it dropped out.

    A protocol, and not streams: reading line by line would take more of the machine than the server does.
    """

    def __init__(self, port: int, number: str) -> None:
        self.port, self.number = port, number
        self.got: list[tuple[int, float]] = []
        self._transport: asyncio.BaseTransport | None = None
        self._rest = b""

    async def follow(self) -> None:
        """Connect, and say what it had last."""
        self._rest = b""
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self.port)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        last = f"Last-Event-ID: {self.got[-1][0]}\r\n" if self.got else ""
        request = f"GET /live-events/{self.number}/?after=0 HTTP/1.1\r\nHost: localhost\r\n{last}\r\n"
        transport.write(request.encode())

    def data_received(self, data: bytes) -> None:
        now = time.time()
        whole, _newline, self._rest = (self._rest + data).rpartition(b"\n")
        self.got += [(int(no), now) for no in _NUMBERS.findall(whole + b"\n")]

    def drop(self) -> None:
        """Lose the connection."""
        if self._transport is not None:
            self._transport.close()


_NUMBERS = re.compile(rb"^id: (\d+)\n", re.MULTILINE)


async def _measure(
    port: int,
    number: str,
    readers: int,
    passages: int,
    coming_back: int,
    release: Callable[[int], tuple[int, float]],
    pause: float,
) -> tuple[list[Reader], dict[int, float]]:
    followers = [Reader(port, number) for _number in range(readers)]
    for place in range(0, readers, 50):
        await asyncio.gather(*(follower.follow() for follower in followers[place : place + 50]))
    await _until(lambda: _count(port) >= readers, "not all readers were let in")
    pressed: dict[int, float] = {}
    loop = asyncio.get_running_loop()
    for turn in range(passages):
        if turn == passages // 3:
            for follower in followers[:coming_back]:
                follower.drop()
        if turn == 2 * passages // 3:
            await asyncio.gather(*(follower.follow() for follower in followers[:coming_back]))
        no, at = await loop.run_in_executor(None, release, turn)
        pressed[no] = at
        await asyncio.sleep(pause)
    await _until(lambda: all(len(follower.got) >= passages for follower in followers), "not all passages arrived")
    for follower in followers:
        follower.drop()
    return followers, pressed


async def _until(holds: Callable[[], bool], complaint: str) -> None:
    deadline = time.monotonic() + ARRIVAL_SECONDS
    loop = asyncio.get_running_loop()
    while not await loop.run_in_executor(None, holds):
        if time.monotonic() > deadline:
            print(complaint, file=sys.stderr)
            return
        await asyncio.sleep(0.1)


def _count(port: int) -> int:
    with urlopen(f"http://127.0.0.1:{port}/live-events/", timeout=10) as answer:
        return json.load(answer)["readers"]


def measure(
    environment: dict[str, str],
    number: str,
    release: Callable[[int], tuple[int, float]],
    *,
    readers: int,
    passages: int,
    pause: float = 0.5,
) -> Figures:
    """Let readers follow an interview while ``release(turn)`` releases passages (it returns number and moment)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 2 * readers + 200)), hard))
    coming_back = max(1, readers // 40)
    found: list[Any] = []
    with serving(environment) as (port, process):

        def run() -> None:
            found.append(asyncio.run(_measure(port, number, readers, passages, coming_back, release, pause)))

        thread = threading.Thread(target=run)  # a loop of its own: the caller may have one
        thread.start()
        thread.join()
        peak = _peak_mb(process.pid)
    followers, pressed = found[0]
    return _figures(followers, pressed, coming_back, peak)


def _figures(followers: list[Reader], pressed: dict[int, float], coming_back: int, peak: int) -> Figures:
    wanted = sorted(pressed)
    # Those who were away got some of it late, and that is not what is measured.
    took = sorted(at - pressed[no] for follower in followers[coming_back:] for no, at in follower.got if no in pressed)
    complete = all([no for no, _at in follower.got] == wanted for follower in followers)
    at = lambda share: round(took[min(len(took) - 1, int(share * len(took)))], 3) if took else float("inf")  # noqa: E731
    return Figures(len(followers), len(wanted), coming_back, at(0.5), at(0.95), at(1.0), peak, complete)


def _peak_mb(pid: int) -> int:
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", text)[1]) // 1024  # type: ignore[index]


def releasing(interview: Any, staff: Any) -> Callable[[int], tuple[int, float]]:
    """Return a function that sends and releases a passage through its case: its number, and the moment of the key."""
    from django.db import connection

    from interaction.live.models import Passage
    from tests.interaction.live import building

    def release(turn: int) -> tuple[int, float]:
        try:
            case = building.sent(interview, staff, f"第{turn + 1}段。" + "各位网友，登记所需材料可在网上查询。" * 12)
            pressed = time.time()
            building.release(case, staff.secrecy)
            return Passage.objects.get(pk=case.subject_id).release_no or 0, pressed
        finally:
            connection.close()  # each turn may be in another thread

    return release


def run_alone(readers: int = 2000, passages: int = 30) -> dict[str, Any]:
    """Measure on a database of its own; return the figures and whether they are good enough."""
    with tempfile.TemporaryDirectory(prefix="gongkai-readers-") as name:
        environment = {**os.environ, "GONGKAI_VAR": name, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
        command = [sys.executable, "-m", "tests.load.live_readers", "--here"]
        command += ["--readers", str(readers), "--passages", str(passages)]
        run = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if run.returncode not in (0, 1) or not run.stdout.strip():
            raise SystemExit(run.stderr[-3000:])
        return json.loads(run.stdout.strip().splitlines()[-1])


def _here(readers: int, passages: int) -> Figures:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from tests import factories
    from tests.interaction.live import building

    staff = factories.make_department().registration
    interview = building.announced(staff)
    return measure(dict(os.environ), interview.number, releasing(interview, staff), readers=readers, passages=passages)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=2000)
    parser.add_argument("--passages", type=int, default=30)
    parser.add_argument("--here", action="store_true", help="on the database that the environment names")
    asked = parser.parse_args()
    if not asked.here:
        found = run_alone(asked.readers, asked.passages)
    else:
        figures = _here(asked.readers, asked.passages)
        found = {"passed": figures.passed, **asdict(figures)}
    print(json.dumps(found))
    return 0 if found["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
