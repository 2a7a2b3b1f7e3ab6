"""Somebody outside the department reads what was sent to them by a link, and comments on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from portal.approvals import outside
from portal.approvals.models import OutsideReview
from tests import factories
from tests.factories import passed_case
from tests.stories.browsing import Enter, doors
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
PICTURES = ROOT / "test-results" / "outside-review"
COMMENT = "第三条建议写明办理期限。"


@pytest.fixture
def enter(browser: Browser, live_server) -> Iterator[Enter]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with doors(browser, live_server.url) as enter:
        yield enter


def test_an_expert_comments_on_a_phone(enter: Enter, site: factories.Site) -> None:
    case = passed_case(site)
    _review, key = outside.invite(case, site.department.registration.liaison, "王教授", "省地质大学", 7)
    page = enter(width=390)
    page.goto(f"/review/{key}/")
    page.screenshot(path=PICTURES / "01-asked.png", full_page=True)
    page.locator("textarea").fill(COMMENT)
    page.get_by_role("button", name="提交意见").click()
    expect(page.locator("blockquote")).to_contain_text(COMMENT)
    page.screenshot(path=PICTURES / "02-said.png", full_page=True)
    assert OutsideReview.objects.get().comments.get().text == COMMENT
