"""A real Elasticsearch on this machine, of one or several nodes, fetched by its Maven coordinates.

``python -m tests.plugins.elasticsearch_server [--nodes 3] [--port 9200]`` serves until Ctrl-C (``make elasticsearch``);
``-- COMMAND …`` runs a command beside it and stops with it. Data is thrown away at the end. The distribution is
Elastic's own minimal one: no plug-ins, no modules but security.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

VERSION = "8.19.3"
COORDINATES = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
_HEAP = "512m"
_SECONDS_TO_START = 300
_SECONDS_TO_STOP = 20
_LIBC = ctypes.CDLL(None)


def java_home() -> Path | None:
    """Return the oldest Java of 17 or later among Debian's, None where there is none."""
    known = {
        int(found[1]): home
        for home in Path("/usr/lib/jvm").glob("java-*-openjdk-*")
        if (found := re.match(r"java-(\d+)-", home.name)) and (home / "bin" / "java").exists()
    }
    return known[min(fit)] if (fit := [number for number in known if number >= 17]) else None


def distribution() -> Path:
    """Return the unpacked distribution, fetched at first use; it stays for later runs."""
    home = Path(tempfile.gettempdir()) / f"gongkai-elasticsearch-{VERSION}-{os.geteuid()}"
    home.mkdir(mode=0o755, exist_ok=True)
    unpacked = home / f"elasticsearch-{VERSION}"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not unpacked.exists():
            with tempfile.TemporaryDirectory(dir=home) as fresh:
                _fetch(Path(fresh))
                (Path(fresh) / unpacked.name).rename(unpacked)
    return unpacked


def _fetch(folder: Path) -> None:
    command = ["mvn", "--batch-mode", "--quiet", _COPY, f"-Dartifact={COORDINATES}", f"-DoutputDirectory={folder}"]
    subprocess.run(command, check=True, cwd=folder)
    with zipfile.ZipFile(folder / f"elasticsearch-{VERSION}.zip") as archive:
        archive.extractall(folder)
    for program in (folder / f"elasticsearch-{VERSION}" / "bin").iterdir():
        program.chmod(0o755)


@dataclass
class Node:
    """One process; ``url`` answers while it lives."""

    name: str
    home: Path
    http: int
    transport: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http}"

    def start(self) -> None:
        account = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}  # it refuses to run as root
        environment = {
            "PATH": os.environ["PATH"],
            "ES_JAVA_HOME": str(java_home()),
            "ES_JAVA_OPTS": f"-Xms{_HEAP} -Xmx{_HEAP}",
            "ES_PATH_CONF": str(self.home / "config"),
        }
        with (self.home / "output").open("wb") as output:
            self.process = subprocess.Popen(
                [str(distribution() / "bin" / "elasticsearch")],
                env=environment, cwd=self.home, stdout=output, stderr=output, start_new_session=True,
                preexec_fn=_end_with_parent, **account,
            )  # fmt: skip

    def wait(self, nodes: int) -> None:
        """Wait until the node knows a cluster of so many nodes; raise RuntimeError with its last words."""
        until = time.monotonic() + _SECONDS_TO_START
        asked = f"{self.url}/_cluster/health?wait_for_nodes={nodes}&wait_for_status=yellow&timeout=2s"
        while time.monotonic() < until and self.process and self.process.poll() is None:
            with contextlib.suppress(URLError, OSError), urlopen(asked, timeout=5):
                return
            time.sleep(0.3)
        raise RuntimeError("Elasticsearch did not start:\n" + (self.home / "output").read_text()[-3000:])

    def stop(self) -> None:
        """End the starter and the server that it started: they are one group."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if not self.process or self.process.poll() is not None:
                return
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_SECONDS_TO_STOP)


def _end_with_parent() -> None:
    """Be told to end when the parent ends, however that is (PR_SET_PDEATHSIG); the server ends with its starter."""
    _LIBC.prctl(1, signal.SIGTERM)


def kept(name: str) -> Path:
    """Return a folder for data that is to stay, where the account that runs the server can reach it."""
    return distribution().parent / name


@contextlib.contextmanager
def cluster(nodes: int = 1, port: int = 0, data: Path | None = None) -> Iterator[list[Node]]:
    """Run so many nodes, the first at ``port`` (0: a free one), and stop them at the end.

    ``data`` is a folder that stays, see :func:`kept`.
    """
    with contextlib.ExitStack() as at_end:
        home = data or Path(at_end.enter_context(tempfile.TemporaryDirectory(prefix="gongkai-elasticsearch-")))
        made = [_node(home, number, port + number if port else 0) for number in range(nodes)]
        for node in made:
            _configure(node, made)
        if os.geteuid() == 0:
            for path in (home, *home.rglob("*")):
                shutil.chown(path, "nobody", "nogroup")
        for node in made:
            at_end.callback(node.stop)
            node.start()
        for node in made:
            node.wait(nodes)
        yield made


def _node(home: Path, number: int, port: int) -> Node:
    return Node(f"node-{number + 1}", home / f"node-{number + 1}", port or _free_port(), _free_port())


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _configure(node: Node, nodes: list[Node]) -> None:
    config = node.home / "config"
    config.mkdir(parents=True, exist_ok=True)
    shipped = distribution() / "config"
    for name in ("jvm.options", "log4j2.properties"):
        shutil.copyfile(shipped / name, config / name)
    (config / "jvm.options.d").mkdir(exist_ok=True)
    lines = [
        "cluster.name: gongkai",
        f"node.name: {node.name}",
        f"path.data: {node.home / 'data'}",
        f"path.logs: {node.home / 'logs'}",
        f"http.port: {node.http}",
        f"transport.port: {node.transport}",
        "xpack.security.enabled: false",
        "cluster.routing.allocation.disk.threshold_enabled: false",
    ]
    if len(nodes) == 1:
        lines.append("discovery.type: single-node")
    else:
        seeds = ", ".join(f'"127.0.0.1:{other.transport}"' for other in nodes)
        masters = ", ".join(f'"{other.name}"' for other in nodes)
        lines += [f"discovery.seed_hosts: [{seeds}]", f"cluster.initial_master_nodes: [{masters}]"]
    (config / "elasticsearch.yml").write_text("\n".join(lines) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--port", type=int, default=9200, help="of the first node; the others count on from it")
    parser.add_argument("command", nargs="*", help="runs while the servers do, with GONGKAI_SEARCH_URL set")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
    with contextlib.suppress(KeyboardInterrupt), cluster(options.nodes, options.port) as nodes:
        addresses = ",".join(node.url for node in nodes)
        print(f"Elasticsearch {VERSION} answers at {addresses}", flush=True)
        if not options.command:
            print(f"GONGKAI_SEARCH_ENGINE=elasticsearch GONGKAI_SEARCH_URL={addresses}\nCtrl-C stops it.", flush=True)
            signal.pause()
        return _run_beside(options.command, addresses)
    return 0


def _run_beside(command: list[str], addresses: str) -> int:
    """Run a command with the cluster's addresses and return its exit code; whatever stops us lets it end first."""
    environment = {**os.environ, "GONGKAI_SEARCH_ENGINE": "elasticsearch", "GONGKAI_SEARCH_URL": addresses}
    process = subprocess.Popen(command, env=environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C reaches the command as well
    signal.signal(signal.SIGTERM, lambda *_args: process.terminate())
    return process.wait()


if __name__ == "__main__":
    sys.exit(main())
