"""The approver's view in a real browser, on a desk and on a phone: everything on one screen, and usable by everybody.

Pictures are kept under ``test-results/story``.
"""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.stories.portal_process import Portal
from tests.stories.story import WCAG_22_AA, Story, open_case

pytestmark = [pytest.mark.browser, pytest.mark.story, *(pytest.mark.clause(clause) for clause in ("D6", "D7", "D8"))]
TITLE = "关于落实小微企业不动产登记费减免政策的通知"
TABS = ("preview", "changes", "findings", "record")
UNIT = "registration"


def assert_usable(page: Page, where: str) -> None:
    """No rule of WCAG 2.2 AA that a program can check is broken on the case, and nothing is pushed sideways."""
    found = Axe().run(page, context=".gk-case-page", options={"runOnly": WCAG_22_AA}).response
    broken = [(rule["id"], rule["nodes"][0]["target"]) for rule in found["violations"]]
    assert len(found["passes"]) > 5 and broken == [], where
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), where


def test_one_case_on_a_desk_and_on_a_phone_until_it_is_decided(browser: Browser, portal: Portal) -> None:
    """One after the other: the last of them decides on the case that all of them open."""
    for width in (1280, 390):
        every_tab_can_be_used_by_everybody(browser, portal, width)
    the_route_and_the_opinion_are_in_sight_beside_the_subject(browser, portal)
    on_a_phone_the_leader_decides_with_the_thumb(browser, portal)


def every_tab_can_be_used_by_everybody(browser: Browser, portal: Portal, width: int) -> None:
    story = Story(browser, portal, keep=True)
    with story.person(UNIT, "head") as page:
        page.set_viewport_size({"width": width, "height": 900})
        open_case(page, TITLE)
        address = page.url
        for tab in TABS:
            page.goto(f"{address}?tab={tab}")
            assert_usable(page, tab)
            story.picture(page, f"case-{width}-{tab}")


def the_route_and_the_opinion_are_in_sight_beside_the_subject(browser: Browser, portal: Portal) -> None:
    with Story(browser, portal, keep=True).person(UNIT, "head") as page:
        open_case(page, TITLE)
        for selector in ("iframe.gk-preview", ".gk-route", "#opinion", ".gk-act button"):
            expect(page.locator(selector).first).to_be_in_viewport()
        expect(page.locator(".gk-case-bar")).to_be_hidden()


def on_a_phone_the_leader_decides_with_the_thumb(browser: Browser, portal: Portal) -> None:
    story = Story(browser, portal, keep=True)
    with story.person(UNIT, "head") as page:
        page.set_viewport_size({"width": 390, "height": 844})
        open_case(page, TITLE)
        expect(page.locator(".gk-case-clock")).to_be_in_viewport()
        expect(page.locator("#opinion")).to_be_hidden()
        bar = page.locator(".gk-case-bar")
        expect(bar).to_be_in_viewport()
        bar.get_by_role("link", name=re.compile("同意")).click()
        expect(page.locator("#opinion")).to_be_in_viewport()
        assert_usable(page, "sheet")
        story.picture(page, "case-390-sheet")
        page.get_by_role("link", name="关闭").click()
        expect(page.locator("#opinion")).to_be_hidden()
        bar.get_by_role("link", name=re.compile("同意")).click()
        page.fill("#opinion", "同意，请分管领导审定。")
        page.locator("form[action$='/agree/'] button:not([formaction])").click()
        expect(page.locator(".messages .success")).to_be_visible()
        expect(page.locator(".gk-route")).to_contain_text("同意，请分管领导审定。")


def test_it_works_without_scripts(browser: Browser, portal: Portal) -> None:
    account = portal.person("office", "head")
    context = browser.new_context(
        base_url=portal.url, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("input[name=username]", account["username"])
    page.fill("input[name=password]", account["password"])
    page.click("button[type=submit]")
    page.locator(".gk-worklist a").first.press("Enter")
    page.locator(".gk-tabs a").last.press("Enter")
    expect(page.locator(".gk-ledger")).to_be_visible()
    page.locator(".gk-case-bar a").last.press("Enter")
    expect(page.locator("#act button").first).to_be_in_viewport()
    context.close()
