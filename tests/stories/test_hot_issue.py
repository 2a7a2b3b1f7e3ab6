"""A response to a hot issue, from the Office's request to the public's page, and how it leaves there and comes back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from interaction.hot_issues.models import HotIssue
from portal.approvals.models import TakeDown
from tests import factories
from tests.stories.browsing import Enter, case_at, decided, send
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("N7"),
]
PICTURES = ROOT / "test-results" / "hot-issue"
ISSUE = "老旧小区加装电梯如何登记"
TITLE = "关于老旧小区加装电梯登记问题的回应"
SAID = "加装电梯不改变房屋专有部分面积的，无需办理变更登记。"


def picture(page: Page, name: str) -> None:
    """Keep a picture, where nothing stands out at the side."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def asked(office: Page, unit: int) -> HotIssue:
    """The Office asks a unit for a response within three working days."""
    office.goto("/admin/hot-issues/ask/")
    office.click("form.gk-form button.gk-button")
    expect(office.locator(".gk-form")).to_contain_text("请填写此项")
    office.fill("[name=title]", ISSUE)
    office.fill("[name=about]", "多位市民在热线反映，办理口径不一。")
    office.fill("[name=seen_at]", "12345 热线")
    office.select_option("[name=unit]", str(unit))
    office.fill("[name=days]", "3")
    office.click("form.gk-form button.gk-button")
    office.wait_for_url(re.compile(r"/admin/hot-issues/\d+/"))
    return HotIssue.objects.get()


def respond(page: Page, issue: HotIssue) -> None:
    page.goto("/admin/")
    expect(page.locator("body")).to_contain_text(ISSUE)
    page.goto(f"/admin/hot-issues/{issue.pk}/respond/")
    page.fill("[name=title]", TITLE)
    page.fill("[name=concern]", "加装电梯后是否需要办理变更登记。")
    page.fill("[name=text]", SAID)


def test_from_the_offices_request_to_the_page_and_out_of_view_and_back(enter: Enter, site: factories.Site) -> None:
    staff, office, centre = site.department.registration, site.department.office, site.department.publicity
    issue = asked(enter(office.liaison), staff.unit.pk)
    unit = enter(staff.liaison)
    respond(unit, issue)
    decided(enter, send(unit), (staff.secrecy, "pass_secrecy"), (staff.head, "agree"))
    address = f"/interaction/hot-issues/{issue.number}/"

    phone = enter(width=390)
    phone.goto("/interaction/hot-issues/")
    phone.get_by_role("link", name=TITLE).click()
    expect(phone.locator("main")).to_contain_text(SAID)
    picture(phone, "response-390")

    duty = enter(centre.handler)
    duty.goto("/admin/take-down/")
    duty.fill("#address", duty.url.split("/admin/")[0] + address)
    duty.get_by_role("button", name="查找").or_(duty.locator(".gk-form .gk-button")).first.click()
    expect(duty.locator("h1")).to_contain_text(TITLE)
    duty.fill("#reason", "回应口径有误")
    picture(duty, "take-down")
    duty.get_by_role("button", name="立即下线").click()
    confirmation = case_at(duty)
    assert phone.goto(address).status == 410
    expect(phone.locator("main")).not_to_contain_text(TITLE)
    phone.goto("/interaction/hot-issues/")
    expect(phone.locator("main")).not_to_contain_text(TITLE)

    leader = enter(office.head, width=390)
    leader.goto(f"/admin/cases/{confirmation.pk}/")
    leader.locator(".gk-case-bar a.gk-button:not(.is-quiet)").click()
    leader.fill("#opinion", "口径无误，恢复公开。")
    picture(leader, "decided-390")
    leader.locator("button[formaction$='/refuse/']").click()
    expect(leader.locator(".messages .success")).to_be_visible()
    assert TakeDown.objects.get().state == TakeDown.State.RESTORED
    assert phone.goto(address).status == 200
    expect(phone.locator("main")).to_contain_text(SAID)


@pytest.mark.clause("D6")
def test_a_unit_asks_for_the_withdrawal_of_its_own_response(enter: Enter, site: factories.Site) -> None:
    staff, office = site.department.registration, site.department.office
    unit = enter(staff.liaison)
    unit.goto("/admin/hot-issues/new/")
    unit.fill("[name=title]", ISSUE)
    unit.fill("[name=about]", "市民在留言中集中反映。")
    unit.select_option("[name=unit]", str(staff.unit.pk))
    unit.click("form.gk-form button.gk-button")
    unit.wait_for_url(re.compile(r"/admin/hot-issues/\d+/"))
    issue = HotIssue.objects.get()
    unit.goto(f"/admin/hot-issues/{issue.pk}/respond/")
    unit.fill("[name=title]", TITLE)
    unit.fill("[name=concern]", "加装电梯后是否需要办理变更登记。")
    unit.fill("[name=text]", SAID)
    decided(enter, send(unit), (staff.secrecy, "pass_secrecy"), (staff.head, "agree"))

    unit.goto(f"/admin/hot-issues/{issue.pk}/")
    picture(unit, "issue")
    unit.get_by_role("link", name="申请撤下").click()
    unit.click("form.gk-form button.gk-button")
    expect(unit.locator(".gk-form")).to_contain_text("必填")
    unit.fill("[name=reason]", "依据的文件已经修订")
    unit.click("form.gk-form button.gk-button")
    case = case_at(unit)
    decided(enter, case, (staff.head, "agree"), (office.handler, "agree"))
    phone = enter(width=390)
    assert phone.goto(f"/interaction/hot-issues/{issue.number}/").status == 410
    unit.goto(f"/admin/hot-issues/{issue.pk}/")
    expect(unit.locator("body")).to_contain_text("已按制作单位申请撤下")
    picture(unit, "withdrawn")
