"""A unit asks the public: made, approved, taken part in on a phone, answered, and its result read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from interaction.activities import services
from interaction.activities.models import Activity, Entry
from portal.approvals.models import Case
from tests import factories
from tests.stories.browsing import Enter, decided, declare
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
PICTURES = ROOT / "test-results" / "activities"
DRAFT = "第一条　为方便群众查询，制定本办法。\n第二条　查询人提交申请书和身份证明。\n第三条　十个工作日内提供结果。"
OPINION = "十个工作日太长，建议改为三个工作日。"
PHONE = 390


def fits(page: Page) -> None:
    """Nothing stands out to the right."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_a_draft_is_commented_on_and_every_opinion_is_answered(enter: Enter, site: factories.Site) -> None:
    registration = site.department.registration
    maker = enter(registration.liaison)
    maker.goto("/admin/activities/")
    maker.get_by_role("link", name="发起活动").click()
    maker.screenshot(path=PICTURES / "01-kinds.png", full_page=True)
    maker.get_by_role("link", name="征求意见").click()
    maker.fill("[name=title]", "关于查询办法公开征求意见的公告")
    maker.fill("[name=lead]", "欢迎对查询办法提出意见。")
    maker.check("[name=basis][value=normative]")
    maker.fill("[name=text]", DRAFT)
    now = timezone.localtime()
    maker.fill("[name=opens_at]", f"{now:%Y-%m-%dT00:00}")
    maker.fill("[name=closes_at]", f"{now + timedelta(days=3):%Y-%m-%dT18:00}")
    maker.get_by_role("button", name="保存草稿").click()
    expect(maker.locator(".gk-error").first).to_contain_text("至少7个工作日")
    maker.fill("[name=closes_at]", f"{now + timedelta(days=40):%Y-%m-%dT18:00}")
    maker.screenshot(path=PICTURES / "02-form.png", full_page=True)
    maker.get_by_role("button", name="保存草稿").click()
    maker.get_by_role("link", name="预览公开页面").click()
    expect(maker.get_by_role("heading", name="第二条")).to_be_visible()
    maker.screenshot(path=PICTURES / "03-preview.png", full_page=True)
    maker.go_back()
    declare(maker, "form[action$='/send/']")
    maker.screenshot(path=PICTURES / "04-before-sending.png", full_page=True)
    maker.locator("form[action$='/send/'] button").click()
    decided(
        enter, Case.objects.get(kind="activity"),
        (registration.secrecy, "pass_secrecy"), (registration.head, "agree"),
    )  # fmt: skip

    citizen = enter(None, PHONE)
    citizen.goto("/interaction/activities/")
    fits(citizen)
    citizen.screenshot(path=PICTURES / "05-list-phone.png", full_page=True)
    citizen.get_by_role("link", name="关于查询办法公开征求意见的公告").click()
    citizen.locator("#clause-c3 a").click()
    expect(citizen.locator("[name=part]")).to_have_value("c3")
    citizen.fill("[name=text]", OPINION)
    citizen.screenshot(path=PICTURES / "06-opinion-phone.png", full_page=True)
    fits(citizen)
    citizen.get_by_role("button", name="提交").click()
    number, code = citizen.locator("#entry-number").inner_text(), citizen.locator("#query-code").inner_text()
    citizen.screenshot(path=PICTURES / "07-receipt-phone.png", full_page=True)

    activity = Activity.objects.get()
    services.close(activity, activity.closes_at)
    maker.goto(f"/admin/activities/{activity.pk}/entries/")
    maker.get_by_label(number).check()
    maker.fill("[name=said]", "提供结果的期限过长")
    maker.screenshot(path=PICTURES / "08-entries.png", full_page=True)
    maker.get_by_role("button", name="归并", exact=True).click()
    maker.get_by_role("link", name="意见答复").click()
    maker.get_by_label("部分采纳").check()
    maker.locator("textarea[name$='-text']").fill("缩短为五个工作日。")
    maker.screenshot(path=PICTURES / "09-answer.png", full_page=True)
    maker.get_by_role("button", name="保存答复").click()
    maker.goto(f"/admin/activities/{activity.pk}/result/")
    maker.fill("[name=text]", "共收到意见一条，部分采纳。")
    declare(maker)
    maker.locator("button[name=send]").click()
    decided(
        enter, Case.objects.get(kind="activity_result"),
        (registration.secrecy, "pass_secrecy"), (registration.head, "agree"),
    )  # fmt: skip
    citizen.goto(f"/interaction/activities/{activity.number}/")
    expect(citizen.locator("#result")).to_contain_text("缩短为五个工作日。")
    assert OPINION not in citizen.content()
    citizen.screenshot(path=PICTURES / "10-result-phone.png", full_page=True)
    fits(citizen)
    citizen.goto("/interaction/activities/follow/")
    citizen.fill("[name=number]", number)
    citizen.fill("[name=code]", code)
    citizen.locator("main form button").click()
    expect(citizen.locator("main")).to_contain_text("部分采纳")
    citizen.screenshot(path=PICTURES / "11-followed-phone.png", full_page=True)


def test_a_vote_is_made_row_by_row_and_taken_part_in_once(enter: Enter, site: factories.Site) -> None:
    registration = site.department.registration
    maker = enter(registration.liaison)
    maker.goto("/admin/activities/new/vote/")
    maker.fill("[name=title]", "最美测绘人网上投票")
    maker.fill("[name=lead]", "请选出您心中的最美测绘人。")
    maker.fill("[name=opens_at]", f"{timezone.localtime():%Y-%m-%dT00:00}")
    maker.check("[name=show][value=live]")
    for number, name in enumerate(("程远山", "卫星河", "米图南")):
        maker.fill(f"[name=row-{number}-name]", name)
    maker.get_by_role("button", name="保存并增加行").click()
    maker.fill("[name=row-3-name]", "罗经纬")
    maker.screenshot(path=PICTURES / "20-vote-form.png", full_page=True)
    maker.get_by_role("button", name="保存草稿").click()
    declare(maker, "form[action$='/send/']")
    maker.locator("form[action$='/send/'] button").click()
    decided(
        enter, Case.objects.get(kind="activity"),
        (registration.secrecy, "pass_secrecy"), (registration.head, "agree"),
    )  # fmt: skip
    vote = Activity.objects.get()
    citizen = enter(None, PHONE)
    late = citizen.context.new_page()  # the same device, with the form still open beside
    for page in (citizen, late):
        page.goto(f"/interaction/activities/{vote.number}/")
        page.get_by_label("罗经纬").check()
    for page, told in ((citizen, ".gk-notice[role=status]"), (late, "[role=alert]")):
        page.get_by_role("button", name="提交").click()
        expect(page.locator(told)).to_be_visible()
    expect(late.locator("[role=alert]")).to_contain_text("您已经参与过")
    late.screenshot(path=PICTURES / "21-once.png", full_page=True)
    citizen.goto(f"/interaction/activities/{vote.number}/")
    expect(citizen.locator("main")).to_contain_text("您已参与，感谢支持")
    expect(citizen.get_by_label("罗经纬")).to_have_count(0)
    citizen.screenshot(path=PICTURES / "22-taken-part.png", full_page=True)
    fits(citizen)
    maker.goto(f"/admin/activities/{vote.pk}/ballots/")
    expect(maker.locator("main")).to_contain_text("有效 1 票")
    expect(maker.locator("main")).to_contain_text("重复参与")
    maker.screenshot(path=PICTURES / "23-ballots.png", full_page=True)
    assert not Entry.objects.exists()
