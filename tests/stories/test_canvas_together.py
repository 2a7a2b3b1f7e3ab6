"""Two people edit one topic at the same time: what both do is put together; where both changed a tile, one chooses."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from special_topics.models import TopicPage
from tests.stories.canvas_editor import PICTURES, CanvasEditor
from tests.stories.story import WCAG_22_AA

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]


def texts(topic: TopicPage) -> list[str]:
    body = TopicPage.objects.get(pk=topic.pk).get_latest_revision_as_object().body
    return [item["value"]["text"] for item in body.raw_data]


def kept(canvas: CanvasEditor, topic: TopicPage, wanted: list[str]) -> None:
    """Wait until the newest draft says this."""
    for _try in range(100):
        if texts(topic) == wanted:
            return
        canvas.page.wait_for_timeout(100)
    raise AssertionError(texts(topic))


def test_two_people_write_at_once_and_nothing_is_lost_or_overwritten_unasked(enter, site, topic) -> None:
    first = CanvasEditor(enter(site.department.farmland.liaison, 1440), topic.pk)
    second = CanvasEditor(enter(site.department.farmland.head, 1440), topic.pk)
    first.open()
    second.open()
    expect(second.page.locator(".w-editing-sessions__session")).to_have_count(1)
    different_tiles_are_put_together(first, second, topic)
    of_the_same_tile_one_chooses(first, second, topic)
    assert first.console == [] and second.console == []


def different_tiles_are_put_together(first: CanvasEditor, second: CanvasEditor, topic: TopicPage) -> None:
    first.choose(0)
    first.fill("text", "甲改的标题")
    first.saved()
    second.choose(1)
    second.fill("text", "乙改的第二节")
    kept(second, topic, ["甲改的标题", "乙改的第二节"])
    expect(second.page.locator(".gk-together-note")).to_contain_text("均未被覆盖")
    second.page.screenshot(path=PICTURES / "04-together.png")
    first.fill("text", "甲又改的标题")
    kept(first, topic, ["甲又改的标题", "乙改的第二节"])


def of_the_same_tile_one_chooses(first: CanvasEditor, second: CanvasEditor, topic: TopicPage) -> None:
    page = second.page
    second.choose(0)
    second.fill("text", "乙也改标题")
    dialog = page.locator("dialog.gk-together")
    expect(dialog).to_be_visible()
    for side, text in (("已保存的版本", "甲又改的标题"), ("您编辑的版本", "乙也改标题")):
        shown = dialog.frame_locator(f"iframe[title*='{side}']")
        expect(shown.get_by_role("heading")).to_have_text(text)
    page.screenshot(path=PICTURES / "04-conflict.png")
    found = Axe().run(page, context="dialog.gk-together", options={"runOnly": WCAG_22_AA})
    assert found.violations_count == 0, found.generate_report()
    assert texts(topic)[0] == "甲又改的标题"
    dialog.get_by_label("您编辑的版本").check()
    dialog.get_by_role("button", name="保存").click()
    expect(page.locator(".messages .success")).to_be_visible()
    assert texts(topic) == ["乙也改标题", "乙改的第二节"]
