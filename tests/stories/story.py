"""A story of the running demonstration: a browser for each person of it, and numbered pictures of what they see.

Pictures are kept under ``test-results/story``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from tests.plugins.browser import PATIENCE_MS
from tests.stories.portal_process import ROOT, Portal

PICTURES = ROOT / "test-results" / "story"
WCAG_22_AA = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


class Story:
    """A browser with a context for each person, and numbered pictures."""

    def __init__(self, browser: Browser, portal: Portal, keep: bool = False) -> None:
        self.browser, self.portal, self.count = browser, portal, 0
        PICTURES.mkdir(parents=True, exist_ok=True)
        for old in () if keep else PICTURES.glob("*.png"):
            old.unlink()

    @contextmanager
    def person(self, unit: str, capacity: str) -> Iterator[Page]:
        """A page of somebody who has signed in."""
        account = self.portal.person(unit, capacity)
        with self.citizen() as page:
            page.goto("/admin/login/")
            page.fill("input[name=username]", account["username"])
            page.fill("input[name=password]", account["password"])
            page.click("button[type=submit]")
            expect(page.locator(".gk-greeting h1")).to_contain_text(account["full_name"])
            yield page

    @contextmanager
    def citizen(self, width: int = 1280) -> Iterator[Page]:
        """A page of somebody who hasn't."""
        context = self.browser.new_context(
            base_url=self.portal.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": 900},
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        try:
            yield page
        except BaseException:
            page.screenshot(path=PICTURES / "failed.png", full_page=True)
            raise
        finally:
            context.close()

    def picture(self, page: Page, name: str) -> None:
        self.count += 1
        page.screenshot(path=PICTURES / f"{self.count:02d}-{name}.png", full_page=True)


def open_case(page: Page, title: str) -> None:
    """Open the case of that title from the first page after sign-in, once it waits there."""

    def waits() -> bool:
        page.goto("/admin/")
        return page.locator(".gk-worklist a", has_text=title).count() > 0

    eventually(waits, 60)  # files of a case are checked first
    page.locator(".gk-worklist a", has_text=title).first.click()
    expect(page.locator("h1")).to_contain_text(title)


def status(page: Page, address: str) -> int:
    """What the server answers the public."""
    response = page.request.get(address)
    return response.status


def eventually(check, seconds: float = 20) -> None:
    """Ask again until it holds (ten times what is promised)."""
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)
