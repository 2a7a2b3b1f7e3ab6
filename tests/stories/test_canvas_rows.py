"""Rows are laid out on the page itself: the edge between two columns, background, colour and spacing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from special_topics.models import TopicPage
from tests import topics
from tests.stories.canvas_editor import PICTURES, CanvasEditor, heading
from tests.stories.story import WCAG_22_AA

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def canvas(enter, site) -> CanvasEditor:
    """The canvas of a topic that is one row of two columns."""
    topic: TopicPage = topics.open_topic(site)
    cells = [
        {"type": "item", "value": {"width": "6", "tiles": [heading(f"tile-{side}", side)]}, "id": side}
        for side in ("左", "右")
    ]
    topic.body = [
        {"type": "row", "value": {"columns": cells, "background": "", "colour": "", "spacing": ""}, "id": "r"}
    ]
    topic.save_revision()
    canvas = CanvasEditor(enter(site.department.farmland.liaison, 1440), topic.pk)
    canvas.open()
    return canvas


def widths(canvas: CanvasEditor) -> list[str]:
    """The widths of the row's columns as the form holds them, and the page shows them."""
    held = [cell["value"]["width"][0] for cell in canvas.state()[0]["value"]["columns"]]
    for number, width in enumerate(held):
        expect(canvas.frame.locator(".row__cell").nth(number)).to_have_class(f"row__cell is-w{width}")
    return held


def test_the_edge_between_columns_is_drawn_on_the_grid_and_moved_with_the_keys(canvas: CanvasEditor) -> None:
    page, edge = canvas.page, canvas.page.get_by_role("separator")
    before = canvas.state_text()
    canvas.choose(0)
    box, whole = edge.bounding_box(), canvas.frame.locator(".row").bounding_box()
    assert box and whole
    page.mouse.move(box["x"] + 6, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(whole["x"] + whole["width"] * 0.68, box["y"] + 10, steps=6)
    expect(edge).to_have_attribute("data-share", "8 : 4")
    page.screenshot(path=PICTURES / "13-edge.png")
    page.mouse.up()
    assert widths(canvas) == ["8", "4"]
    canvas.says("8比4")
    edge.focus()
    canvas.press("ArrowRight")
    assert widths(canvas) == ["9", "3"]
    canvas.press("ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    expect(edge).to_be_focused()
    expect(edge).to_have_attribute("aria-valuetext", "3 : 9")
    assert widths(canvas) == ["3", "9"]
    canvas.press("Escape")
    expect(canvas.chosen).to_be_focused()
    canvas.press(*["Control+z"] * 6)
    assert canvas.state_text() == before
    assert canvas.console == []


def test_background_colour_and_spacing_are_chosen_from_the_theme(canvas: CanvasEditor) -> None:
    page, look = canvas.page, canvas.page.locator(".gk-canvas-look")
    before = canvas.state_text()
    canvas.choose(1)
    expect(page.locator(".gk-canvas-bar [data-act=look]")).to_be_hidden()
    canvas.choose(0)
    canvas.act("look")
    look.get_by_label("第一强调色").check()
    expect(canvas.frame.locator(".tile--row")).to_have_class("tile tile--row has-ground is-accent")
    canvas.says("第一强调色")
    look.get_by_label("白色").check()
    look.get_by_label("宽松").check()
    expect(canvas.frame.locator(".tile--row")).to_have_class("tile tile--row has-ground is-accent in-white is-wide")
    page.screenshot(path=PICTURES / "14-look.png")
    found = Axe().run(page, context=".gk-canvas", options={"runOnly": WCAG_22_AA})
    assert found.violations_count == 0, found.generate_report()
    value = canvas.state()[0]["value"]
    assert [value[name] for name in ("background", "colour", "spacing")] == [["accent"], ["white"], ["wide"]]
    canvas.press("ArrowUp")  # with the keyboard: the next of the group
    expect(canvas.frame.locator(".tile--row")).not_to_have_class("tile tile--row has-ground is-accent in-white is-wide")
    canvas.press("Escape")
    expect(look).to_be_hidden()
    expect(canvas.chosen).to_be_focused()
    canvas.press(*["Control+z"] * 4)
    assert canvas.state_text() == before
    assert canvas.console == []
