"""The whole portal on one machine: `manage.py demo [--port 8000]`. Builds the demonstration once, then serves."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.calendars.services import year_to_enter
from portal.demonstration import builder, people
from portal.outbox.services import drain

ROOT = Path(__file__).resolve().parents[5]
STOP_SECONDS = 10


def _free_port(host: str, wanted: int) -> int:
    """Return a port that nobody listens on: this one where it is free, else any."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except (OSError, OverflowError):
                continue
            return probe.getsockname()[1]
    raise CommandError(_("No port is free."))


class Command(BaseCommand):
    help = "Migrate, build the demonstration department where there is none, and serve it with its worker."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets other machines in; passwords are public")
        parser.add_argument("--build-only", action="store_true", help="build, but don't serve")

    def handle(self, *args, **options) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(line_buffering=True)  # the address is seen at once in a log file too
        port = options["port"]
        self._take_address(port)
        if not options["build_only"]:
            self._refuse_taken_port(options["host"], port)
        call_command("migrate", interactive=False, verbosity=0)
        self._build()
        call_command("rebuild_search", if_needed=True, verbosity=0)  # another engine than last time, or a newer one
        if not options["build_only"]:
            self._serve(options["host"], port)

    def _take_address(self, port: int) -> None:
        """Where nobody said otherwise, full addresses (in mails, for connected systems) lead to this demonstration."""
        address = os.environ.setdefault("GONGKAI_BASE_URL", f"http://localhost:{port}")
        settings.WAGTAILADMIN_BASE_URL = address  # for the build, which runs in this process

    def _refuse_taken_port(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except (OSError, OverflowError) as error:
                raise CommandError(
                    _("Port %(port)s is in use or not allowed. Choose another one: make demo PORT=8080")
                    % {"port": port}
                ) from error

    def _build(self) -> None:
        started = time.monotonic()
        unfinished = Path(settings.GONGKAI["VAR"]) / "building"
        if unfinished.exists():
            raise CommandError(_("An earlier build was interrupted. Start afresh: make demo-reset"))
        if not builder.is_built():
            unfinished.touch()
            self.stdout.write(_("Building the demonstration department (once, about a minute) …"))
            builder.build(lambda step: self.stdout.write(f"  {step}"))
            call_command("rebuild_search", verbosity=0)
            drain()
            unfinished.unlink()
            self.stdout.write(_("Built in %(seconds)s s.") % {"seconds": round(time.monotonic() - started)})

    def _serve(self, host: str, port: int) -> None:
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # empty: the finders serve what it would hold
        events = _free_port(host, port + 1)
        environment = {
            **os.environ,
            "GONGKAI_LIVE_EVENTS": f":{events}",  # no proxy stands before the demonstration
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        }
        web = [
            sys.executable,
            "-m",
            "gunicorn",
            "portal.wsgi",
            "--config",
            "python:portal.demonstration.serving",
            "--bind",
            f"{host}:{port}",
            "--workers",
            "2",
            "--threads",
            "4",
            "--worker-class",
            "gthread",
            "--log-level",
            "warning",
            "--timeout",
            "60",
            "--no-control-socket",
        ]
        worker = [sys.executable, str(ROOT / "manage.py"), "worker"]
        live = [sys.executable, "-m", "uvicorn", "portal.asgi_live:application", "--host", host, "--port", str(events)]
        live += ["--log-level", "warning", "--timeout-graceful-shutdown", "1"]
        children = [subprocess.Popen(command, env=environment, cwd=ROOT) for command in (web, worker, live)]
        signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
        try:
            self._wait_until_up(port, children)
            self._greet(port)
            while all(child.poll() is None for child in children):
                time.sleep(0.3)
            self.stderr.write(_("A process ended; stopping the rest."))
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            self._stop(children)

    def _wait_until_up(self, port: int, children: list[subprocess.Popen]) -> None:
        for _attempt in range(240):
            if any(child.poll() is not None for child in children):
                raise CommandError(_("The portal could not be started; see the messages above."))
            try:
                with urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                    return
            except (URLError, OSError):
                time.sleep(0.25)
        raise CommandError(_("The portal does not answer."))

    def _stop(self, children: list[subprocess.Popen]) -> None:
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in children:
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()

    def _greet(self, port: int) -> None:
        write = self.stdout.write
        write("")
        write(self.style.SUCCESS(_("The portal:  http://localhost:%(port)s/") % {"port": port}))
        write(_("The department's people sign in at http://localhost:%(port)s/admin/") % {"port": port})
        write("")
        for account in people.one_of_each():
            write(f"  {account['username']:<16} {account['password']:<14} {account['full_name']}（{account['kind']}）")
        if (year := year_to_enter()) is not None:
            write(_("The holidays of %(year)s are not entered yet: its deadlines are provisional.") % {"year": year})
        write(_("Ctrl-C stops all of it."))
