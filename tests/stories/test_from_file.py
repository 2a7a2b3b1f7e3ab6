"""A unit writes as it does: a Word file is dropped in, a table is pasted, and both stand in the draft."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from columns.models import Disclosure
from portal.files.models import PublicFile
from tests import factories
from tests.columns.test_draft_views import TITLE, official
from tests.files.conversion.test_pasted import WORD
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
PICTURES = ROOT / "test-results" / "from-file"
TABLE = "<table><tr><td rowspan=2>甲地块</td><td colspan=2>面积</td></tr><tr><td>计划</td><td>实际</td></tr></table>"
DROP = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name));
    document.body.dispatchEvent(
        new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
}"""
PASTE = """(html) => {
    const data = new DataTransfer();
    data.setData('text/html', html);
    document.activeElement.dispatchEvent(
        new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def page(browser: Browser, live_server, site: factories.Site) -> Iterator[Page]:
    """The page of registration's liaison, signed in."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", viewport={"width": 1280, "height": 1600})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("input[name=username]", site.department.registration.liaison.username)
    page.fill("input[name=password]", "pw")
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    yield page
    context.close()


def test_a_dropped_file_becomes_a_draft_and_a_pasted_table_joins_it(page: Page, site: factories.Site) -> None:
    page.get_by_role("link", name="从文件新建").first.click()
    page.wait_for_url("**/columns/from-file/")
    page.evaluate(DROP, ["通知.docx", base64.b64encode(official().content()).decode()])
    assert page.locator("input[name=file]").evaluate("input => input.files[0].name") == "通知.docx"
    page.screenshot(path=PICTURES / "1-dropped.png")
    page.get_by_role("button", name="生成草稿").click()
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator(".gk-losses")).to_contain_text("岭海省自然资源厅文件")
    expect(page.locator(".gk-beside table [rowspan], .gk-beside table [colspan]").first).to_be_visible()
    page.screenshot(path=PICTURES / "2-what-became-of-it.png")
    page.set_viewport_size({"width": 390, "height": 1600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.screenshot(path=PICTURES / "3-on-a-phone.png")
    page.set_viewport_size({"width": 1280, "height": 1600})

    page.get_by_role("link", name="进入编辑页面").click()
    expect(page.locator(".handsontable td", has_text="词0号").first).to_be_visible()
    page.wait_for_timeout(3000)  # until the editor watches for changes
    page.locator(".public-DraftEditor-content").first.click()
    page.evaluate(PASTE, WORD % TABLE)
    expect(page.locator(".gk-pasted")).to_contain_text("暗")
    expect(page.locator(".handsontable td", has_text="甲地块").first).to_be_visible()
    page.screenshot(path=PICTURES / "4-pasted.png")
    draft, tables = saved_with_two_tables()
    assert {"row": 0, "col": 0, "rowspan": 2, "colspan": 1} in tables[0]["mergeCells"]
    assert tables[0]["data"][0][:2] == ["甲地块", "面积"]
    assert not draft.live and not PublicFile.objects.exists()
    page.locator(".gk-pasted button").click()
    expect(page.locator(".handsontable td", has_text="甲地块").first).to_be_hidden()


def saved_with_two_tables() -> tuple[Disclosure, list[dict]]:
    """The draft with its tables, once the editor has saved what was pasted."""
    deadline = time.monotonic() + 60
    while True:
        draft = Disclosure.objects.get().get_latest_revision_as_object()
        tables = [child.value for child in draft.body if child.block_type == "table"]
        if len(tables) == 2:
            return draft, tables
        assert time.monotonic() < deadline, "the editor saved nothing"
        time.sleep(0.5)
