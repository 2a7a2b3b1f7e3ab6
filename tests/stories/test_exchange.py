"""A system of others is connected, its result reaches the person; a reply from a template, approved by a stand-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from interaction import services
from interaction.exchange import connectors, jobs
from interaction.models import Message, Ticket
from interaction.ticket_kinds import PETITION
from portal.organisation.models import Capacity
from tests import factories
from tests.interaction.exchange.driving import SECRET, Counterpart, counterpart
from tests.stories.browsing import Enter, case_at, declare, press
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
PICTURES = ROOT / "test-results" / "exchange"
COMPLAINT = {
    "subject": "窗口多收费用",
    "text": "十一月三日被多收了二十元。",
    "name": "司徒望舒",
    "contact": "a@b.example",
}
SETTINGS = "form[action$='/settings/']"


@pytest.fixture
def petition_system(tmp_path: Path) -> Iterator[Counterpart]:
    """The petition system, a process of its own, which accepts at once and gives its result when asked to."""
    with counterpart(tmp_path / "theirs.sqlite3", 1, 0.0) as side:
        side.control(patient=True)
        yield side


def connect(page: Page, side: Counterpart) -> None:
    page.goto("/admin/tickets/exchange/petition/")
    page.locator("details", has=page.locator(SETTINGS)).locator("summary").click()
    page.select_option(f"{SETTINGS} [name=transport]", "http")
    page.check(f"{SETTINGS} [name=is_active]")
    for name, value in {"url": f"http://127.0.0.1:{side.port}", "key_id": "portal", "secret": SECRET}.items():
        page.fill(f"{SETTINGS} [name={name}]", value)
    page.locator(f"{SETTINGS} button").click()
    expect(page.locator(".messages .success")).to_be_visible()


def carry() -> None:
    """Let the connector have its turn, as the worker does every minute."""
    jobs.carry({"connector": connectors.of(PETITION).pk})


@pytest.mark.clause("S6")
def test_a_complaint_goes_to_the_petition_system_and_its_result_comes_back(
    enter: Enter, site: factories.Site, petition_system: Counterpart
) -> None:
    petitions = factories.staffed_unit("petition", "petition_office")
    connect(enter(site.department.technology.liaison), petition_system)

    person = enter(width=390)
    person.goto("/interaction/complain/")
    for name, value in COMPLAINT.items():
        person.fill(f"[name={name}]", value)
    person.get_by_role("button", name="提交投诉").click()
    number, code = person.locator("#ticket-number").inner_text(), person.locator("#query-code").inner_text()
    carry()
    carry()  # sent, taken and accepted over there: the second turn fetches what the first one caused
    assert Ticket.objects.get().state == "accepted"

    desk = enter(petitions.liaison)
    desk.goto("/admin/tickets/exchange/petition/")
    desk.get_by_role("button", name="立即对账").click()
    expect(desk.get_by_text("双方一致。")).to_be_visible()
    desk.screenshot(path=PICTURES / "01-compared.png", full_page=True)
    desk.get_by_role("link", name=number).first.click()
    expect(desk.get_by_text(f"XF-{number}")).to_be_visible()
    expect(desk.get_by_text(COMPLAINT["text"])).to_be_visible()

    with time_machine.travel(timezone.now() + timedelta(days=11)):
        jobs.erase_handed_over({})
    desk.reload()
    expect(desk.get_by_text("内容由信访信息系统保存")).to_be_visible()
    expect(desk.get_by_text(COMPLAINT["text"])).to_have_count(0)

    petition_system.control(result=number)
    carry()
    person.goto("/interaction/status/")
    person.fill("[name=number]", number)
    person.fill("[name=code]", code)
    person.get_by_role("button", name="查询").click()
    expect(person.get_by_text(f"{number} 已办结")).to_be_visible()
    expect(person.get_by_text(f"XF-{number}")).to_be_visible()
    expect(person.get_by_text(COMPLAINT["text"])).to_have_count(0)
    person.screenshot(path=PICTURES / "02-result.png", full_page=True)
    assert not Message.objects.exclude(state__in=("applied", "confirmed")).exists()


@pytest.mark.clause("S5")
def test_a_reply_begins_with_a_template_and_the_heads_stand_in_approves_it_on_a_phone(
    enter: Enter, site: factories.Site
) -> None:
    unit, office = site.department.registration, site.department.office
    told = {"name": "司徒望舒", "contact": "a@b.example", "subject": "换证", "text": "换发证书要带什么材料？"}
    receipt = services.submit(**told)
    services.assign(receipt.ticket, unit.unit, office.liaison)
    head = unit.unit.posts.get(capacity=Capacity.HEAD)
    stand_in = factories.PostFactory(
        unit=unit.unit, capacity=Capacity.HEAD, stands_in_for=head, ends_on=factories.today()
    ).person

    maker = enter(unit.liaison)
    maker.goto("/admin/tickets/templates/new/")
    maker.fill("[name=title]", "换证材料")
    maker.fill("[name=text]", "请携带身份证明和原证书，五个工作日办结。")
    maker.locator(".gk-page form button").first.click()
    maker.goto(services.ticket_url(receipt.ticket))
    maker.get_by_text("使用答复模板", exact=True).click()
    maker.get_by_role("link", name="换证材料").click()
    expect(maker).to_have_url(re.compile(r"\?template=\d+#reply$"))
    expect(maker.locator("[name=private_text]")).to_have_value("请携带身份证明和原证书，五个工作日办结。")
    maker.screenshot(path=PICTURES / "03-template.png", full_page=True)
    maker.get_by_label("仅咨询人可见").check()
    declare(maker, "#reply form")
    maker.click("button[name=send]")
    case = case_at(maker)

    reviewer = enter(unit.secrecy)
    reviewer.goto(f"/admin/cases/{case.pk}/")
    reviewer.fill("#opinion", "同意")
    reviewer.get_by_role("button", name="可以公开").click()
    expect(reviewer.locator(".messages .success")).to_be_visible()

    phone = enter(stand_in, width=390)
    phone.goto(f"/admin/cases/{case.pk}/")
    phone.get_by_text("同意并办结…").last.click()
    phone.screenshot(path=PICTURES / "04-stand-in.png")
    press(phone, "agree", "同意")

    person = enter(width=390)
    person.goto("/interaction/status/")
    person.fill("[name=number]", receipt.ticket.number)
    person.fill("[name=code]", receipt.code)
    person.get_by_role("button", name="查询").click()
    expect(person.get_by_text("五个工作日办结")).to_be_visible()
