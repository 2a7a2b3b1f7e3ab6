"""A live interview: the recorder types, the text reviewer releases with one key, readers follow without reloading."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from interaction.live.models import Interview, Passage, Transcript
from portal.approvals.models import Case
from tests import factories
from tests.interaction.live.building import announced
from tests.load.live_readers import serving
from tests.stories.browsing import Enter, decided, declare
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("N6"),
]
PICTURES = ROOT / "test-results" / "interview"
ARRIVES_MS = 20_000  # ten times what is promised


@pytest.fixture
def events(live_server, settings) -> Iterator[None]:
    """The events on a port of their own, as beside the demonstration."""
    name = connection.settings_dict["NAME"]
    if connection.vendor != "sqlite":
        pytest.skip("the events are served from the tests' SQLite file")
    knobs = {"GONGKAI_DATABASE": f"sqlite:///{name}", "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    with serving({**os.environ, **knobs}) as (port, _process):
        settings.GONGKAI = {**settings.GONGKAI, "LIVE_EVENTS": f":{port}"}
        yield


def send(page: Page, text: str, kind: str, speaker: str) -> None:
    page.check(f"[name=kind][value={kind}]")
    page.fill("[name=speaker]", speaker)
    page.fill("[name=text]", text)
    page.press("[name=text]", "Control+Enter")
    expect(page.locator("[data-live-waiting]")).to_contain_text(text, timeout=ARRIVES_MS)


def release(page: Page, text: str) -> float:
    """Press the one key on the passage that waits; say when."""
    expect(page.locator("[data-live-row]").first).to_contain_text(text, timeout=ARRIVES_MS)
    page.wait_for_timeout(500)  # a passage that has just come isn't released by a key that was meant for another
    page.keyboard.press("Enter")
    return time.monotonic()


def test_from_the_recorder_to_the_reader(enter: Enter, site: factories.Site, events) -> None:
    staff = site.department.registration
    soon = timezone.now() + timedelta(seconds=20)  # it is ended below, which nobody can before it begins
    interview = announced(staff, starts_at=soon, questions_until=soon)
    desk, review = enter(staff.handler), enter(staff.secrecy)
    reader, phone = enter(), enter(width=390)
    desk.goto(f"/admin/live/{interview.pk}/recorder/")
    review.goto(f"/admin/live/{interview.pk}/review/")
    for page in (reader, phone):
        page.goto(f"/interaction/live/{interview.number}/")
        expect(page.locator("[data-gk-live-reload]")).to_be_hidden(timeout=ARRIVES_MS)  # the events come
        expect(page.locator("[data-gk-live-state]")).to_have_text("尚未开始，开始后内容将在此自动显示。")
    reader.screenshot(path=PICTURES / "01-announced.png", full_page=True)

    send(desk, "各位网友大家好，欢迎收看在线访谈。", "host", "主持人")
    expect(reader.locator(".gk-passage")).to_have_count(0)
    review.screenshot(path=PICTURES / "02-review.png", full_page=True)
    pressed = release(review, "欢迎收看")
    for page in (reader, phone):
        expect(page.locator(".gk-passage")).to_contain_text("欢迎收看", timeout=ARRIVES_MS)
        expect(page.locator("[data-gk-live-state]")).to_have_text("正在直播，新内容自动显示。")
    print(f"with readers after {time.monotonic() - pressed:.2f} s")

    send(desk, "一般登记三个工作日办结。", "guest", "林向荣")
    desk.screenshot(path=PICTURES / "03-recorder.png", full_page=True)
    release(review, "三个工作日")
    expect(phone.locator(".gk-passage")).to_have_count(2, timeout=ARRIVES_MS)

    passage = Passage.objects.get(text__contains="三个工作日")
    desk.goto(f"/admin/live/passages/{passage.pk}/correct/")
    desk.fill("[name=text]", "一般登记五个工作日办结。")
    desk.screenshot(path=PICTURES / "04-correction.png", full_page=True)
    desk.press("[name=text]", "Control+Enter")
    release(review, "五个工作日")
    for page in (reader, phone):
        corrected = page.locator(f"#passage-{passage.pk}")
        expect(corrected.locator("del")).to_contain_text("三个工作日", timeout=ARRIVES_MS)
        expect(corrected.locator("ins")).to_contain_text("五个工作日")
    reader.screenshot(path=PICTURES / "05-reader.png", full_page=True)
    phone.screenshot(path=PICTURES / "06-phone.png", full_page=True)

    desk.goto(f"/admin/live/{interview.pk}/recorder/")
    while timezone.now() < soon:
        desk.wait_for_timeout(500)
    send(desk, "访谈到此结束，再见。", "end", "主持人")
    release(review, "到此结束")
    for page in (reader, phone):
        expect(page.locator("[data-gk-live-state]")).to_have_text("访谈已结束，感谢您的关注。", timeout=ARRIVES_MS)
    assert Interview.objects.get().ended_at is not None

    liaison = enter(staff.liaison)
    liaison.goto(f"/admin/live/{interview.pk}/")
    liaison.get_by_role("link", name="整理实录").click()
    expect(liaison.locator("[name=text]")).to_have_value(
        "主持人：各位网友大家好，欢迎收看在线访谈。\n林向荣：一般登记五个工作日办结。\n访谈到此结束，再见。"
    )
    declare(liaison)
    liaison.screenshot(path=PICTURES / "07-transcript.png", full_page=True)
    liaison.click("button[name=send]")
    liaison.wait_for_url("**/cases/*/")
    case = Case.objects.get(kind="interview_transcript")
    decided(enter, case, (staff.secrecy, "pass_secrecy"), (staff.head, "agree"))
    assert Transcript.objects.get().live
    reader.reload()
    expect(reader.locator(".gk-speeches")).to_contain_text("五个工作日")
    reader.screenshot(path=PICTURES / "08-over.png", full_page=True)


def test_without_javascript_the_page_is_whole(browser: Browser, site: factories.Site, live_server) -> None:
    from tests.interaction.live.building import said

    staff = site.department.registration
    interview = announced(staff)
    said(interview, staff, "大家好。", kind="host", speaker="主持人")
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/interaction/live/{interview.number}/")
    expect(page.locator(".gk-passage")).to_have_count(1)
    said(interview, staff, "欢迎收看。", kind="host", speaker="主持人")
    page.get_by_role("link", name="刷新查看最新内容").click()
    expect(page.locator(".gk-passage")).to_have_count(2)
    page.get_by_role("link", name="我要提问").click()
    page.fill("[name=text]", "老房子没有证怎么登记？")
    page.get_by_role("button", name="提交问题").click()
    page.wait_for_url("**/asked/")
    context.close()
