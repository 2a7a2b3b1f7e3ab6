"""A save is refused: it is said where, nothing is lost, and as soon as the fault is mended saving goes on."""

from __future__ import annotations

import json

import pytest
from django.utils import translation
from playwright.sync_api import expect

from special_topics import designs
from special_topics.models import TopicPage
from tests.stories.canvas_editor import PICTURES, CanvasEditor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]


def stored(topic: TopicPage) -> str:
    body = TopicPage.objects.get(pk=topic.pk).get_latest_revision_as_object().body
    return json.dumps(list(body.raw_data), ensure_ascii=False)


def test_after_a_refused_save_the_fault_is_in_sight_and_everything_can_be_undone(enter, site, topic) -> None:
    page = enter(site.department.farmland.liaison, 1440)
    canvas = CanvasEditor(page, topic.pk)
    canvas.open()
    canvas.choose(0)
    canvas.fill("text", "改过的标题")
    canvas.choose(1)
    canvas.add("link_list")
    canvas.fill("url", "不是网址")
    canvas.paused()
    canvas.press("Escape", "Control+s")
    told = page.locator(".messages .error")
    expect(told).to_be_visible()
    canvas.wait_ready()
    expect(page.locator(".gk-canvas-live.is-shown")).to_contain_text("未能保存")
    expect(canvas.chosen).to_have_attribute("data-tile", canvas.state()[2]["id"])
    box, header = told.bounding_box(), page.locator(".w-slim-header").bounding_box()
    assert box and header and box["y"] >= header["y"] + header["height"] - 1, "it lies under the header"
    canvas.settled()
    expect(canvas.frame.locator(".gk-tiles")).to_contain_text("改过的标题")
    page.screenshot(path=PICTURES / "19-refused.png")
    canvas.act("remove")
    expect(canvas.items).to_have_count(2)
    canvas.saved()  # nothing is wrong any more: it is saved without being asked
    assert "改过的标题" in stored(topic) and "不是网址" not in stored(topic)
    expect(told).to_be_hidden()
    undo = page.locator("[data-act=undo]")
    undo.click()
    expect(canvas.items).to_have_count(3)
    assert "不是网址" in canvas.state_text()
    for _step in range(6):
        if undo.is_enabled():
            undo.click()
    assert [tile["value"]["text"] for tile in canvas.state()] == ["守住红线", "第二节"]
    assert canvas.console == []


def test_what_the_mouse_deleted_is_undone_from_the_keyboard_at_once(enter, site, topic) -> None:
    page = enter(site.department.farmland.liaison, 1440)
    canvas = CanvasEditor(page, topic.pk)
    canvas.open()
    for left in (1, 0):
        canvas.choose(0)
        canvas.act("remove")
        expect(canvas.items).to_have_count(left)
    canvas.press("Control+z", "Control+z")
    expect(canvas.items).to_have_count(2)
    canvas.press("Control+y")
    expect(canvas.items).to_have_count(1)
    canvas.press("Control+z")
    canvas.choose(0)
    field = page.locator("#page-edit-form [name$='-value-text']:visible")
    field.fill("写一半")
    field.press("Control+z")  # the field's own undoing
    expect(canvas.items).to_have_count(2)
    assert canvas.console == []


def test_a_topic_begun_with_a_map_is_kept_by_itself(enter, site, topic) -> None:
    with translation.override("zh-hans"):
        topic.body = designs.disaster()
    topic.save_revision(user=site.department.farmland.liaison, clean=False)
    canvas = CanvasEditor(enter(site.department.farmland.liaison, 1440), topic.pk)
    errors: list[str] = []
    canvas.page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    canvas.open()
    canvas.choose(0)
    canvas.fill("text", "暴雨红色预警生效中")
    canvas.saved()
    assert "暴雨红色预警生效中" in stored(topic)
    assert canvas.console == [] and errors == []
    canvas.page.locator("[data-act=palette]").click()
    dialog = canvas.page.locator(".gk-palette[open]")
    assert dialog.evaluate("(one) => one.scrollWidth <= one.clientWidth"), "it scrolls sideways"
    canvas.page.screenshot(path=PICTURES / "20-palette.png")
    mark = canvas.page.locator(".gk-outline-trouble").first.bounding_box()
    assert mark and abs(mark["width"] - mark["height"]) < 1
    expect(canvas.page.locator(".gk-outline-column", has_text="部分").first).to_be_attached()
