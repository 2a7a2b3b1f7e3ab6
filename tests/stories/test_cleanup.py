"""The yearly clean-up of columns in a real browser: from opening to report, and what comes of a closing (O5)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from django.db import transaction
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from columns.models import ColumnPage, Disclosure, Life, RetirementRequest
from columns.sections.states import LifeState
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.oversight.cleanup.states import CampaignState
from portal.oversight.models import Campaign
from tests import factories
from tests.oversight.cleanup.test_figures import make_old
from tests.stories.browsing import Enter, act, case_at, decided, send
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("O5"),
]
PICTURES = ROOT / "test-results" / "cleanup"


@pytest.fixture
def idle(site: factories.Site) -> ColumnPage:
    """A column of registration with nothing new for two hundred days, beside one of farmland that is kept up."""
    with transaction.atomic():
        make_old(factories.public_disclosure(site), 200)
    column = factories.open_column(site.department.farmland, site.section, "farmland", "耕地保护动态")
    other = factories.Site(site.department, site.home, site.section, column)
    factories.public_disclosure(other, "fresh", title="耕地保护新闻", document_number="岭自然资规〔2026〕9号")
    return ColumnPage.objects.get(pk=site.column.pk)


def picture(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def row(page: Page, title: str):
    return page.locator("table.gk-columns tbody tr", has=page.get_by_role("link", name=title, exact=True))


def told(page: Page) -> None:
    expect(page.locator(".messages .success").first).to_be_visible()


def downloaded(page: Page, name: str, kept: str) -> Path:
    with page.expect_download() as given:
        page.get_by_role("link", name=name).click()
    given.value.save_as(PICTURES / kept)
    return PICTURES / kept


def test_from_the_opening_to_the_report(enter: Enter, site: factories.Site, idle: ColumnPage) -> None:
    department = site.department
    office = enter(department.office.liaison)
    campaign = the_office_opens_it_and_reads_figures_and_proposals(office, idle)
    the_unit_sees_its_own_line_and_agrees(office, enter(department.registration.liaison), campaign, idle)
    the_other_unit_objects_nothing_on_a_phone(enter(department.farmland.head, width=390), campaign)
    case = the_office_answers_for_its_own_decides_and_sends(office, enter(department.office.head), campaign, idle)
    all_three_heads_sign(enter, department, case)
    retirement = a_closing_goes_on_into_a_retirement_request(enter, site, office, campaign, idle)
    the_report_holds_the_figures(office, campaign, case, retirement, idle)
    the_office_closes_it(office, campaign)


def the_office_opens_it_and_reads_figures_and_proposals(office: Page, idle: ColumnPage) -> Campaign:
    office.goto("/admin/")
    office.get_by_role("link", name="栏目清理").first.click()
    picture(office, "01-none-yet")
    office.get_by_role("button", name="启动").click()
    told(office)
    line = row(office, idle.title)
    expect(line).to_contain_text("关停")
    expect(line).to_contain_text("200")
    expect(row(office, "耕地保护动态")).to_contain_text("保留")
    picture(office, "02-figures")
    return Campaign.objects.get()


def the_unit_sees_its_own_line_and_agrees(office: Page, unit: Page, campaign: Campaign, idle: ColumnPage) -> None:
    unit.goto(f"/admin/cleanups/{campaign.pk}/")
    expect(unit.get_by_text(idle.title)).to_have_count(0)  # nobody has been asked
    office.locator("summary", has_text="征求各单位意见").click()
    office.fill("input[name=until]", (factories.today() + timedelta(days=14)).isoformat())
    office.get_by_role("button", name="发送各单位").click()
    told(office)
    unit.goto(f"/admin/cleanups/{campaign.pk}/")
    expect(row(unit, "耕地保护动态")).to_have_count(0)
    picture(unit, "03-unit")
    row(unit, idle.title).get_by_role("link", name=idle.title).click()
    unit.check("input[name=answer][value=agrees]")
    picture(unit, "04-answer")
    unit.locator("form.gk-form button").click()
    told(unit)
    expect(row(unit, idle.title)).to_contain_text("同意")


def the_other_unit_objects_nothing_on_a_phone(unit: Page, campaign: Campaign) -> None:
    unit.goto(f"/admin/cleanups/{campaign.pk}/")
    picture(unit, "05-phone")
    assert unit.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    row(unit, "耕地保护动态").get_by_role("button", name="同意").click()
    told(unit)


def the_office_answers_for_its_own_decides_and_sends(
    office: Page, head: Page, campaign: Campaign, idle: ColumnPage
) -> Case:
    head.goto(f"/admin/cleanups/{campaign.pk}/")
    row(head, "政务公开").get_by_role("button", name="同意").click()
    told(head)
    office.goto(f"/admin/cleanups/{campaign.pk}/")
    office.locator("summary", has_text="结束反馈").click()
    office.get_by_role("button", name="结束反馈").click()
    told(office)
    row(office, idle.title).get_by_role("link", name=idle.title).click()
    expect(office.locator("input[name=verdict][value=close]")).to_be_checked()
    office.fill("textarea[name=reason]", "职能已并入办事大厅")
    picture(office, "06-decide")
    office.locator("form.gk-form button").click()
    told(office)
    office.get_by_role("button", name="按建议批量处理").click()
    told(office)
    expect(office.get_by_role("button", name="按建议批量处理")).to_have_count(0)  # nothing is left to decide
    picture(office, "07-decided")
    office.get_by_role("button", name="送三方负责人签署").click()
    return case_at(office)


def all_three_heads_sign(enter: Enter, department: factories.Department, case: Case) -> None:
    for staff in (department.office, department.publicity, department.technology):
        page = enter(staff.head)
        page.goto(f"/admin/cases/{case.pk}/")
        expect(page.locator(".gk-asked")).to_contain_text("政策文件")
        picture(page, f"08-sign-{staff.unit.code}")
        act(page, case, "agree")
    assert Case.objects.get(pk=case.pk).state == CaseState.CARRIED_OUT
    assert Campaign.objects.get().state == CampaignState.DECIDED


def a_closing_goes_on_into_a_retirement_request(
    enter: Enter, site: factories.Site, office: Page, campaign: Campaign, idle: ColumnPage
) -> Case:
    office.goto(f"/admin/cleanups/{campaign.pk}/")
    picture(office, "09-signed")
    row(office, idle.title).locator("a[href*='/sections/requests/']").click()
    request = RetirementRequest.objects.get(page=idle.pk)
    expect(office.locator("textarea[name=reason]")).to_have_value(re.compile("职能已并入办事大厅"))
    picture(office, "10-retirement")
    case = send(office)
    assert case.subject_id == str(request.pk) and Life.objects.get(page=idle.pk).state == LifeState.ACTIVE
    registration = site.department.registration
    seats = (
        (registration.secrecy, "pass_secrecy"),
        (registration.head, "agree"),
        (site.department.office.head, "agree"),
    )
    decided(enter, case, *seats)
    assert Life.objects.get(page=idle.pk).state == LifeState.RETIRED
    reader = enter()
    assert reader.goto(idle.url).status == 200
    expect(reader.locator(".gk-notice.is-archived")).to_be_visible()
    picture(reader, "11-archived")
    return case


def the_report_holds_the_figures(
    office: Page, campaign: Campaign, case: Case, retirement: Case, idle: ColumnPage
) -> None:
    office.goto(f"/admin/cleanups/{campaign.pk}/")
    word = docx.Document(str(downloaded(office, "Word", "report.docx")))
    cells = [cell.text for table in word.tables for line in table.rows for cell in line.cells]
    pdf = PdfReader(downloaded(office, "PDF", "report.pdf"))
    read = re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))
    last_update = (factories.today() - timedelta(days=200)).isoformat()
    heads = [str(opinion.actor) for opinion in case.opinions.all()]
    assert len(heads) == 3
    for words in (idle.title, last_update, "职能已并入办事大厅", retirement.number, case.number, *heads):
        assert any(words in text for text in [*cells, *(part.text for part in word.paragraphs)]), words
        assert re.sub(r"\s", "", words) in read, words
    assert Disclosure.objects.get(slug="doc").live


def the_office_closes_it(office: Page, campaign: Campaign) -> None:
    picture(office, "12-report")
    office.get_by_role("button", name="办结本次清理").click()
    told(office)
    assert Campaign.objects.get().state == CampaignState.CLOSED
