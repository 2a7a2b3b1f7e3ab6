"""A column with 10,000 pages is retired and reopened: when the public sees it, when search has followed, what it takes.

``python tests/load/retiring.py`` builds the demonstration portal with as many pages in one column, in a directory that
is removed afterwards (``--pages N`` for fewer). The retirement is asked for and agreed to at its desks. While a worker
has search follow, somebody without a name asks over and over for pages of the column, its list, sitemap.xml and search:
at each moment all of it is public, or nothing. Then it is done again with a worker that is killed (kill -9) in the
middle, and another one comes to the end. Exits with 1 where the public saw anything between, or search took over a
minute.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from tests.load import bench_pages, made_up_laws  # noqa: E402
from tests.load.running import Taken, environment  # noqa: E402

PAGES = 10_000
SHORT = 6.0  # the logarithm of the usual length of a body: it is the number of pages that counts here
LIMIT_SECONDS = 60.0
ASKED = 12  # pages of the column that are asked for in each round
REASON = "职能划出"


@dataclass(frozen=True)
class Step:
    """One change of a column with ``pages`` pages in it.

    ``public_ms``: from the last agreement to the first answer of the public that shows it. ``followed``: a worker that
    starts then, until nothing waits any more, with the time it takes to start.
    """

    change: str
    public_ms: float
    followed: Taken


@dataclass(frozen=True)
class Killed:
    """A worker that was killed while search followed: how many pages it had done, and what the next one took."""

    done: int
    resumed: Taken


@dataclass(frozen=True)
class Figures:
    pages: int
    limit_seconds: float
    steps: list[Step]
    killed: Killed
    rounds: int  # of questions from outside, all of which saw all of it or nothing
    mixed: list[str]  # those that saw anything between

    @property
    def passed(self) -> bool:
        taken = [*(step.followed for step in self.steps), self.killed.resumed]
        return not self.mixed and all(one.seconds <= self.limit_seconds for one in taken)


class Public:
    """Somebody without a name, who asks for the column and what lies in it wherever it could be met."""

    def __init__(self) -> None:
        from django.test import Client

        from columns.models import ColumnPage, Disclosure

        self.client = Client()
        self.column = ColumnPage.objects.get(slug=bench_pages.COLUMN)
        below = Disclosure.objects.live().descendant_of(self.column).defer("body").order_by("pk")
        self.pages = below.count()
        self.addresses = [page.url for page in below[:: max(self.pages // ASKED, 1)]]
        self.rounds = 0
        self.mixed: list[str] = []

    def look(self, *, search: bool = True) -> bool:
        """Ask everywhere and keep a round that doesn't agree; return whether the column is public.

        Without ``search`` where search is still to bring back what was reopened.
        """
        answers = {address: self.shows(address) for address in (self.column.url, *self.addresses)}
        answers["site map"] = self._in_site_map(self.addresses[0])
        if search:
            answers |= {"search finds all": self._found() == self.pages, "search finds some": self._found() > 0}
        self.rounds += 1
        if len(set(answers.values())) > 1:
            self.mixed.append(json.dumps(answers, ensure_ascii=False))
        return answers[self.column.url]

    def shows(self, address: str) -> bool:
        status = self.client.get(address).status_code
        assert status in (200, 410), f"{address} answers {status}"
        return status == 200

    def _in_site_map(self, address: str) -> bool:
        parts = re.findall(r"<loc>[^<]*(/sitemap-pages[^<]*)</loc>", self.client.get("/sitemap.xml").content.decode())
        return any(f"{address}<" in self.client.get(part).content.decode() for part in parts)

    def _found(self) -> int:
        return self.client.get("/search.json", {"column": self.column.title}).json()["total"]


def last_desk(subject: Any, maker: Any) -> Any:
    """Send a request and have it agreed to at every desk but the last; return its last agreement, to be called."""
    from portal.approvals import desks, secrecy, services
    from portal.approvals.states import CaseState

    def person(desk: str) -> Any:
        return next(post.person for post in desks.holders(desk, case) if post.person_id not in {maker.pk, *acted})

    acted: set[int] = set()
    case = services.open_case(subject, maker)
    case = services.send(case.pk, maker, case.version, declaration=dict.fromkeys(secrecy.QUESTIONS, secrecy.NO))
    if case.state == CaseState.SECRECY_REVIEW:  # what takes away has none
        case = services.pass_secrecy(case.pk, person(desks.SECRECY_DESK), case.version)
    while True:
        [desk] = desks.waiting_desks(case, desks.desks_done(case))
        decider = person(desk)
        acted.add(decider.pk)
        if case.stage + 1 >= len(case.stages):
            return lambda: services.agree(case.pk, decider, case.version, "同意。")
        case = services.agree(case.pk, decider, case.version, "同意。")


def change(public: Public, name: str, subject: Any, maker: Any, to: bool) -> float:
    """Carry a request out; return how many milliseconds later the public saw it."""
    agree = last_desk(subject, maker)
    assert public.look() is not to
    agree()
    begun = time.perf_counter()
    assert public.shows(public.column.url) is to, f"{name}: the public doesn't see it"
    return round((time.perf_counter() - begun) * 1000, 1)


def following(var: Path, public: Public, *, search: bool) -> Taken:
    """Let a worker carry out what waits while the public goes on asking; return what it took."""
    worker = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "worker", "--once"], env=environment(var), cwd=ROOT
    )
    begun = time.monotonic()
    while True:
        pid, status, usage = os.wait4(worker.pid, os.WNOHANG)
        if pid:
            break
        public.look(search=search)
    worker.returncode = os.waitstatus_to_exitcode(status)
    if worker.returncode:
        raise SystemExit(f"The worker failed ({worker.returncode}).")
    public.look()
    return Taken(round(time.monotonic() - begun, 1), usage.ru_maxrss // 1024)


def killed(var: Path, public: Public, before: int) -> Killed:
    """Kill a worker while search follows, then let another one come to the end."""
    from search import engines

    worker = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "worker"], env=environment(var), cwd=ROOT)
    until = time.monotonic() + LIMIT_SECONDS * 3
    while not 0 < before - engines.current().count() < public.pages:
        public.look()
        if worker.poll() is not None or time.monotonic() > until:
            raise SystemExit("The worker couldn't be killed in the middle.")
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    done = before - engines.current().count()
    public.look()
    return Killed(done, following(var, public, search=True))


def measured(var: Path) -> Figures:
    """Retire, reopen, and retire again with a worker that is killed; sets Django up, so once a process."""
    os.environ |= {"GONGKAI_VAR": str(var), "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    (var / "static").mkdir(exist_ok=True)
    import django

    django.setup()
    from columns.models import ReopeningRequest, RetirementRequest
    from columns.sections.life import REINDEX_JOB
    from portal.organisation.services import liaisons_of
    from portal.outbox.models import OutboxRow
    from search import engines

    public = Public()
    maker = liaisons_of(public.column.owner_unit)[0]
    about = {"page": public.column, "reason": REASON, "made_by": maker}
    before = engines.current().count()

    def retire(outcome: str) -> float:
        return change(public, outcome, RetirementRequest.objects.create(outcome=outcome, **about), maker, to=False)

    def reopen() -> float:
        return change(public, "reopened", ReopeningRequest.objects.create(**about), maker, to=True)

    steps = [Step("gone", retire("gone"), following(var, public, search=True))]
    steps.append(Step("reopened", reopen(), following(var, public, search=False)))
    retire("gone")
    resumed = killed(var, public, before)
    steps.append(Step("reopened after a kill", reopen(), following(var, public, search=False)))
    left = OutboxRow.objects.filter(job__in=(REINDEX_JOB, "search.index")).exclude(status="done")
    assert engines.current().count() == before and not left.exists()
    return Figures(public.pages, LIMIT_SECONDS, steps, resumed, public.rounds, public.mixed)


def figures(pages: int) -> Figures:
    """Build a portal with so many pages in one column, and measure on it."""
    with tempfile.TemporaryDirectory(prefix="gongkai-retiring-") as name:
        var = Path(name)
        laws = var / "short.jsonl"
        bench_pages.build(var, made_up_laws.write(laws, pages, mean_log=SHORT))
        return measured(var)


def run_alone() -> dict[str, Any]:
    """Measure in a process of its own; return the figures as JSON has them."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([sys.executable, __file__, "--json", file.name], cwd=ROOT, check=False)
        return json.loads(Path(file.name).read_text(encoding="utf-8") or "{}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=PAGES, help=f"pages in the column ({PAGES})")
    parser.add_argument("--var", type=Path, help="a data directory with the pages imported and indexed")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    asked = parser.parse_args()
    found = measured(asked.var.resolve()) if asked.var else figures(asked.pages)
    text = json.dumps({**asdict(found), "passed": found.passed}, ensure_ascii=False, indent=2)
    print(text)
    if asked.json:
        asked.json.write_text(text + "\n", encoding="utf-8")
    return 0 if found.passed else 1


if __name__ == "__main__":
    sys.exit(main())
