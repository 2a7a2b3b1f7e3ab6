"""Two gigabytes, sent to a real server as somebody would who wants to fill its memory or its disk.

``python tests/load/uploading.py`` serves data of its own with gunicorn and streams a form with a file of 2 GB
(``--megabytes N``) at it, several at once: to forms that take files, to forms that don't, to the admin as a stranger
and as staff; each with its length told, without a length (in chunks), and with a length that is a lie. Exits with 1
unless each is answered early in words, or cut off where it lied, the memory of the server and the disk stay as they
were, and others are served meanwhile.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

MEGABYTE = 1024 * 1024
MEGABYTES = 2048
PIECE = b"x" * 65536
BOUNDARY = "gongkai-upload"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
    "Content-Type: application/pdf\r\n\r\n%PDF-1.7"
).encode()
PUBLIC = ("/interaction/consult/", "/interaction/applications/", "/interaction/status/", "/admin/login/")
STAFF = ("/admin/documents/add/",)
# What may be on its way when the answer comes is in the buffers of both sockets.
MOST_SENT, MOST_MEMORY, MOST_DISK = 64, 48, 8  # MB
LOOKED_EVERY = 0.05


@dataclass
class Stream:
    """One upload: where to, how, and what came of it."""

    path: str
    way: str  # told, chunked, lied
    cookie: str = ""
    sent: int = 0
    status: int = 0
    text: str = ""
    seconds: float = 0.0

    @property
    def as_it_has_to_be(self) -> bool:
        """Say whether it was answered early in words, or cut off where its length was a lie."""
        wanted = {"told": (413,), "chunked": (411,)}.get(self.way)
        told = self.status in wanted and "<h1>" in self.text if wanted else True
        return told and self.sent <= MOST_SENT * MEGABYTE

    def send(self, port: int, size: int) -> None:
        """Stream so many bytes until an answer comes or the connection ends."""
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            reading = threading.Thread(target=self._read, args=(connection,))
            reading.start()
            with contextlib.suppress(OSError):
                connection.sendall(self._head(size))
                while self.sent < size and not self.status:
                    connection.sendall(self._framed(PIECE))
                    self.sent += len(PIECE)
            reading.join(30)
        self.seconds = round(time.monotonic() - begun, 2)

    def _head(self, size: int) -> bytes:
        length = {"told": f"Content-Length: {size}", "lied": f"Content-Length: {len(HEAD)}"}
        lines = [
            f"POST {self.path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
            length.get(self.way, "Transfer-Encoding: chunked"),
            *([f"Cookie: {self.cookie}"] if self.cookie else []),
        ]
        return "\r\n".join([*lines, "", ""]).encode() + self._framed(HEAD)

    def _framed(self, piece: bytes) -> bytes:
        return b"%x\r\n%s\r\n" % (len(piece), piece) if self.way == "chunked" else piece

    def _read(self, connection: socket.socket) -> None:
        answer = b""
        with contextlib.suppress(OSError):
            while piece := connection.recv(65536):
                answer += piece
                if b"</html>" in answer:
                    break
        if answer.startswith(b"HTTP/1.1 "):
            self.text = answer.decode("utf-8", "replace")
            self.status = int(answer.split()[1])


class Watch(threading.Thread):
    """Looks at the memory of a server, the disk that it writes to, and whether it answers, until it is told to stop."""

    def __init__(self, group: int, folder: Path, port: int) -> None:
        super().__init__(daemon=True)
        self.group, self.folder, self.port = group, folder, port
        self.over = threading.Event()
        self.before = (memory_of(group), disk_of(folder))
        self.memory, self.disk, self.slowest, self.unanswered = 0, 0, 0.0, 0

    def run(self) -> None:
        while not self.over.wait(LOOKED_EVERY):
            self.memory = max(self.memory, memory_of(self.group) - self.before[0])
            self.disk = max(self.disk, disk_of(self.folder) - self.before[1])
            begun = time.monotonic()
            try:
                urlopen(f"http://127.0.0.1:{self.port}/interaction/consult/", timeout=10).read()
            except OSError:
                self.unanswered += 1
            self.slowest = max(self.slowest, time.monotonic() - begun)


def memory_of(group: int) -> int:
    """Return how many bytes of memory the processes of a group hold together."""
    pages = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ProcessLookupError):
            fields = stat.read_text().rpartition(")")[2].split()
            pages += int(fields[21]) if int(fields[2]) == group else 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def disk_of(folder: Path) -> int:
    """Return how many bytes the files below a folder take."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_blocks * 512 if path.is_file() else 0
    return total


@contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the data of this process as the demonstration does, in a process group of its own."""
    words = ["-m", "gunicorn", "--pythonpath", "site", "--config", "python:portal.demonstration.serving", "-w", "2"]
    words += ["--threads", "4", "--worker-class", "gthread", "--no-control-socket", "-b", f"127.0.0.1:{port}"]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "site")])  # the configuration is a module of the portal
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": {**os.environ, "PYTHONPATH": paths}}
    process = subprocess.Popen([sys.executable, *words, "portal.wsgi"], cwd=ROOT, start_new_session=True, **quiet)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        from tests.load.stuffing import kill

        kill(process)


def cookie_of_staff() -> str:
    """Return the cookie of somebody who has signed in to the admin."""
    from django.conf import settings
    from django.test import Client

    from tests import factories

    client = Client()
    liaison = factories.make_department().registration.liaison
    client.force_login(liaison, backend="portal.organisation.backends.PostBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def measured(var: Path, megabytes: int) -> dict[str, Any]:
    """Stream at a server on data under ``var``, whose temporary files lie there too; return the figures."""
    (var / "temporary").mkdir()
    own = {"GONGKAI_VAR": str(var), "TMPDIR": str(var / "temporary")}
    os.environ |= {**own, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    (var / "static").mkdir(exist_ok=True)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tests.stories.portal_process import free_port

    cookie, port = cookie_of_staff(), free_port()
    ways = ("told", "chunked", "lied")
    streams = [Stream(path, way) for path in PUBLIC for way in ways]
    streams += [Stream(path, way, cookie) for path in STAFF for way in ways]
    with serving(port) as server:
        _wait(port)
        watch = Watch(server.pid, var, port)
        watch.start()
        threads = [threading.Thread(target=stream.send, args=(port, megabytes * MEGABYTE)) for stream in streams]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        watch.over.set()
        watch.join()
    return judged(streams, watch, megabytes)


def _wait(port: int) -> None:
    for _attempt in range(240):
        try:
            for _worker in range(8):
                urlopen(f"http://127.0.0.1:{port}/interaction/consult/", timeout=10).read()
            return
        except OSError:
            time.sleep(0.25)
    raise SystemExit("the portal doesn't answer")


def judged(streams: list[Stream], watch: Watch, megabytes: int) -> dict[str, Any]:
    """Return what came of it; ``passed`` says whether everything is as it has to be."""
    wrong = [f"{stream.way} {stream.path}: {stream.status}" for stream in streams if not stream.as_it_has_to_be]
    wrong += ["memory grew"] if watch.memory > MOST_MEMORY * MEGABYTE else []
    wrong += ["the disk filled"] if watch.disk > MOST_DISK * MEGABYTE else []
    wrong += ["others weren't served meanwhile"] if watch.unanswered else []
    return {
        "passed": not wrong,
        "wrong": wrong,
        "streams": len(streams),
        "megabytes_each": megabytes,
        "most_sent_mb": round(max(stream.sent for stream in streams) / MEGABYTE, 1),
        "slowest_end_s": max(stream.seconds for stream in streams),
        "statuses": {f"{stream.way} {stream.path}": stream.status for stream in streams},
        "memory_grew_mb": round(watch.memory / MEGABYTE, 1),
        "disk_grew_mb": round(watch.disk / MEGABYTE, 1),
        "slowest_other_s": round(watch.slowest, 2),
    }


def run_alone() -> dict[str, Any]:
    """Measure in a process of its own; return the figures as JSON has them."""
    from tests.load import faulty_portal

    return faulty_portal.alone(__file__)


def main() -> int:
    from tests.load.measuring import report

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=MEGABYTES, help=f"of each upload ({MEGABYTES})")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-uploading-") as folder:
        found = measured(Path(folder), asked.megabytes)
    return report(found, asked.json)


if __name__ == "__main__":
    sys.exit(main())
