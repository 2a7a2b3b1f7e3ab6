"""People complain, report an error and ask; handlers act on their pages; the person reads what came of it."""

from __future__ import annotations

import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from interaction import services
from interaction.exchange import connectors, incoming
from interaction.models import Message, Ticket
from interaction.ticket_kinds import PETITION
from portal.addons.types import Envelope
from tests import factories
from tests.stories.browsing import Enter
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
PICTURES = ROOT / "test-results" / "tickets"
COMPLAINT = {
    "subject": "窗口多收费用",
    "text": "十一月三日在玉兰路窗口被多收了二十元。",
    "name": "司徒望舒",
    "contact": "13800138000",
}


def sent(page: Page, address: str, told: dict[str, str], button: str) -> tuple[str, str]:
    """Fill a form in and send it; return number and query code."""
    page.goto(address)
    for name, value in told.items():
        page.fill(f"[name={name}]", value)
    fits_and_is_accessible(page)
    page.get_by_role("button", name=button).click()
    return page.locator("#ticket-number").inner_text(), page.locator("#query-code").inner_text()


def follow(page: Page, number: str, code: str) -> None:
    page.goto("/interaction/status/")
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.get_by_role("button", name="查询").click()
    fits_and_is_accessible(page)


def fits_and_is_accessible(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.clause("S6")
def test_a_complaint_on_a_phone_its_extension_and_its_result(enter: Enter, site: factories.Site) -> None:
    petitions = factories.staffed_unit("petition", "petition_office")
    person = enter(width=390)
    number, code = sent(person, "/interaction/complain/", COMPLAINT, "提交投诉")
    person.screenshot(path=PICTURES / "01-complaint-receipt.png", full_page=True)

    from interaction.exchange import outgoing

    outgoing.taken(Message.objects.get(), confirmed=True)
    body = {"at": "2026-11-27T09:00:00+08:00", "reference": "XF1"}
    incoming.take(connectors.of(PETITION), Envelope("m1", number, 1, "accepted", body))

    desk = enter(petitions.liaison)
    desk.goto("/admin/tickets/?state=accepted")
    desk.get_by_role("link", name=number).click()
    desk.get_by_text("延长办理期限", exact=True).click()
    desk.fill("form[action$='/ask_extension/'] [name=text]", "须实地核查收费记录。")
    desk.screenshot(path=PICTURES / "02-extension.png", full_page=True)
    desk.get_by_role("button", name="报分管厅领导审批").click()
    expect(desk.locator(".messages .success")).to_be_visible()

    leader = enter(petitions.leader, width=390)
    leader.goto("/admin/tickets/")
    leader.get_by_role("link", name=number).click()
    expect(leader.get_by_text("须实地核查收费记录。")).to_be_visible()
    leader.screenshot(path=PICTURES / "03-leader.png", full_page=True)
    leader.get_by_role("button", name="同意延期并告知当事人").click()
    leader.wait_for_load_state()
    assert Ticket.objects.get().extension == 30

    incoming.take(connectors.of(PETITION), Envelope("m2", number, 2, "result", {"text": "已责令退还二十元。"}))
    follow(person, number, code)
    expect(person.get_by_text("须实地核查收费记录。")).to_be_visible()
    expect(person.get_by_text("已责令退还二十元。")).to_be_visible()
    person.screenshot(path=PICTURES / "04-complaint-result.png", full_page=True)


@pytest.mark.clause("S7")
def test_an_error_report_from_the_foot_of_a_page(enter: Enter, site: factories.Site) -> None:
    person = enter()
    person.goto("/interaction/answers/")
    person.get_by_role("link", name="我要纠错").click()
    expect(person.locator("[name=page]")).to_have_value(f"{person.url.split('/interaction')[0]}/interaction/answers/")
    person.fill("[name=text]", "“截止”应为“截至”。")
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(picture, "PNG")
    shot = {"name": "截图.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    person.set_input_files("[name=file]", files=[shot])
    person.screenshot(path=PICTURES / "05-report.png", full_page=True)
    person.get_by_role("button", name="提交纠错").click()
    number, code = person.locator("#ticket-number").inner_text(), person.locator("#query-code").inner_text()

    desk = enter(site.department.office.handler)
    desk.goto("/admin/tickets/")
    desk.get_by_role("link", name=number).click()
    expect(desk.get_by_role("link", name="截图.png")).to_be_visible()
    desk.get_by_label("已改正").check()
    desk.fill("form[action$='/settle/'] [name=text]", "已改正，感谢指正。")
    desk.screenshot(path=PICTURES / "06-settle.png", full_page=True)
    desk.locator("form[action$='/settle/'] button").click()
    expect(desk.locator(".messages .success")).to_be_visible()

    follow(person, number, code)
    expect(person.get_by_text("已改正，感谢指正。")).to_be_visible()
    person.get_by_label("满意", exact=True).check()
    person.get_by_role("button", name="提交评价").click()
    expect(person.get_by_text("感谢您的评价。")).to_be_visible()


@pytest.mark.clause("S4")
def test_the_document_window_enters_a_consultation_and_carries_a_file(enter: Enter, site: factories.Site) -> None:
    window = factories.staffed_unit("window", "document_window")
    desk = enter(window.liaison)
    desk.goto("/admin/tickets/exchange/hall/")
    desk.get_by_text("人工登记咨询", exact=True).click()
    for name, value in {"number": "GD-7", "subject": "补办证书", "text": "证书遗失怎么补办？"}.items():
        desk.fill(f"form[action$='/enter/'] [name={name}]", value)
    desk.screenshot(path=PICTURES / "07-hall.png", full_page=True)
    desk.get_by_role("button", name="收件").click()
    expect(desk.locator(".messages .success")).to_be_visible()
    table = "编号,姓名,联系方式,标题,内容\nGD-8,,,预审进度,用地预审进度在哪里查？\nGD-7,,,补办证书,证书遗失怎么补办？\n"
    file = {"name": "导出.csv", "mimeType": "text/csv", "buffer": table.encode("gb18030")}
    desk.set_input_files("form[action$='/bring-in/'] [name=file]", files=[file])
    desk.get_by_role("button", name="导入").click()
    expect(desk.get_by_text("共 2 条，新收 1 条。")).to_be_visible()
    assert set(Ticket.objects.values_list("reference", flat=True)) == {"GD-7", "GD-8"}


@pytest.mark.clause("S5")
def test_a_second_unit_contributes_to_a_reply(enter: Enter, site: factories.Site) -> None:
    department = site.department
    told = {
        "name": "司徒望舒",
        "contact": "13800138000",
        "subject": "地块登记前要查什么",
        "text": "登记前要不要查耕地？",
    }
    ticket = services.submit(**told).ticket
    ticket = services.assign(ticket, department.registration.unit, department.office.liaison)

    head = enter(department.registration.head)
    head.goto(services.ticket_url(ticket))
    head.get_by_text("请其他单位协办", exact=True).click()
    asking = head.locator("form[action$='/ask_cohandling/']")
    asking.locator("[name=unit]").select_option(str(department.farmland.unit.pk))
    asking.locator("[name=text]").fill("请说明该地块是否占用耕地。")
    asking.get_by_role("button", name="请该单位协办").click()
    expect(head.locator(".messages .success")).to_be_visible()

    other = enter(department.farmland.handler)
    other.goto("/admin/tickets/")
    other.get_by_role("link", name=ticket.number).click()
    expect(other.get_by_text("请说明该地块是否占用耕地。")).to_be_visible()
    other.locator("form[action$='/contribute/'] [name=text]").fill("该地块不占用永久基本农田。")
    other.screenshot(path=PICTURES / "08-contribute.png", full_page=True)
    other.get_by_role("button", name="提交协办意见").click()
    expect(other.locator(".messages .success")).to_be_visible()

    liaison = enter(department.registration.liaison)
    liaison.goto(services.ticket_url(ticket))
    liaison.get_by_role("link", name="将协办意见带入答复").click()
    expect(liaison.locator("[name=private_text]")).to_have_value(re.compile("该地块不占用永久基本农田"))
    liaison.screenshot(path=PICTURES / "09-drawn-on.png", full_page=True)
