"""Stuffing a vote: thousands of votes from few devices and networks among honest ones, and a server that is killed.

``python tests/load/stuffing.py`` makes a vote on data of its own, serves it with gunicorn and sends 20,000 votes
(``--votes N``): one in ten is honest (a device and a network of its own, sent twice at the same instant), the others
come from few devices that vote over and over and from networks that fetch a new device mark for every vote. Halfway the
whole server is ended by kill -9 and started again. Exits with 1 unless every honest vote counts exactly once, the
stuffers got no more than the rules allow, and the page says what the database holds.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

VOTES = 20_000
HONEST_SHARE = 0.1
DEVICES, NETWORKS, CAP = 20, 10, 20
THREADS = 8
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
STUFFED, HONEST = "k1", ("k2", "k3")
WAIT = 60.0


@dataclass
class Device:
    """A browser with its cookies, on a network."""

    network: str
    agent: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def send(self, base: str, path: str, body: dict[str, str] | None = None) -> tuple[int, str]:
        """Send one request on a connection of its own; status 0 where no answer came."""
        target = urlsplit(base)
        headers = {
            "X-Forwarded-For": self.network,
            "User-Agent": self.agent,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        data = None
        if body is not None:
            data = urlencode(body | {"csrfmiddlewaretoken": self.token})
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": base}
        connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
        try:
            connection.request("GET" if body is None else "POST", path, data, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _sep, value = line.split(";", 1)[0].partition("=")
            self.cookies[name.strip()] = value
        if found := TOKEN.search(text):
            self.token = found[1]
        return answer.status, text

    def look(self, base: str, path: str) -> None:
        """Open the page, patiently: the server may be starting."""
        begun = time.monotonic()
        while self.send(base, path)[0] != 200:
            if time.monotonic() - begun > WAIT:
                raise SystemExit("the page doesn't answer")
            time.sleep(0.2)

    def vote(self, base: str, path: str, pick: str) -> int:
        """Vote; return the status, 0 where nothing is known of it."""
        return self.send(base, path, {"pick": pick})[0]


@dataclass
class Sent:
    """What was sent and how it was answered."""

    honest: int = 0
    honest_taken: int = 0
    by_pick: Counter[str] = field(default_factory=Counter)
    stuffed: int = 0
    stuffed_taken: int = 0
    unanswered: int = 0
    lock: Any = field(default_factory=threading.Lock)


def attack(base: str, path: str, votes: int, *, devices: int = DEVICES, networks: int = NETWORKS) -> Sent:
    """Send so many votes from outside, honest ones among stuffed ones; return what was sent."""
    sent = Sent()
    few = [Device(f"203.0.113.{n % networks + 1}", "stuffer") for n in range(devices)]
    for device in few:
        device.look(base, path)
    honest = int(votes * HONEST_SHARE)
    jobs = [("honest", n) for n in range(honest)] + [("stuffed", n) for n in range(votes - honest)]
    random.Random(7).shuffle(jobs)
    queue = iter(jobs)
    guard = threading.Lock()

    def work() -> None:
        while True:
            with guard:
                job = next(queue, None)
            if job is None:
                return
            kind, number = job
            if kind == "honest":
                _honest(base, path, number, sent)
            else:
                _stuff(base, path, number, few, networks, sent)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sent


def _honest(base: str, path: str, number: int, sent: Sent) -> None:
    """Somebody votes, by accident twice at the same instant, and again where no answer came."""
    device = Device(f"10.{number // 62500 + 1}.{number // 250 % 250}.{number % 250 + 1}", "Firefox")
    pick = HONEST[number % len(HONEST)]
    device.look(base, path)
    statuses: list[int] = []
    twice = [threading.Thread(target=lambda: statuses.append(device.vote(base, path, pick))) for _ in range(2)]
    for thread in twice:
        thread.start()
    for thread in twice:
        thread.join()
    known = 302 in statuses
    for _try in range(int(WAIT)):
        if known or 0 not in statuses:
            break
        # No answer: it may be in the box or not. Sent again it is taken, or refused because it is.
        device.look(base, path)
        status = device.vote(base, path, pick)
        known = status in (302, 422)
    with sent.lock:
        sent.honest += 1
        sent.honest_taken += known
        sent.unanswered += statuses.count(0)
        sent.by_pick[pick] += 1


def _stuff(base: str, path: str, number: int, few: list[Device], networks: int, sent: Sent) -> None:
    """A few devices over and over; every other vote with a device mark that was fetched for it."""
    if number % 2:
        device = few[number // 2 % len(few)]
    else:
        device = Device(f"203.0.113.{number // 2 % networks + 1}", "stuffer")
        device.send(base, path)
    status = device.vote(base, path, STUFFED)
    with sent.lock:
        sent.stuffed += 1
        sent.stuffed_taken += status == 302
        sent.unanswered += status == 0


def judge(activity: Any, sent: Sent, page: str, networks: int = NETWORKS, cap: int = CAP) -> dict[str, Any]:
    """Compare what was sent with the ballots; ``passed`` says whether everything is as it has to be."""
    from interaction.activities import admission, voting
    from interaction.activities.models import Ballot

    standing = voting.standing(activity)
    votes = {row.id: row.votes for row in standing.rows}
    voters = Ballot.objects.filter(activity=activity).values("voter").distinct().count()
    honest = {pick: votes[pick] for pick in HONEST}
    # What the cap allows comes from the networks of the stuffers; acknowledged votes are in the box.
    wrong = [
        name
        for name, holds in {
            "every honest vote counts exactly once": honest == {pick: sent.by_pick[pick] for pick in HONEST},
            "every honest voter was told so": sent.honest_taken == sent.honest,
            "the stuffers got what the rules allow, no more": votes[STUFFED] == networks * cap,
            "what was acknowledged is counted": sent.stuffed_taken <= votes[STUFFED],
            "nobody counts twice": voters == standing.ballots == sum(votes.values()),
            "the page says the same": f">{votes[STUFFED]}<" in page and f"{standing.ballots} " in page,
        }.items()
        if not holds
    ]
    return {
        "passed": not wrong,
        "wrong": wrong,
        "honest": sent.honest,
        "stuffed": sent.stuffed,
        "unanswered": sent.unanswered,
        "counted": standing.ballots,
        "of_stuffers": votes[STUFFED],
        "refused": dict(admission.refusals(activity)),
    }


# --- alone: data and a server of its own ---
def make_vote() -> Any:
    """Make a department and an open vote on the data of this process."""
    from django.utils import timezone

    from interaction.activities import services
    from interaction.activities.models import Activity
    from portal.demonstration import acts
    from tests import factories

    staff = factories.make_department().registration
    vote = services.new(staff.unit, staff.liaison, "vote")
    vote.title, vote.lead = "网上投票", "请投票。"
    vote.opens_at, vote.closes_at = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(days=1)
    vote.rules = {**vote.rules, "show": "live", "per_address": CAP}
    vote.content = {"candidates": [{"id": f"k{n}", "name": f"第{n}号", "text": "", "image": None} for n in (1, 2, 3)]}
    services.keep(vote, staff.liaison)
    acts.approve(vote, staff.liaison, timezone.now())
    return Activity.objects.get(pk=vote.pk)


@contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the data of this process in a process group of its own."""
    words = ["-m", "gunicorn", "--pythonpath", "site", "-w", "2", "-b", f"127.0.0.1:{port}", "portal.wsgi"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, start_new_session=True, **quiet)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a server and its workers at once, as a power cut would."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def measured(var: Path, votes: int) -> dict[str, Any]:
    """Stuff a vote on data under ``var``, with a server that is killed halfway; return the figures."""
    own = {"GONGKAI_VAR": str(var), "GONGKAI_TRUSTED_PROXIES": "127.0.0.0/8"}
    os.environ |= {**own, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    (var / "static").mkdir(exist_ok=True)
    import django
    from django.core.management import call_command

    django.setup()

    from interaction.activities import services
    from tests.stories.portal_process import free_port

    call_command("migrate", verbosity=0)
    vote, port = make_vote(), free_port()
    base, path = f"http://127.0.0.1:{port}", services.public_url(vote)
    begun = time.monotonic()
    with serving(port) as first:
        probe = Device("192.0.2.1", "probe")
        probe.look(base, path)
        found: list[Sent] = []
        attacking = threading.Thread(target=lambda: found.append(attack(base, path, votes)))
        attacking.start()
        _wait_for(vote, int(votes * HONEST_SHARE / 2))
        kill(first)
        with serving(port):
            attacking.join()
            _status, page = probe.send(base, path)
    figures = judge(vote, found[0], page)
    return {**figures, "votes": votes, "seconds": round(time.monotonic() - begun, 1), "killed": True}


def _wait_for(vote: Any, ballots: int) -> None:
    from interaction.activities.models import Ballot

    while Ballot.objects.filter(activity=vote).count() < ballots:
        time.sleep(0.2)


def run_alone() -> dict[str, Any]:
    """Measure in a process of its own; return the figures as JSON has them."""
    from tests.load import faulty_portal

    return faulty_portal.alone(__file__)


def main() -> int:
    from tests.load.measuring import report

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--votes", type=int, default=VOTES, help=f"votes in all ({VOTES})")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-stuffing-") as folder:
        found = measured(Path(folder), asked.votes)
    return report(found, asked.json)


if __name__ == "__main__":
    sys.exit(main())
