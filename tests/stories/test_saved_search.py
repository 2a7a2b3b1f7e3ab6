"""Somebody without an account and without JavaScript is told by mail what is new, and ends it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from portal.outbox.models import OutboxRow
from portal.outbox.services import drain
from search import records
from search.models import SavedSearch
from tests import factories
from tests.stories.portal_process import ROOT
from tests.stories.story import WCAG_22_AA

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
PICTURES = ROOT / "test-results" / "saved-search"
ADDRESS = "lu.yuan@example.org"


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    """A telephone on which no script runs."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    size = {"width": 390, "height": 844}
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False, viewport=size)
    yield context.new_page()
    context.close()


def carried_out() -> None:
    """The worker has been round, later too."""
    for _round in range(3):
        OutboxRow.objects.filter(status="pending").update(available_at=timezone.now() - timedelta(seconds=1))
        drain()


def link(step: str) -> str:
    return re.search(rf"/search/saved/{step}/\S+/", mail.outbox[-1].body)[0]


def seen(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def test_a_citizen_is_told_of_new_results_and_ends_it(page: Page, site: factories.Site, monkeypatch) -> None:
    monkeypatch.setattr(records, "MARGIN", timedelta(minutes=-2))  # nobody waits for the minute that an act may take
    factories.public_disclosure(site)
    carried_out()

    page.goto("/search/?q=不动产登记")
    seen(page, "00-results")
    page.click("text=订阅这个搜索")
    expect(page.get_by_role("heading", level=1)).to_have_text("订阅这个搜索")
    page.fill("[name=to]", "lu.yuan")
    page.click("text=发送确认邮件")
    expect(page.get_by_role("alert")).to_contain_text("请填写正确的电子邮箱")
    seen(page, "01-form")
    page.fill("[name=to]", ADDRESS)
    page.check("[value=at_once]")
    page.click("text=发送确认邮件")
    expect(page.get_by_role("heading", level=1)).to_have_text("请查收确认邮件")

    carried_out()
    assert mail.outbox[-1].to == [ADDRESS] and "不动产登记" not in mail.outbox[-1].body
    page.goto(link("confirm"))
    expect(page.locator("main")).to_contain_text("不动产登记")
    seen(page, "02-confirm")
    page.get_by_role("button", name="确认订阅").click()
    expect(page.get_by_role("status")).to_contain_text("您已订阅")

    sent = len(mail.outbox)
    carried_out()
    assert len(mail.outbox) == sent, "nothing new, no mail"
    title = "关于不动产登记收费的公告"
    document = factories.public_disclosure(site, "fees", title=title, document_number="")
    carried_out()
    assert [message.to for message in mail.outbox[sent:]] == [[ADDRESS]] and title in mail.outbox[-1].body
    assert document.url in mail.outbox[-1].body

    page.goto(link("end"))
    seen(page, "03-end")
    page.get_by_role("button", name="确认退订").click()
    expect(page.get_by_role("status")).to_contain_text("已退订")
    assert not SavedSearch.objects.exists()


def test_the_pages_can_be_used_by_everybody(browser: Browser, live_server, site: factories.Site) -> None:
    policy = factories.public_disclosure(site)
    factories.public_interpretation(site, policy)
    carried_out()
    page = browser.new_page(base_url=live_server.url, locale="zh-CN", viewport={"width": 1280, "height": 900})
    for name, address in (
        ("04-results", "/search/?q=不动产登记"),
        ("05-form", "/search/saved/?q=不动产登记&kind=news"),
    ):
        page.goto(address)
        seen(page, name)
        problems = Axe().run(page, options={"runOnly": WCAG_22_AA})
        assert problems.violations_count == 0, problems.generate_report()
    page.goto("/search/?q=不动产登记")
    expect(page.locator(".result__beside")).to_have_count(2)
    expect(page.locator(".search-results")).to_contain_text("解读：一图读懂")
    page.close()
