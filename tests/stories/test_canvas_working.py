"""Working on a topic on its page: comments at tiles, tiles that wait for their day, tiles for another topic."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from special_topics.models import TopicPage
from tests import topics
from tests.stories.canvas_editor import PICTURES, CanvasEditor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]


def test_a_comment_is_pinned_to_a_tile_shown_there_and_resolved(enter, site, topic) -> None:
    writer = CanvasEditor(enter(site.department.farmland.head, 1440), topic.pk)
    writer.open()
    writer.choose(1)
    page = writer.page
    page.locator("#page-edit-form [data-comment-add]:visible").first.click(force=True)  # it shows where one points
    page.locator(".comment__input").fill("请补上日期")
    page.get_by_role("button", name="评论", exact=True).click()
    expect(page.locator(".gk-canvas-badge.is-comment")).to_have_count(1)
    drawer, side = page.locator("#page-edit-form").bounding_box(), page.locator(".form-side").bounding_box()
    assert drawer and side and drawer["x"] + drawer["width"] <= side["x"] + 1, "one covers the other"
    page.screenshot(path=PICTURES / "15-comment.png")
    writer.saved()
    reader = CanvasEditor(enter(site.department.farmland.liaison, 1440), topic.pk)
    reader.open()
    mark = reader.page.get_by_role("button", name="本区块的批注：1条")
    mark.click()
    expect(reader.chosen).to_contain_text("第二节")
    comment = reader.page.locator(".comment", has_text="请补上日期")
    expect(comment).to_be_visible()
    reader.press("Alt+ArrowUp")  # the mark goes where its tile goes
    comment.locator("summary").click()
    comment.get_by_role("menuitem", name="解决").click()
    reader.choose(0)
    expect(reader.page.locator(".gk-canvas-badge.is-comment")).to_have_count(0)
    assert writer.console == [] and reader.console == []


def test_a_tile_waits_for_its_day(enter, site, topic) -> None:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    canvas = CanvasEditor(enter(site.department.farmland.liaison, 1440), topic.pk)
    canvas.open()
    canvas.choose(1)
    canvas.act("hide")
    field = canvas.page.locator("[name=body-1-value-settings-hide_until]")
    expect(field).to_be_focused()
    canvas.type(day)
    canvas.press("Tab")
    expect(canvas.frame.locator(".tile-waits__note")).to_contain_text(day)
    expect(canvas.frame.locator(".tile-waits")).to_contain_text("第二节")
    canvas.page.screenshot(path=PICTURES / "16-waits.png")
    canvas.saved()
    topics.publish(site, topic)
    stranger = enter(None)
    stranger.goto(TopicPage.objects.get(pk=topic.pk).url)
    expect(stranger.locator("main")).to_contain_text("守住红线")
    expect(stranger.locator("main")).not_to_contain_text("第二节")
    assert canvas.console == []


def test_a_copied_tile_is_pasted_into_another_topic_as_a_new_one(enter, site, topic) -> None:
    other = topics.open_topic(site, "water", "水资源")
    other.body = []
    other.save_revision(user=site.department.farmland.liaison)
    page = enter(site.department.farmland.liaison, 1440)
    canvas = CanvasEditor(page, topic.pk)
    canvas.open()
    canvas.choose(1)
    canvas.press("Control+c")
    copied = canvas.state()[1]
    canvas = CanvasEditor(page, other.pk)
    canvas.open()
    canvas.enter_outline()
    canvas.press("Control+v")
    expect(canvas.items).to_have_count(1)
    expect(canvas.frame.locator(".tile")).to_contain_text("第二节")
    pasted = canvas.state()[0]
    assert pasted["value"] == copied["value"] and pasted["id"] != copied["id"]
    canvas.saved()
    stored = TopicPage.objects.get(pk=other.pk).get_latest_revision_as_object().body
    assert [item["id"] for item in stored.raw_data] == [pasted["id"]]
    assert canvas.console == []
