"""What somebody ill-disposed, or careless, leaves in a topic: nothing of it runs, in the editor or in public."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from portal.tiles import catalogue
from special_topics import mending
from special_topics.models import TopicPage
from tests import topics
from tests.stories.canvas_editor import PICTURES, CanvasEditor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
# Whatever of it runs says so in the console, in a dialog and by asking for an address.
RUNS = "console.error('ran');alert('ran');fetch('/ran')"
HOSTILE = f'"><script>{RUNS}</script><img src=x onerror="{RUNS}"><svg onload="{RUNS}"></svg>'
ADDRESS = f"javascript:{RUNS}"


@pytest.fixture
def topic(site) -> TopicPage:
    return topics.open_topic(site)


def sentinel(page: Page) -> list[str]:
    """Everything that shows that a script of the content ran."""
    ran: list[str] = []

    def asked(dialog) -> None:
        if dialog.type != "beforeunload":  # the editor's own question whether to leave what isn't saved
            ran.append(dialog.message)
        dialog.accept()

    page.on("dialog", asked)
    page.on("console", lambda message: ran.append(message.text) if message.text == "ran" else None)
    page.on("request", lambda request: ran.append(request.url) if request.url.endswith("/ran") else None)
    return ran


def spoiled(value: Any, address: str, name: str = "") -> Any:
    """The value with a script in each text, and an address wherever one stands."""
    if isinstance(value, dict):
        return {key: spoiled(inner, address, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [spoiled(inner, address, name) for inner in value]
    if name in ("url", "address", "href"):
        return address
    if not isinstance(value, str) or value.isascii():
        return value
    return value.replace("✎【", "").replace("】", "") + HOSTILE  # a place left to fill in would keep it from the public


def every_tile(address: str = ADDRESS) -> list[dict[str, Any]]:
    """One of each tile with scripts in all of its texts, and rich text that is one itself."""
    with translation.override("zh-hans"):
        examples = {name: catalogue.example(name) for name in catalogue.blocks_for("topic")}
    tiles = [{"type": name, "value": spoiled(value, address)} for name, value in examples.items()]
    frame = f'<iframe srcdoc="<script>{RUNS}</script>"></iframe>'
    rich = f'<p onclick="{RUNS}">字<a href="{address}">链接</a></p>{HOSTILE}{frame}'
    tiles += [
        {"type": "rich_text", "value": rich},
        {"type": "gone", "value": {"words": HOSTILE}, "_rendering": f"<p>旧的{HOSTILE}</p>"},
        {"type": "embed", "value": {"url": address, "title": HOSTILE}},
        {"type": "heading", "value": {"text": "最后一块", "level": "h2"}},
    ]
    return [{**tile, "id": f"tile-{number}"} for number, tile in enumerate(tiles)]


def test_no_script_in_any_field_runs_in_the_editor_or_in_public(enter, site, topic, monkeypatch) -> None:
    topic.body = every_tile()
    topic.intro = HOSTILE[:200]
    topic.save_revision(user=site.department.farmland.liaison, clean=False)
    page = enter(site.department.farmland.liaison, 1440)
    ran = sentinel(page)
    canvas = CanvasEditor(page, topic.pk)
    canvas.open()
    expect(canvas.frame.locator(".gk-tiles")).to_contain_text("最后一块")
    count = canvas.items.count()
    assert count >= len(topic.body)
    canvas.choose(0)
    for _step in range(count):
        canvas.press("ArrowDown")
    canvas.choose(0)
    canvas.press("Alt+ArrowDown", "Alt+ArrowUp")
    canvas.choose(count - 1)
    canvas.fill("text", "改过的最后一块")
    expect(canvas.frame.locator(".gk-tiles")).to_contain_text("改过的最后一块")
    page.goto(f"/admin/topics/{topic.pk}/canvas/versions/")
    expect(page.locator(".gk-compare-frames iframe").first).to_be_attached()
    assert ran == []
    topic.body = every_tile("/")  # what leads to a script is refused when it is sent
    topic.save_revision(user=site.department.farmland.liaison, clean=False)
    monkeypatch.setattr(mending, "faults", lambda draft: [])  # what tiles hold can go once they are public
    topics.publish(site, topic)
    stranger = enter(None)
    heard = sentinel(stranger)
    stranger.goto(TopicPage.objects.get(pk=topic.pk).url)
    expect(stranger.locator("main")).to_contain_text("最后一块")
    expect(stranger.locator("[href^=javascript], [src^=javascript]")).to_have_count(0)
    stranger.screenshot(path=PICTURES / "17-hostile.png", full_page=True)
    assert stranger.locator("main script:not([src]), main [onclick], main [onerror], main [onload]").count() == 0
    assert heard == []


def test_what_is_too_large_to_save_is_said_at_its_tile_and_nothing_is_lost(enter, site, topic) -> None:
    long = {"type": "quotation", "value": {"text": "字" * 1_700_000, "who": "", "source": ""}, "id": "long"}
    topic.body = [{"type": "heading", "value": {"text": "守住红线", "level": "h2"}, "id": "one"}, long]
    topic.save_revision(user=site.department.farmland.liaison)
    page = enter(site.department.farmland.liaison, 1440)
    canvas = CanvasEditor(page, topic.pk)
    canvas.open()
    canvas.choose(0)
    canvas.fill("text", "改过的标题")
    canvas.press("Escape", "Control+s")
    expect(page.locator(".gk-canvas-live.is-shown")).to_contain_text("请缩短“引文”")
    expect(canvas.chosen).to_contain_text("引文")
    page.screenshot(path=PICTURES / "18-too-large.png")
    canvas.fill("text", "民以食为天")
    canvas.press("Escape", "Control+s")
    canvas.wait_ready()
    stored = TopicPage.objects.get(pk=topic.pk).get_latest_revision_as_object().body.raw_data
    assert "改过的标题" in json.dumps(list(stored), ensure_ascii=False)
    assert "民以食为天" in json.dumps(list(stored), ensure_ascii=False)
