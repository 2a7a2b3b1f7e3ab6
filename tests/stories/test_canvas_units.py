"""Several units build one topic: its owner gives them regions, and each edits its own."""

from __future__ import annotations

from typing import Any

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
def topic(site) -> TopicPage:
    """A heading and a text of the owner, and between them a row."""
    found = topics.open_topic(site)
    cell = {"type": "item", "value": {"width": "12", "tiles": [heading("inner", "确权登记")]}, "id": "cell"}
    found.body = [
        heading("top", "耕地保护"),
        {"type": "row", "value": {"columns": [cell]}, "id": "row"},
        {
            "type": "rich_text",
            "value": "<p>十分<b>珍惜</b>每一寸<a href='https://www.gov.cn'>土地</a>。</p>",
            "id": "rich",
        },
    ]
    found.save_revision(user=site.department.farmland.liaison)
    return found


def stored(topic: TopicPage) -> dict[str, str]:
    body = TopicPage.objects.get(pk=topic.pk).get_latest_revision_as_object().body
    return {item["id"]: str(item["value"]) for item in body.raw_data}


def give(canvas: CanvasEditor, number: int, unit: Any) -> None:
    """The owner gives a tile to a unit, from the bar of the tile."""
    canvas.choose(number)
    canvas.act("units")
    dialog = canvas.page.locator("dialog.gk-regions")
    dialog.get_by_label(str(unit), exact=True).check()
    canvas.page.screenshot(path=PICTURES / "10-units.png")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_be_hidden()
    expect(canvas.page.locator(".gk-canvas-flag", has_text=str(unit))).to_be_visible()


def test_two_units_build_one_topic_each_in_its_region(enter, site, topic) -> None:
    owner = CanvasEditor(enter(site.department.farmland.liaison, 1440), topic.pk)
    owner.open()
    give(owner, 1, site.department.registration.unit)
    before = stored(topic)
    guest = CanvasEditor(enter(site.department.registration.handler, 1440), topic.pk)
    guest.open()
    expect(guest.page.locator(".gk-canvas-flag.is-own")).to_have_count(1)
    nothing_of_others_can_be_changed(guest)
    guest.choose(2)
    guest.fill("text", "登记局写的")
    guest.press("Escape", "Alt+ArrowUp")
    guest.add_by_keys("引文")
    guest.fill_places("登记局添的")
    guest.settled()
    guest.saved()
    guest.page.screenshot(path=PICTURES / "11-region.png")
    found = Axe().run(guest.page, context=".gk-canvas", options={"runOnly": WCAG_22_AA})
    assert found.violations_count == 0, found.generate_report()
    after = stored(topic)
    assert "登记局写的" in after["row"] and "登记局添的" in after["row"]
    assert (after["top"], after["rich"]) == (before["top"], before["rich"])
    assert guest.page.locator("[name=action-send-for-approval]").count() == 0
    assert owner.console == [] and guest.console == []


def test_a_unit_edits_one_tile_in_a_column_of_a_row_and_nothing_around_it(enter, site, topic) -> None:
    owner = CanvasEditor(enter(site.department.farmland.liaison, 1440), topic.pk)
    owner.open()
    give(owner, 2, site.department.registration.unit)
    before = stored(topic)
    guest = CanvasEditor(enter(site.department.registration.handler, 1440), topic.pk)
    guest.open()
    expect(guest.page.locator(".gk-canvas-flag.is-own")).to_have_count(1)
    state = guest.state_text()
    guest.choose(1)
    expect(guest.page.locator(".gk-canvas-whose")).to_be_visible()
    for key in ("Delete", "Alt+ArrowUp", "Insert", "Control+d"):
        guest.press(key)
        expect(guest.page.locator(".gk-canvas-live.is-shown")).to_contain_text("不在本单位")
    guest.choose(2)
    guest.press("Delete", "Alt+ArrowRight", "Alt+ArrowLeft")
    assert guest.state_text() == state
    guest.fill("text", "登记局写的")
    guest.settled()
    guest.saved()
    guest.page.screenshot(path=PICTURES / "11-region-inside.png")
    after = stored(topic)
    assert "登记局写的" in after["row"]
    assert (after["top"], after["rich"]) == (before["top"], before["rich"])
    assert owner.console == [] and guest.console == []


def nothing_of_others_can_be_changed(guest: CanvasEditor) -> None:
    state = guest.state_text()
    guest.choose(0)
    expect(guest.page.locator(".gk-canvas-whose")).to_be_visible()
    expect(guest.page.locator("#page-edit-form [data-streamfield-child][inert]")).to_have_count(1)
    for key in ("Delete", "Alt+ArrowDown", "Control+d", "Insert", "Control+x", "F2", "Shift+ArrowLeft"):
        guest.press(key)
        expect(guest.page.locator(".gk-canvas-live.is-shown")).to_contain_text("不在本单位")
    guest.choose(1)
    guest.press("Delete", "Alt+ArrowUp")
    guest.frame.get_by_role("heading", name="耕地保护").first.dblclick()
    assert guest.state_text() == state
    expect(guest.page.locator("#id_title")).to_be_disabled()


def test_what_somebody_changes_past_the_canvas_is_refused_at_the_tile_and_not_lost(enter, site, topic) -> None:
    owner = CanvasEditor(enter(site.department.farmland.liaison, 1440), topic.pk)
    owner.open()
    give(owner, 1, site.department.registration.unit)
    before = stored(topic)
    page = enter(site.department.registration.handler, 1440)
    guest = CanvasEditor(page, topic.pk)
    guest.open()
    page.locator("[data-act=form]").click()
    page.locator("[name=body-0-value-text]").fill("登记局改了主办处的标题")
    page.locator("button.action-save:visible").click()
    message = page.locator("[data-contentpath=top] .help-critical")
    expect(message).to_contain_text(str(site.department.farmland.unit))
    expect(page.locator("[name=body-0-value-text]")).to_have_value("登记局改了主办处的标题")
    assert stored(topic) == before
    page.locator(".gk-canvas-back").click()
    expect(page.locator(".gk-canvas-badge.is-weight-3")).to_be_visible()
    guest.choose(0)
    expect(page.locator(".gk-canvas-problems")).to_contain_text("请由")
    guest.choose(2)
    guest.fill("text", "登记局自己的")
    page.screenshot(path=PICTURES / "12-refused.png")
    page.get_by_role("button", name="只保存本单位区域的内容").click()
    expect(page.locator(".messages .success")).to_be_visible()
    after = stored(topic)
    assert after["top"] == before["top"] and "登记局自己的" in after["row"]
