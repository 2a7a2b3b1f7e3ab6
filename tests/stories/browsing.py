"""People at their browsers: who signs in gets a browser of their own, and acts on cases as the pages let them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from portal.approvals.models import Case

Enter = Callable[..., Page]


@contextmanager
def doors(browser: Browser, address: str) -> Iterator[Enter]:
    """Give ``enter(person, width)``: a page of somebody who has signed in (None: a stranger) at a portal's address."""
    contexts = []

    def enter(person=None, width: int = 1280) -> Page:
        context = browser.new_context(base_url=address, locale="zh-CN", viewport={"width": width, "height": 1200})
        contexts.append(context)
        page = context.new_page()
        if person is not None:
            page.goto("/admin/login/")
            page.fill("input[name=username]", person.username)
            page.fill("input[name=password]", "pw")
            page.click("button[type=submit]")
            page.wait_for_url("**/admin/")
        return page

    yield enter
    for context in contexts:
        context.close()


def case_at(page: Page) -> Case:
    """The case whose page is open."""
    page.wait_for_url("**/cases/*/")
    return Case.objects.get(pk=int(page.url.rstrip("/").rsplit("/", 1)[1]))


def declare(page: Page, form: str = "form") -> None:
    """Answer the secrecy checklist of a form without a doubt, once the page that holds it is there."""
    answers = page.locator(f"{form} input[name^='secrecy_'][value=no]")
    expect(answers.first).to_be_attached()
    for answer in answers.all():
        answer.check()


def press(page: Page, name: str, text: str) -> None:
    """Write an opinion on the case that is open, and press the button of an act."""
    page.fill("#opinion", text)
    button = (
        "form[action$='/agree/'] button:not([formaction])" if name == "agree" else f"button[formaction$='/{name}/']"
    )
    page.locator(button).click()
    expect(page.locator(".messages .success")).to_be_visible()


def send(page: Page) -> Case:
    """Declare and send the request that a page holds; return its case."""
    declare(page)
    page.click("button[name=send]")
    return case_at(page)


def act(page: Page, case: Case, name: str) -> None:
    """Carry out an act of whoever sits at the case's desk."""
    page.goto(f"/admin/cases/{case.pk}/")
    press(page, name, "同意")


def decided(enter: Enter, case: Case, *seats) -> None:
    """The desks act one after the other: (person, act)."""
    for person, name in seats:
        act(enter(person), case, name)
