"""A person applies for information; the Office and a unit handle it; the answer is read with the query code."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from interaction.applications.models import Application, Letter
from interaction.applications.states import ApplicationState
from portal.approvals.models import Case
from tests import factories
from tests.factories import CHECKLIST
from tests.stories.browsing import Enter, decided
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
PICTURES = ROOT / "test-results" / "application"
WANTED = "榕树片区二〇二五年征地补偿安置方案"
ANSWER = "方案随本答复提供，共六页。"


def test_from_the_application_to_the_answer_in_hand(enter: Enter, site: factories.Site, page, live_server) -> None:
    registration, office = site.department.registration, site.department.office
    page.goto(f"{live_server.url}/interaction/applications/")
    for name, value in {"name": "马知远", "identity": "X1", "contact": "13900000002", "wanted": WANTED}.items():
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="提交申请").click()
    number, code = page.locator("#application-number").inner_text(), page.locator("#query-code").inner_text()
    page.screenshot(path=PICTURES / "01-receipt.png", full_page=True)

    desk = enter(office.liaison)
    desk.goto("/admin/applications/")
    desk.get_by_role("link", name=number).click()
    desk.get_by_text("交承办单位办理", exact=True).first.click()
    desk.select_option("[name=unit]", str(registration.unit.pk))
    desk.screenshot(path=PICTURES / "02-assign.png", full_page=True)
    desk.locator("form[action$='/assign/'] button").click()
    expect(desk.locator(".messages .success")).to_be_visible()

    writer = enter(registration.liaison)
    writer.goto("/admin/applications/")
    writer.get_by_role("link", name=number).click()
    writer.select_option("[name=outcome]", "provided")
    writer.locator("form[action$='/answer/'] [name=text]").fill(ANSWER)
    for name, value in CHECKLIST.items():
        writer.check(f"[name={name}][value={value}]")
    writer.screenshot(path=PICTURES / "03-answer.png", full_page=True)
    writer.locator("button[name=send]").click()
    expect(writer.locator(".messages .success")).to_be_visible()
    decided(
        enter, Case.objects.get(kind="application_answer"),
        (registration.secrecy, "pass_secrecy"), (registration.head, "agree"), (office.head, "agree"),
    )  # fmt: skip
    assert Application.objects.get().state == ApplicationState.ANSWERED

    page.goto(f"{live_server.url}/interaction/applications/status/")
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.locator("main form button").click()
    page.screenshot(path=PICTURES / "04-mine.png", full_page=True)
    with page.expect_download() as kept:
        page.get_by_role("link", name="PDF").click()
    text = "".join(part.extract_text() for part in PdfReader(io.BytesIO(kept.value.path().read_bytes())).pages)
    assert WANTED in text.replace("\n", "") and ANSWER in text.replace("\n", "")
    assert Letter.objects.get().delivered_by == "portal"
    page.get_by_role("button", name="在本机上关闭我的申请").click()
    page.goto(f"{live_server.url}/interaction/applications/mine/")
    expect(page.locator("[name=code]")).to_be_visible()
