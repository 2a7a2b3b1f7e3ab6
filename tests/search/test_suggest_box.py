"""Somebody types into the search box: titles are suggested, by keys alone and to those who can't see them too."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from search import services
from tests.search.conftest import Shelf
from tests.stories.portal_process import ROOT
from tests.stories.story import WCAG_22_AA

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
PICTURES = ROOT / "test-results" / "suggesting"
TITLES = ["采矿权出让登记办法", "采矿权转让规定", "关于采矿权的问答"]
TYPE_WITH_AN_INPUT_METHOD = """() => {
    const box = document.querySelector("#search-q");
    box.dispatchEvent(new CompositionEvent("compositionstart"));
    for (const letters of ["cai", "caikuang", "caikuangquan"]) {
        box.value = letters;
        box.dispatchEvent(new InputEvent("input", {isComposing: true}));
    }
}"""
END_OF_INPUT = """(text) => {
    const box = document.querySelector("#search-q");
    box.value = text;
    box.dispatchEvent(new InputEvent("input", {isComposing: true}));
    box.dispatchEvent(new CompositionEvent("compositionend", {data: text}));
}"""


@pytest.fixture
def page(browser: Browser, live_server, shelf: Shelf) -> Iterator[Page]:
    """A stranger's page; three titles can be found."""
    for number, title in enumerate(TITLES):
        shelf.put(str(number), title=title, doc_no="" if number else "岭自然资规〔2026〕8号")
    services.write_current(shelf.source(), list(shelf.records))
    PICTURES.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", viewport={"width": 390, "height": 800})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto("/search/")
    page.focus("#search-q")
    yield page
    context.close()


def asked(page: Page) -> list[str]:
    """Watch what is asked for from now on."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url) if "/suggest/" in request.url else None)
    return addresses


def test_keys_choose_among_the_suggestions(page: Page) -> None:
    box, options = page.get_by_role("combobox"), page.get_by_role("option")
    page.keyboard.type("采矿权")
    expect(options).to_have_count(3)
    expect(page.get_by_role("status").filter(has_text="3")).to_have_text("3 条建议。")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.screenshot(path=PICTURES / "open.png")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(options.nth(1).get_attribute("id")))
    expect(box).to_have_value("采矿权")
    found = Axe().run(page, options={"runOnly": WCAG_22_AA}).response
    assert [(rule["id"], rule["nodes"][0]["target"]) for rule in found["violations"]] == []
    page.screenshot(path=PICTURES / "chosen.png")

    chosen = str(options.nth(1).inner_text())
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q="))
    expect(page.get_by_role("combobox")).to_have_value(chosen.split()[0])


def test_escape_closes_and_keeps_what_was_typed_and_up_begins_at_the_end(page: Page) -> None:
    box, options = page.get_by_role("combobox"), page.get_by_role("option")
    page.keyboard.type("采矿权")
    expect(options).to_have_count(3)
    page.keyboard.press("ArrowUp")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None, "after the last the box itself stands"
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("采矿权")
    page.keyboard.press("Enter")
    expect(page.locator("#search-count")).to_contain_text("3")


def test_a_click_chooses(page: Page) -> None:
    page.keyboard.type("关于采矿")
    page.get_by_role("option", name=TITLES[2]).click()
    expect(page.locator("main h3 a").first).to_have_text(TITLES[2])


def test_quick_keys_ask_once_and_an_input_method_only_when_it_is_done(page: Page) -> None:
    addresses = asked(page)
    page.keyboard.type("转让规定", delay=10)
    expect(page.get_by_role("option")).to_have_count(1)
    assert len(addresses) == 1

    page.evaluate(TYPE_WITH_AN_INPUT_METHOD)
    page.wait_for_timeout(500)
    assert len(addresses) == 1, "letters of an input method are no words yet"
    page.evaluate(END_OF_INPUT, "采矿权")
    expect(page.get_by_role("option")).to_have_count(3)
    assert len(addresses) == 2


def test_the_box_of_every_other_page_suggests_too(page: Page) -> None:
    page.goto("/sitemap/")
    page.get_by_role("combobox").first.press_sequentially("转让规定")
    expect(page.get_by_role("option")).to_have_text([TITLES[1]])


def test_without_scripts_the_box_is_a_form(browser: Browser, live_server, shelf: Shelf) -> None:
    with browser.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/search/")
        assert page.get_by_role("combobox").count() == 0
        page.get_by_role("searchbox").fill("采矿权")
        page.get_by_role("searchbox").press("Enter")
        expect(page).to_have_url(re.compile(r"/search/\?q="))
