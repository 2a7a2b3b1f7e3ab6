"""A demonstration portal on its own data, whose parts are ended, broken and looked at from outside."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from tests.load import bench_pages, made_up_laws
from tests.load.measuring import Spread, spread
from tests.stories import portal_process

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 900.0  # whatever else the machine has to do
WORDS = ("不动产登记", "矿产资源", "耕地保护", "办法", "规定")
_started: list[subprocess.Popen[bytes]] = []
KINDLY = "搜索服务暂时无法使用"  # what the page says where search can't answer
SHORT = 6.0  # the logarithm of the usual length of a body: it is the number of documents that counts here


def set_up(shared: Path, var: Path) -> None:
    """Put a copy of the demonstration under ``var`` and let this process act on it; once a process.

    The copy comes first: what has no keys of its own yet makes some, which those of the demonstration aren't.
    """
    shutil.copytree(portal_process.build(shared), var)
    os.environ |= {"GONGKAI_VAR": str(var), "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    (var / "static").mkdir(exist_ok=True)
    import django

    django.setup()


def alone(*words: str | Path) -> dict[str, Any]:
    """Run a program in a process of its own, without what this one has set; return the figures it writes as JSON."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "DJANGO_"))}
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([sys.executable, *map(str, words), "--json", file.name], cwd=ROOT, check=False, env=clean)
        return json.loads(Path(file.name).read_text(encoding="utf-8") or '{"passed": false}')


def command(*words: str) -> subprocess.Popen[bytes]:
    """Start a management command on the data that this process acts on."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), *words], cwd=ROOT, **quiet)  # type: ignore[call-overload]
    _started.append(process)
    return process


def end_all() -> None:
    """End what :func:`command` started and is still there: a fault that failed leaves nobody at work on its data."""
    for process in _started:
        process.kill()
        process.wait()


def importing(var: Path, count: int) -> subprocess.Popen[bytes]:
    """Start to publish so many documents, one approved act each."""
    file = made_up_laws.write(var / "made-up.jsonl", count, mean_log=SHORT)
    maker, secrecy, reviewer = bench_pages.people(var)
    people = ("--maker", maker, "--secrecy-reviewer", secrecy, "--reviewer", reviewer)
    return command("import_documents", str(file), "--column", bench_pages.COLUMN, *people)


def take_one_down() -> str:
    """Take any one of the imported documents out of public view; return its title, "" where there is none."""
    from columns.models import ColumnPage, Disclosure
    from portal.approvals import takedowns
    from portal.organisation.models import Capacity, Function
    from portal.organisation.services import function_holders

    column = ColumnPage.objects.get(slug=bench_pages.COLUMN)
    known = list(Disclosure.objects.live().descendant_of(column).values_list("pk", flat=True))
    if not known:
        return ""
    page = Disclosure.objects.get(pk=random.choice(known))
    person = next(post.person for post in function_holders(Function.PUBLICITY_CENTRE, (Capacity.HANDLER,)))
    takedowns.take_down(page, person, "有误")
    return page.title


def look_again(count: int) -> None:
    """Have search look again at that many pages, a row each."""
    from columns.indexing import ids
    from portal.outbox.indexing import index_changed

    known = list(ids())
    for page_id in random.sample(known, min(count, len(known))):
        index_changed("page", page_id)


def left() -> dict[str, int]:
    """Return how many rows for search are not done, by how they stand."""
    from django.db.models import Count

    from portal.outbox.models import OutboxRow

    rows = OutboxRow.objects.filter(job__startswith="search.").exclude(status="done").order_by()
    return dict(rows.values_list("status").annotate(number=Count("pk")))


def until(what: str, holds: Callable[[], bool], patience: float = PATIENCE) -> float:
    """Wait until something holds and return the seconds that took; raise SystemExit where it never does."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > patience:
            raise SystemExit(f"{what}: not within {patience:.0f} s")
        time.sleep(0.1)
    return round(time.monotonic() - begun, 1)


def agreement() -> dict[str, Any]:
    """Compare database and index as ``search_check`` does, when nothing waits any more."""
    from search.rebuilding import compare

    found = compare()
    return {"checked": found.checked, "agree": found.agrees, "differ": found.keys[:20], "left": left()}


def answer(url: str, patience: float = 60.0) -> tuple[int, str]:
    """Return status and text of an address."""
    try:
        with urlopen(url, timeout=patience) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def search_url(base: str, words: str) -> str:
    return f"{base}/search/?q={quote(words)}"


class Asking:
    """Somebody who asks for pages over and over, in a thread of their own, until the block ends."""

    def __init__(self, *urls: str, answer: Callable[[str], tuple[int, str]] = answer) -> None:
        self.urls, self.answer = urls, answer
        self.failed: list[str] = []
        self._taken: list[float] = []
        self._stop = threading.Event()

    @contextmanager
    def going_on(self, threads: int = 1) -> Iterator[Asking]:
        started = [threading.Thread(target=self._ask, daemon=True) for _ in range(threads)]
        for thread in started:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            for thread in started:
                thread.join()

    def _ask(self) -> None:
        while not self._stop.is_set():
            url = random.choice(self.urls)
            begun = time.perf_counter()
            try:
                status, _text = self.answer(url)
            except OSError as error:
                status = 0
                self.failed.append(f"{url}: {error}")
            self._taken.append(time.perf_counter() - begun)
            if status not in (0, 200):
                self.failed.append(f"{url}: {status}")

    @property
    def times(self) -> Spread:
        """How long the answers took."""
        return spread(self._taken)
