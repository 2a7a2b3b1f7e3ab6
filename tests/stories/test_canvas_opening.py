"""Opening the canvas changes nothing: whatever tiles a topic has, there is nothing to undo."""

from __future__ import annotations

import pytest
from django.utils import translation
from playwright.sync_api import expect

from portal.tiles import catalogue, tables
from special_topics import designs
from special_topics.models import TopicPage
from tests import topics
from tests.stories.canvas_editor import PICTURES, CanvasEditor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
LOOKS_MS = 4000  # the canvas looks at the form every 1.5 seconds


@pytest.fixture
def topic(site) -> TopicPage:
    return topics.open_topic(site)


def every_tile() -> list[dict]:
    """One of each tile as a new one begins, a table with headers and merged cells, and a page of the portal's own."""
    table = tables.value([["指标", "一季度"], ["面积", ""]], [(1, 0, 1, 2)], caption="供地", header_row=True)
    with translation.override("zh-hans"):
        tiles = [{"type": name, "value": catalogue.example(name)} for name in catalogue.blocks_for("topic")]
        tiles += designs.disaster()
    tiles.append({"type": "table", "value": table})
    return [{**tile, "id": f"tile-{number}"} for number, tile in enumerate(tiles)]


def test_nothing_is_to_be_undone_right_after_opening(enter, site, topic) -> None:
    topic.body = every_tile()
    topic.save_revision()
    canvas = CanvasEditor(enter(site.department.farmland.liaison, 1440), topic.pk)
    canvas.open()
    before = canvas.state_text()
    canvas.page.wait_for_timeout(LOOKS_MS)
    assert canvas.state_text() == before
    expect(canvas.page.locator("[data-act=undo]")).to_be_disabled()
    canvas.choose(0)
    expect(canvas.page.locator("[data-act=undo]")).to_be_disabled()
    canvas.press("Delete")
    expect(canvas.page.locator("[data-act=undo]")).to_be_enabled()
    assert canvas.console == []


BEYOND_THE_EDGE = """(form) => {
  const edge = form.getBoundingClientRect();
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  return [...form.querySelectorAll('button, a, input, summary')].filter((element) => {
    const box = element.getBoundingClientRect();
    const isBeyond = box.right > edge.left + form.clientWidth + 1 || box.left < edge.left - 1;
    return box.width && isBeyond && isSeen(element);
  }).map((element) => `${element.className} ${element.getAttribute('aria-label') || element.textContent.trim()}`);
}"""


def test_a_link_to_a_tile_opens_the_canvas_at_it_and_the_drawer_cuts_nothing_off(enter, site, topic) -> None:
    topic.body = every_tile()
    topic.save_revision()
    page = enter(site.department.farmland.liaison, 1440)
    canvas = CanvasEditor(page, topic.pk)
    page.goto(f"/admin/pages/{topic.pk}/edit/#block-tile-5-section")
    canvas.wait_ready()
    expect(canvas.chosen).to_have_attribute("data-tile", "tile-5")
    page.evaluate("window.location.hash = '#block-tile-2-section'")  # as the list of problems beside the page does
    expect(canvas.chosen).to_have_attribute("data-tile", "tile-2")
    cut = {}
    for number in range(canvas.items.count()):
        canvas.choose(number)
        if found := page.locator("#page-edit-form").evaluate(BEYOND_THE_EDGE):
            cut[number] = found
        if number == 4:
            page.screenshot(path=PICTURES / "drawer-notice-bar.png")
    page.screenshot(path=PICTURES / "drawer.png")
    assert cut == {}
    assert canvas.console == []
