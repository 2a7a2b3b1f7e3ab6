"""A unit builds its special topic on the page itself: with the mouse, and again with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from special_topics.models import TopicPage
from tests import factories, topics
from tests.stories.browsing import Enter, case_at, decided, declare, doors
from tests.stories.canvas_editor import BOXES, CanvasEditor
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
PICTURES = ROOT / "test-results" / "canvas"
WCAG_22_AA = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WIDTHS = {"desktop": 1280, "tablet": 768, "phone": 390}
MOST_ACTS = 40
FIFTEEN = [
    *("notice", "rich_text", "heading", "figures", "heading", "timeline", "quotation", "rich_text"),
    *("heading", "rich_text", "notice", "quotation", "heading", "rich_text", "quotation"),
]


@pytest.fixture
def enter(browser: Browser, live_server) -> Iterator[Enter]:
    """A page of somebody who has signed in; everybody has a browser of their own."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with doors(browser, live_server.url) as enter:
        yield enter


@pytest.fixture
def empty_topic(site: factories.Site) -> TopicPage:
    topic = topics.open_topic(site)
    topic.body = []
    topic.save_revision(user=site.department.farmland.liaison)
    return topic


def filled(canvas: CanvasEditor, tile_type: str, number: int) -> None:
    """Fill in what a tile needs, in its form beside the page."""
    said = f"第{number}块：严守耕地红线"
    if tile_type in ("rich_text", "notice"):
        canvas.write_rich(said)
    elif tile_type == "figures":
        canvas.fill("items-0-value-number", "1.35")
        canvas.fill("items-0-value-label", "亿亩耕地保有量")
    elif tile_type == "timeline":
        canvas.fill("items-0-value-when", "6月25日")
        canvas.fill("items-0-value-title", said)
    else:
        canvas.fill("text", said)


def published(enter: Enter, site: factories.Site, page: Page) -> None:
    """Send what the editor holds for approval, and let the desks agree."""
    staff = site.department.farmland
    page.locator("#page-edit-form footer button[name=action-send-for-approval]").click()
    declare(page)
    page.locator(".gk-actions button.gk-button", has_text="签署并送审").click()
    case = case_at(page)
    decided(enter, case, (staff.secrecy, "pass_secrecy"), (staff.head, "agree"))


def same_as_in_public(enter: Enter, canvas: CanvasEditor, url: str) -> None:
    """At three widths the public page has the canvas's tiles: their order, texts and boxes (within 2 pixels)."""
    expected = [tile["id"] for tile in canvas.state()]
    for device, width in WIDTHS.items():
        canvas.page.locator(f"[data-act={device}]").click()
        stranger = enter(None, width)
        stranger.goto(url)
        public: list[dict[str, Any]] = stranger.locator(".gk-tiles").evaluate(BOXES)
        shown = canvas.boxes()
        assert [tile["tile"] for tile in shown] == expected
        assert [tile["text"] for tile in shown] == [tile["text"] for tile in public]
        for one, other in zip(shown, public, strict=True):
            assert one["box"] == pytest.approx(other["box"], abs=2), (device, one["text"])


@pytest.mark.clause("C5", "D7")
def test_a_topic_of_fifteen_tiles_is_built_with_the_mouse_and_published(enter, site, empty_topic) -> None:
    page = enter(site.department.farmland.liaison, 1440)
    canvas = CanvasEditor(page, empty_topic.pk)
    canvas.open()
    for number, tile_type in enumerate(FIFTEEN):
        canvas.add(tile_type)
        filled(canvas, tile_type, number + 1)
    assert canvas.types() == FIFTEEN
    canvas.settled()
    for number in range(1, 16):
        expect(canvas.frame.locator(".gk-tiles")).to_contain_text(f"第{number}块" if number != 4 else "亿亩耕地保有量")
    page.screenshot(path=PICTURES / "01-built.png")
    published(enter, site, page)
    canvas.open()
    same_as_in_public(enter, canvas, TopicPage.objects.get(pk=empty_topic.pk).url)
    page.screenshot(path=PICTURES / "02-published.png")
    assert canvas.console == []
