"""How soon the canvas of a topic with 60 tiles shows, how soon a change is seen, and whether typing waits for it.

``make bench-canvas`` builds the demonstration in a directory that is removed afterwards (``--shared DIR`` takes one
that is built), gives a draft of its topic 60 tiles, and drives a real Chromium against a running portal. First canvas:
from asking for the editor until the page shows in it with its tiles marked. Change: from the first touch of a field
until the frame shows the tile's new rendering. Key: from a key press to the next picture that the browser draws. Exits
with 1 when a figure is over its limit.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from tests.load.running import environment  # noqa: E402
from tests.plugins import parts  # noqa: E402
from tests.stories.portal_process import Portal, running  # noqa: E402

TILES, OPENINGS, CHANGES = 60, 6, 60
LIMITS_MS = {"first canvas": 2000.0, "change": 300.0, "key": 100.0}
FILL = f"""
from special_topics.models import TopicPage
topic = TopicPage.objects.get()
kinds = [
    ("heading", {{"text": "第{{n}}节", "level": "h2"}}),
    ("rich_text", "<p>第{{n}}段：严守耕地红线，落实最严格的耕地保护制度。</p>" * 3),
    ("figures", {{"title": "", "as_of": "", "items": [
        {{"type": "item", "id": "a", "value": {{"number": "{{n}}", "unit": "处", "label": "隐患点"}}}}]}}),
    ("quotation", {{"text": "第{{n}}句", "who": "某人", "source": ""}}),
]
def said(value, n):
    if isinstance(value, str):
        return value.replace("{{n}}", str(n))
    if isinstance(value, list):
        return [said(item, n) for item in value]
    return {{key: said(item, n) for key, item in value.items()}}
def tile(n):
    kind, value = kinds[n % 4]
    return {{"type": kind, "value": said(value, n), "id": f"tile-{{n}}"}}
topic.body = [tile(n) for n in range({TILES})]
topic.save_revision()
print("topic", topic.pk, topic.owner_unit.code)
"""
KEY = """() => new Promise((resolve) => {
  const from = performance.now();
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)));
})"""


@dataclass(frozen=True)
class Figure:
    """Milliseconds of one thing that was done many times."""

    name: str
    times: int
    median_ms: float
    p95_ms: float

    @classmethod
    def of(cls, name: str, taken: Sequence[float]) -> Figure:
        """Sum up what was taken; the 95th percentile is the value itself, not one between two."""
        ordered = sorted(taken)
        at = min(len(ordered) - 1, int(len(ordered) * 0.95))
        return cls(name, len(ordered), round(statistics.median(ordered), 1), round(ordered[at], 1))


def filled_topic(portal: Portal) -> tuple[int, str]:
    """Give the demonstration's topic its tiles, as a draft; return its id and the code of its unit."""
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "--no-imports", "-c", FILL]
    run = subprocess.run(command, env=environment(portal.var), cwd=ROOT, check=True, capture_output=True, text=True)
    line = next(line for line in run.stdout.splitlines() if line.startswith("topic "))
    return int(line.split()[1]), line.split()[2]


def sign_in(page: Page, account: dict) -> None:
    page.goto("/admin/login/")
    page.fill("input[name=username]", account["username"])
    page.fill("input[name=password]", account["password"])
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")


def openings(page: Page, topic: int) -> list[float]:
    """Open the canvas again and again; the first time warms the server up and doesn't count."""
    taken = []
    for number in range(OPENINGS + 1):
        page.goto(f"/admin/pages/{topic}/edit/", wait_until="commit")
        page.wait_for_selector(".gk-canvas[data-shown]")
        mark = "performance.getEntriesByName('gk-canvas-shown')[0].startTime"
        if number:
            taken.append(page.evaluate(mark))
    page.wait_for_selector(".gk-canvas[data-ready]")
    return taken


def changes(page: Page) -> tuple[list[float], list[float]]:
    """Change one tile after the other; return what the changes took, and what the keys did."""
    shown, keys = [], []
    items = page.locator(".gk-outline [role=treeitem]:not([data-tile=''])")
    for number in range(CHANGES):
        items.nth((number * 4) % TILES).click()
        field = page.locator("#page-edit-form [data-streamfield-child] [name$='-text']:visible").first
        field.click()
        before = page.evaluate("Number(document.querySelector('.gk-canvas').dataset.syncs || 0)")
        page.keyboard.press("End")
        page.keyboard.type("字")
        keys.append(page.evaluate(KEY))
        page.wait_for_function(f"Number(document.querySelector('.gk-canvas').dataset.syncs) > {before}")
        shown.append(float(page.evaluate("document.querySelector('.gk-canvas').dataset.lastMs")))
    return shown, keys


def measured(portal: Portal) -> list[Figure]:
    """Drive a browser through the canvas and return the figures."""
    topic, unit = filled_topic(portal)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=parts.chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(base_url=portal.url, locale="zh-CN", viewport={"width": 1440, "height": 900})
        sign_in(page, portal.person(unit, "liaison"))
        first = openings(page, topic)
        shown, keys = changes(page)
        chromium.close()
    return [Figure.of("first canvas", first), Figure.of("change", shown), Figure.of("key", keys)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, help="a folder in which a demonstration was built before, or will be")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--no-limit", action="store_true", help="report only, whatever the figures")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as name:
        shared = given.shared or Path(name)
        with running(shared, Path(name) / "var") as portal:
            figures = measured(portal)
    for figure in figures:
        print(f"{figure.name}: median {figure.median_ms} ms, p95 {figure.p95_ms} ms ({figure.times} times)")
    if given.json:
        given.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=1))
    slow = [figure.name for figure in figures if figure.p95_ms > LIMITS_MS[figure.name]]
    if slow and not given.no_limit:
        raise SystemExit(f"Over the limit: {', '.join(slow)}.")


if __name__ == "__main__":
    main()
