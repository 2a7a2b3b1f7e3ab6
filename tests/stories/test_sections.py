"""Units and the Office live with columns: asked for and agreed with changes, handed over, retired and reopened."""

from __future__ import annotations

import re
import unicodedata

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from columns.models import ColumnPage, Life
from columns.sections.states import LifeState
from tests import factories
from tests.stories.browsing import Enter, decided, send
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
PICTURES = ROOT / "test-results" / "sections"


@pytest.mark.clause("C5")
def test_a_request_is_agreed_with_changes_and_the_unit_accepts_them(enter: Enter, site: factories.Site) -> None:
    registration, office = site.department.registration, site.department.office
    page = enter(registration.liaison)
    page.goto("/admin/sections/new/column/")
    page.fill("[name=title]", "政策文件库")
    page.select_option("[name=parent]", str(site.section.pk))
    expect(page.locator("[data-gk-beside]")).to_contain_text("政策文件")
    expect(page.locator("[data-gk-beside] [aria-current]")).to_contain_text("政策文件库")
    page.fill("[name=slug]", "library")
    page.fill("[name=purpose]", "集中公开政策文件")
    page.fill("[name=update_days]", "90")
    page.screenshot(path=PICTURES / "01-request.png", full_page=True)
    case = send(page)
    decided(enter, case, (registration.secrecy, "pass_secrecy"), (registration.head, "agree"))

    desk = enter(office.liaison)
    desk.goto(f"/admin/cases/{case.pk}/?tab=preview")
    desk.locator(".gk-case-subject").get_by_role("link", name="查看申请全文或提出修改意见").click()
    desk.fill("[name=update_days]", "30")
    desk.fill("[name=reason]", "政策文件应当每月更新")
    desk.screenshot(path=PICTURES / "02-changes.png", full_page=True)
    desk.get_by_role("button", name="附修改建议退回").click()
    expect(desk.locator(".messages .success")).to_be_visible()

    page.goto(f"/admin/sections/requests/section_opening/{case.subject_id}/")
    expect(page.locator(".gk-differences")).to_contain_text("90")
    expect(page.locator(".gk-differences ins")).to_have_text("30")
    page.screenshot(path=PICTURES / "03-differences.png", full_page=True)
    assert send(page).pk == case.pk
    desks = ((registration.secrecy, "pass_secrecy"), (registration.head, "agree"), (office.liaison, "agree"))
    decided(enter, case, *desks)
    column = ColumnPage.objects.get(slug="library")
    assert column.update_days == 30 and column.state == LifeState.ACTIVATING


@pytest.mark.clause("G2")
@pytest.mark.clause("G4")
def test_a_column_is_handed_over_and_everybody_reads_its_new_owner(enter: Enter, site: factories.Site) -> None:
    factories.public_disclosure(site)
    registration, farmland, office = site.department.registration, site.department.farmland, site.department.office
    page = enter(registration.liaison)
    page.goto("/admin/sections/")
    page.locator("tr", has_text="政策文件").get_by_role("link", name="移交").click()
    page.select_option("[name=to_unit]", str(farmland.unit.pk))
    page.fill("[name=reason]", "机构改革，职能划转")
    page.fill("[name=contact]", "0791-2222222")
    page.screenshot(path=PICTURES / "11-hand-over.png", full_page=True)
    case = send(page)
    seats = (
        (registration.secrecy, "pass_secrecy"),
        (registration.head, "agree"),
        (farmland.head, "agree"),
        (office.liaison, "agree"),
    )
    decided(enter, case, *seats)
    reader = enter()
    reader.goto("/disclosure/policy/")
    expect(reader.locator("main, aside").first).to_be_visible()
    assert farmland.unit.name in reader.content() and "0791-2222222" in reader.content()
    reader.screenshot(path=PICTURES / "12-new-owner.png", full_page=True)
    new = enter(farmland.liaison)
    new.goto("/admin/sections/")
    expect(new.locator("tr", has_text="政策文件").get_by_role("link", name="撤销")).to_be_visible()


@pytest.mark.clause("C6")
def test_a_retired_column_is_reopened_and_everything_is_back(enter: Enter, site: factories.Site) -> None:
    document = factories.public_disclosure(site)
    registration, office = site.department.registration, site.department.office
    seats = ((registration.secrecy, "pass_secrecy"), (registration.head, "agree"), (office.liaison, "agree"))
    page = enter(registration.liaison)
    page.goto("/admin/sections/")
    page.locator("tr", has_text="政策文件").get_by_role("link", name="撤销").click()
    expect(page.locator(".gk-asked")).to_contain_text("2")
    page.select_option("[name=outcome]", "gone")
    page.fill("[name=reason]", "职能划出")
    page.screenshot(path=PICTURES / "21-retire.png", full_page=True)
    decided(enter, send(page), *seats)
    reader = enter(width=390)
    assert reader.goto("/disclosure/policy/").status == 410
    reader.screenshot(path=PICTURES / "22-gone.png", full_page=True)
    assert reader.goto(document.url).status == 410
    page.goto("/admin/sections/")
    page.locator("tr", has_text="政策文件").get_by_role("link", name="恢复").click()
    page.fill("[name=reason]", "群众仍需查询")
    decided(enter, send(page), *seats)
    assert reader.goto(document.url).status == 200
    reader.goto("/disclosure/policy/")
    expect(reader.get_by_role("link", name=document.title)).to_be_visible()
    assert Life.objects.get(page=site.column).state == LifeState.ACTIVE


@pytest.mark.clause("A1")
def test_the_table_of_responsibility_is_printed_as_a_table(enter: Enter, site: factories.Site) -> None:
    """On paper it lies on its side, has its heads on every page, and nothing of what one does on the screen."""
    for number in range(30):
        factories.open_column(site.department.farmland, site.section, f"more-{number}", f"耕地保护栏目第{number}号")
    page = enter(site.department.farmland.handler)
    page.goto("/admin/sections/table/")
    page.screenshot(path=PICTURES / "31-table.png", full_page=True)
    page.pdf(path=PICTURES / "32-table.pdf", prefer_css_page_size=True, print_background=True)
    printed = PdfReader(PICTURES / "32-table.pdf").pages
    # Chromium writes some characters as the radicals that look like them.
    texts = [re.sub(r"\s", "", unicodedata.normalize("NFKC", sheet.extract_text())) for sheet in printed]
    assert len(texts) >= 2 and all("责任单位" in text and "更新要求" in text for text in texts)
    assert all(sheet.mediabox.width > sheet.mediabox.height for sheet in printed)
    assert sum(text.count("耕地保护栏目第") for text in texts) == 30
    for screen_only in ("筛选", "导出Excel表格", "存档", "退出"):
        assert screen_only not in "".join(texts), screen_only
