"""A survey with branches on a phone: only what is asked shows; its chart reads well, and nothing goes sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from interaction.activities import results, services
from interaction.activities.models import Activity
from portal.demonstration import acts
from tests import factories
from tests.interaction.activities.conftest import drafted
from tests.stories.browsing import Enter, doors
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("S2"),
]
PICTURES = ROOT / "test-results" / "survey"
PHONE = 390
LONG = "网上办理、自助终端或者委托他人办理，办理时不需要到场，结果由邮政寄送"
QUESTIONS = [
    {"id": "q1", "kind": "one", "text": "您办过不动产登记吗？", "options": ["办过", "没有办过"], "required": True},
    {"id": "q2", "kind": "several", "text": "在哪里办的？", "options": ["大厅", LONG], "required": True,
     "when": {"question": "q1", "options": [0]}},
    {"id": "q3", "kind": "text", "text": "为什么选择这个方式？", "required": True,
     "when": {"question": "q2", "options": [1]}},
    {"id": "q4", "kind": "scale", "text": "总体满意程度", "low": 1, "high": 5, "required": True},
]  # fmt: skip


@pytest.fixture
def enter(browser: Browser, live_server) -> Iterator[Enter]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with doors(browser, live_server.url) as enter:
        yield enter


@pytest.fixture
def survey(site: factories.Site) -> Activity:
    """A survey that runs."""
    staff = site.department.registration
    draft = drafted("survey", staff.liaison, staff.unit, content={"questions": QUESTIONS})
    acts.approve(draft, staff.liaison, draft.opens_at)
    return Activity.objects.get()


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def size(text: Locator) -> float:
    """The size of letters as somebody sees them, in pixels."""
    return float(text.evaluate("element => element.getBoundingClientRect().height / element.getClientRects().length"))


def test_only_what_is_asked_of_somebody_shows(enter: Enter, survey: Activity) -> None:
    phone = enter(None, PHONE)
    phone.goto(services.public_url(survey))
    where, why = phone.locator("#question-2"), phone.locator("#question-3")
    for question in (where, why):
        expect(question).to_be_hidden()
    phone.get_by_label("办过", exact=True).check()
    expect(where).to_be_visible()
    phone.get_by_label(LONG).check()
    expect(why).to_be_visible()
    phone.get_by_label("没有办过").check()
    for question in (where, why):
        expect(question).to_be_hidden()
    phone.get_by_label("办过", exact=True).check()
    phone.get_by_role("button", name="提交").click()
    faulty = phone.locator("#question-3.has-error")
    expect(faulty).to_be_visible()
    phone.screenshot(path=PICTURES / "01-faulty.png", full_page=True)
    beside = """field => { const bar = field.getBoundingClientRect(), heading = field.querySelector("legend")
        .getBoundingClientRect(); return bar.top <= heading.top && bar.left + 4 <= heading.left && getComputedStyle(
        field.querySelector("legend")).float === "left"; }"""
    assert faulty.evaluate(beside), "the bar stands beside all of it"
    fits(phone)
    phone.get_by_label("没有办过").check()
    phone.get_by_label("4", exact=True).check()
    phone.get_by_role("button", name="提交").click()
    expect(phone.locator("#query-code")).to_be_visible()


def test_without_scripts_every_question_shows_with_its_condition(browser: Browser, live_server, survey) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(services.public_url(survey))
    expect(page.locator("#question-2")).to_be_visible()
    expect(page.locator("#question-2")).to_contain_text("办过")
    context.close()


def test_its_chart_reads_well_on_a_phone_and_larger_in_the_mode_for_elders(
    enter: Enter, site: factories.Site, survey: Activity
) -> None:
    staff = site.department.registration
    services.close(survey, survey.closes_at)
    result = results.draft(Activity.objects.get(), staff.liaison, "感谢参与。")
    acts.approve(result, staff.liaison, survey.closes_at)
    phone = enter(None, PHONE)
    phone.goto(services.public_url(survey))
    label = phone.locator(".gk-chart li span", has_text="没有办过")
    normal = size(label)
    assert normal >= 16, "a line of letters of at least 13 px"
    expect(phone.get_by_text(LONG)).to_have_count(2)  # in full: beside its bar, and in the table
    fits(phone)
    phone.screenshot(path=PICTURES / "02-chart.png", full_page=True)
    phone.evaluate("document.documentElement.setAttribute('data-mode', 'elder')")
    assert size(label) > normal * 1.2
    for address in (services.public_url(survey), "/interaction/consult/", "/interaction/answers/"):
        phone.goto(address)
        phone.evaluate("document.documentElement.setAttribute('data-mode', 'elder')")
        fits(phone)
    phone.screenshot(path=PICTURES / "03-elder.png")
