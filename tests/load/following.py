"""How soon search follows: from the last agreement until a citizen finds it, and until nobody meets it any more.

``python tests/load/following.py`` runs the demonstration with its worker, publishes news one after the other and
withdraws each again, by its desks (``--times N``). It asks the running site over and over: after an approval for the
results of its title, after a withdrawal everywhere it could be met: its address, its column, results as page, table and
JSON with their counts, suggestions, the feed. Exits with 1 where the 95th percentile of either is above two seconds.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from tests.load import faulty_portal as portal  # noqa: E402
from tests.load.measuring import load, report, spread  # noqa: E402
from tests.load.retiring import last_desk  # noqa: E402
from tests.stories import portal_process  # noqa: E402

TIMES = 40
LIMIT_MS = 2000.0
PAUSE = 0.02
UNIQUE = "跟进测量第{number}次"


class Follower:
    """Publishes and withdraws news in a column, and looks for it from outside."""

    def __init__(self, base: str) -> None:
        from columns.models import ColumnPage, NewsPage
        from portal.organisation.services import liaisons_of

        self.base = base
        parent = NewsPage.objects.live().order_by("pk").first().get_parent()  # type: ignore[union-attr]
        self.column = ColumnPage.objects.get(pk=parent.pk)
        self.maker = liaisons_of(self.column.owner_unit)[0]

    def once(self, number: int) -> tuple[float, float]:
        """Publish one and withdraw it; return the seconds until it was found, and until it was met nowhere."""
        from portal.approvals import withdrawals

        page = self._draft(UNIQUE.format(number=number), f"following-{number}")
        found = _seconds(last_desk(page, self.maker), lambda: CHANNELS["results"](self, page))
        page.refresh_from_db()
        assert len(self.met(page)) == len(CHANNELS), f"it was to be met everywhere, not only in {self.met(page)}"
        request = withdrawals.ask(page, self.maker, "过期")
        return found, _seconds(last_desk(request, self.maker), lambda: not self.met(page))

    def met(self, page: Any) -> list[str]:
        """Return the channels in which a page is met now."""
        return [name for name, shows in CHANNELS.items() if shows(self, page)]

    def text(self, address: str) -> str:
        """Return what an address answers, "" where it has nothing."""
        status, text = portal.answer(self.base + address)
        return text if status == 200 else ""

    def _draft(self, title: str, slug: str) -> Any:
        from columns.models import ColumnPage, NewsPage

        page = NewsPage(title=title, slug=slug, live=False, maker_unit=self.column.owner_unit, body=_body(title))
        ColumnPage.objects.get(pk=self.column.pk).add_child(instance=page)
        page.save_revision(user=self.maker)
        return NewsPage.objects.get(pk=page.pk)


CHANNELS: dict[str, Callable[[Follower, Any], bool]] = {
    "results": lambda f, page: page.url in f.text(f"/search/?q={quote(page.title)}"),
    "for machines": lambda f, page: _counted(f, page) > 0,
    "table": lambda f, page: page.title in f.text(f"/search.csv?q={quote(page.title)}"),
    "suggestions": lambda f, page: page.title in f.text(f"/search/suggest/?q={quote(page.title)}"),
    "address": lambda f, page: bool(f.text(page.url)),
    "list": lambda f, page: page.url in f.text(f.column.url),
    "feed": lambda f, page: page.url in f.text(f"/feeds/columns/{f.column.pk}/rss.xml"),
}


def _counted(follower: Follower, page: Any) -> int:
    """Return how many results the title in quotation marks has, after seeing that the filters count no more."""
    answer = json.loads(follower.text("/search.json?q=" + quote(f'"{page.title}"')))
    assert sum(value["count"] for value in answer["facets"].get("kind", ())) <= answer["total"]
    return answer["total"]


def _body(text: str) -> list[dict[str, Any]]:
    return [{"type": "rich_text", "value": f"<p>{text}，用来测量检索多久跟上。</p>"}]


def _seconds(act: Callable[[], Any], seen: Callable[[], bool]) -> float:
    """Do something and return how long after it something was seen."""
    act()
    begun = time.perf_counter()
    while not seen():
        if time.perf_counter() - begun > portal.PATIENCE:
            raise SystemExit("It was never seen.")
        time.sleep(PAUSE)
    return time.perf_counter() - begun


def measured(shared: Path, var: Path, times: int) -> dict[str, Any]:
    """Measure on a copy of the demonstration; sets Django up, so once a process."""
    portal.set_up(shared, var)
    with portal_process.running(shared, var) as running:
        follower = Follower(running.url)
        taken = [follower.once(number) for number in range(1, times + 1)]
    found, gone = (spread(seconds) for seconds in zip(*taken, strict=True))
    passed = max(found.p95_ms, gone.p95_ms) <= LIMIT_MS
    return {"found": asdict(found), "gone": asdict(gone), "channels": list(CHANNELS), "load": load(), "passed": passed}


def run_alone() -> dict[str, Any]:
    """Measure in a process of its own; return the figures as JSON has them."""
    return portal.alone(__file__)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--shared", type=Path, help="a folder that keeps the demonstration for other runs")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-following-") as folder:
        shared = (asked.shared or Path(folder)).resolve()
        shared.mkdir(exist_ok=True)
        found = measured(shared, Path(folder) / "var", asked.times)
    return report(found, asked.json)


if __name__ == "__main__":
    sys.exit(main())
