"""A vote by a code sent to a telephone; a form that asks a challenge; where questions are handled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from interaction import challenges, crypto, limits, services
from interaction.activities import services as activities
from interaction.activities.models import Activity
from interaction.confirming.telephones import SMS
from interaction.exchange import connectors, outgoing
from interaction.models import Message, Ticket
from interaction.ticket_kinds import OA
from portal.approvals import services as approvals
from tests import factories
from tests.factories import DECLARED
from tests.plugins.portal import empty_caches
from tests.stories.browsing import Enter, doors
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
PICTURES = ROOT / "test-results" / "confirmed"


@pytest.fixture
def enter(browser: Browser, live_server) -> Iterator[Enter]:
    """A page of somebody who has signed in; everybody has a browser of their own."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    empty_caches()
    with doors(browser, live_server.url) as enter:
        yield enter


def connected(party: str) -> None:
    found = connectors.of(party)
    found.transport, found.is_active, found.url = "http", True, "https://other.example"
    found.save()


def fits_and_is_accessible(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def opened(site: factories.Site) -> Activity:
    """A vote that asks for a code by telephone, through its case."""
    staff, now = site.department.registration, timezone.now()
    vote = activities.new(staff.unit, staff.liaison, "vote")
    vote.title, vote.lead = "最美测绘人网上投票", "请选出您心中的最美测绘人。"
    vote.opens_at, vote.closes_at = now - timedelta(hours=1), now + timedelta(days=10)
    vote.content = {"candidates": [{"id": f"k{n}", "name": f"{n}号", "text": "", "image": None} for n in (1, 2, 3)]}
    vote.rules = {**vote.rules, "identity": "telephone"}
    case = activities.send(activities.keep(vote, staff.liaison), staff.liaison, DECLARED)
    case = approvals.pass_secrecy(case.pk, staff.secrecy, case.version)
    approvals.agree(case.pk, staff.head, case.version)
    return Activity.objects.get()


@pytest.mark.clause("S2")
def test_somebody_votes_with_a_code_on_a_phone_without_scripts(
    browser: Browser, live_server, enter: Enter, site: factories.Site
) -> None:
    connected(SMS)
    vote = opened(site)
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(activities.public_url(vote))
    page.get_by_label("2号").check()
    page.fill("[name=telephone]", "139 1234 5678")
    page.get_by_role("button", name="获取验证码").click()
    expect(page.locator(".gk-notice")).to_contain_text("验证码已发出")
    expect(page.get_by_label("2号")).to_be_checked()
    page.screenshot(path=PICTURES / "01-code-sent.png", full_page=True)
    envelope = outgoing.envelope_of(Message.objects.get())
    assert envelope is not None
    found = re.search("[0-9]{6}", envelope.body["text"])
    assert found is not None
    page.fill("[name=telephone_code]", found.group())
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    context.close()
    assert vote.ballots.count() == 1
    reader = enter(width=390)
    reader.goto(activities.public_url(vote))
    fits_and_is_accessible(reader)


@pytest.mark.clause("S5")
def test_a_form_asks_a_challenge_when_much_comes_in(enter: Enter, site: factories.Site) -> None:
    for _time in range(limits.CALM_ALL.count):
        limits.CALM_ALL.count_up(challenges.ALL)
    page = enter(width=390)
    page.goto("/interaction/consult/")
    told = {
        "subject": "老房子怎么登记",
        "text": "老房子没有证，请问怎么办理登记？",
        "name": "司徒望舒",
        "contact": "13800138000",
    }
    for name, value in told.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=wish][value=private]")
    page.locator(".gk-challenge").scroll_into_view_if_needed()
    assert page.evaluate("document.querySelector('.gk-challenge').naturalWidth") == 200
    fits_and_is_accessible(page)
    page.screenshot(path=PICTURES / "02-challenge.png", full_page=True)
    page.fill("[name=challenge]", "没看清")
    page.get_by_role("button", name="提交咨询").click()
    expect(page.locator(".gk-error", has_text="验证有误")).to_be_visible()
    what = crypto.unpack(page.locator("[name=challenge_token]").input_value())
    expect(page.get_by_text(challenges.question_of(what))).to_be_visible()
    page.fill("[name=challenge]", str(sum(what["sum"])))
    page.get_by_role("button", name="提交咨询").click()
    expect(page.locator("#ticket-number")).to_be_visible()
    assert Ticket.objects.count() == 1


@pytest.mark.clause("S5")
def test_the_office_has_questions_handled_in_the_oa_system_and_takes_one_back(
    enter: Enter, site: factories.Site
) -> None:
    connected(OA)
    desk = enter(site.department.office.head)
    desk.goto("/admin/tickets/")
    desk.get_by_role("link", name="咨询办理方式").click()
    desk.get_by_label("在 OA 系统办理").check()
    desk.get_by_role("button", name="保存设置").click()
    expect(desk.locator(".messages .success")).to_be_visible()
    desk.screenshot(path=PICTURES / "03-place.png", full_page=True)
    told = {"name": "司徒望舒", "contact": "13800138000", "subject": "地块登记", "text": "登记前要不要查耕地？"}
    ticket = services.submit(**told).ticket
    assert ticket.system == OA
    desk.goto(services.ticket_url(ticket))
    desk.get_by_text("从 OA 系统收回", exact=True).click()
    desk.fill("form[action$='/recall/'] [name=text]", "OA 系统停机检修。")
    desk.screenshot(path=PICTURES / "04-in-oa.png", full_page=True)
    desk.get_by_role("button", name="改在门户内办理").click()
    expect(desk.locator(".messages .success")).to_be_visible()
    assert Ticket.objects.get().system == ""
