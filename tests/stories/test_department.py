"""The whole story, in a real browser: from a unit's request to a citizen's search result, and back out of sight.

Everybody signs in as themselves. A picture of every step is kept under ``test-results/story``.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.regulation import chapter
from tests.stories.browsing import declare, press
from tests.stories.portal_process import Portal
from tests.stories.story import WCAG_22_AA, Story, eventually, open_case, status

pytestmark = [pytest.mark.browser, pytest.mark.story]
UNIT = "registration"
TITLE = "岭海省自然资源厅关于推行不动产登记电子证照的通知"
NUMBER = "岭自然资规〔2026〕96号"
BODY_WORDS = "电子证照与纸质证书具有同等效力"
FILE_WORDS = "麒麟表格领取须知"


@pytest.mark.clause("C5")
@pytest.mark.clause("C6")
@pytest.mark.clause("D3")
@pytest.mark.clause("D5")
@pytest.mark.clause("D6")
@pytest.mark.clause("D7")
@pytest.mark.clause("G1")
@pytest.mark.clause("G3")
@pytest.mark.clause("O1")
@pytest.mark.clause("S5")
def test_from_a_units_request_to_a_citizens_search_result(browser: Browser, portal: Portal, tmp_path: Path) -> None:
    story = Story(browser, portal)
    request_a_column(story)
    page_id = write_and_send(story, tmp_path)
    review_secrecy(story, page_id)
    approve(story)
    address = find(story)
    retire_the_column(story, address)
    take_down_another(story)
    look_at_the_ledger(story)
    ask_and_answer(story)


def request_a_column(story: Story) -> None:
    """1. The liaison requests, the unit head agrees, the Office approves: the column is being filled, not public."""
    with story.person(UNIT, "liaison") as page:
        page.goto("/admin/sections/new/column/")
        page.fill("[name=title]", "电子证照")
        page.fill("[name=slug]", "normative")
        page.select_option("[name=parent]", label=re.compile("政务公开").pattern)
        page.fill("[name=purpose]", "集中公开不动产登记电子证照的规定和办法")
        page.fill("[name=update_days]", "30")
        page.click("button[name=send]")
        expect(page.locator(".gk-error", has_text="已")).to_be_visible()
        story.picture(page, "an-address-that-exists")
        page.fill("[name=slug]", "e-certificates")
        declare(page)
        page.click("button[name=send]")
        expect(page.locator("h1")).to_contain_text("电子证照")
        story.picture(page, "request-sent")
    desks = (
        (UNIT, "secrecy_reviewer", "pass_secrecy", "reviewer-passes"),
        (UNIT, "head", "agree", "head-agrees"),
        ("office", "liaison", "agree", "office-approves"),
    )
    for unit, capacity, button, name in desks:
        with story.person(unit, capacity) as page:
            story.picture(page, f"worklist-{name}")
            open_case(page, "电子证照")
            story.picture(page, name)
            press(page, button, "同意")
    with story.citizen() as page:
        assert status(page, "/disclosure/e-certificates/") == 404
        page.goto("/disclosure/")
        assert page.get_by_text("电子证照", exact=True).count() == 0


def write_and_send(story: Story, tmp_path: Path) -> str:
    """2. The liaison writes a disclosure with an attachment, sees its route and why, and sends it."""
    pdf = tmp_path / "领取须知.pdf"
    pdf.write_bytes(factories.pdf_bytes(FILE_WORDS))
    with story.person(UNIT, "liaison") as page:
        page.goto("/admin/sections/")
        column = page.locator("tr", has_text="电子证照").locator("a").first.get_attribute("href") or ""
        page.goto(f"/admin/pages/add/columns/disclosure/{column.rstrip('/').rsplit('/', 1)[1]}/")
        page.fill("input[name=title]", TITLE)
        page.fill("input[name=document_number]", "岭自然资规2026第96")
        page.fill("input[name=formed_on]", (date.today() + timedelta(days=40)).isoformat())
        page.keyboard.press("Escape")
        write_body(page, f"各不动产登记机构：{BODY_WORDS}。请遵照执行。")
        attach(page, pdf)
        press_send(page)
        expect(page.locator(".w-field__errors", has_text="文").first).to_be_visible()
        story.picture(page, "errors-at-the-field")
        page.fill("input[name=document_number]", "岭自然资规[2026]96号")
        page.select_option("select[name=topic]", "registration")
        page.fill("input[name=formed_on]", date.today().isoformat())
        page.keyboard.press("Escape")
        press_send(page)
        expect(page.locator(".gk-reason")).to_contain_text(chapter("D7"))
        declare(page)
        story.picture(page, "route-and-why")
        page.locator("form button", has_text="送审").click()
        expect(page.locator("h1")).to_contain_text(TITLE)
        story.picture(page, "sent")
        link = page.get_by_role("link", name="打开编辑页面").get_attribute("href") or ""
        page_id = re.search(r"/pages/(\d+)/", link).group(1)
        assert page.locator("button[name='action-publish']").count() == 0
        return page_id


def write_body(page: Page, text: str) -> None:
    """Insert a tile of running text and write in it."""
    add = page.locator(".c-sf-add-button").first
    add.scroll_into_view_if_needed()
    add.click()
    page.locator("[role=option]", has_text="正文").first.click()
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type(text)


def attach(page: Page, file: Path) -> None:
    """Add an attachment by uploading a file."""
    page.click("#id_attachments-ADD")
    page.locator("#inline_child_attachments-0 button", has_text="选择").first.click()
    page.locator(".modal-content [role=tab]", has_text="上传").click()
    page.set_input_files(".modal-content input[type=file]", str(file))
    expect(page.locator(".modal-content #tab-upload input[name$=title]")).to_have_value(file.stem)
    page.locator(".modal-content #tab-upload [type=submit]").first.click()
    expect(page.locator(".modal-content")).to_have_count(0)


def press_send(page: Page) -> None:
    """Press "send for approval" in the editor and wait for what comes."""
    page.locator("button[name='action-send-for-approval']").click()
    page.wait_for_load_state("load")


def review_secrecy(story: Story, page_id: str) -> None:
    """2b. The secrecy reviewer, another person, passes it; nobody can publish it; its file is 404 in public."""
    with story.person(UNIT, "secrecy_reviewer") as page:
        open_case(page, TITLE)
        story.picture(page, "secrecy-review")
        press(page, "pass_secrecy", "不涉及国家秘密")
    with story.person(UNIT, "liaison") as page:
        page.goto(f"/admin/pages/{page_id}/edit/")
        assert page.locator("button[name='action-publish']").count() == 0
        story.picture(page, "locked-for-its-author")
        page.goto("/admin/documents/")
        file = page.locator("tr", has_text="领取须知").locator("a[href*='/media/']").first.get_attribute("href") or ""
        assert file
    with story.citizen() as page:
        assert status(page, file) == 404
        assert status(page, "/disclosure/e-certificates/") == 404


def approve(story: Story) -> None:
    """3. The unit head reads it as the public would, and approves: in that moment it is public, everywhere."""
    with story.person(UNIT, "head") as page:
        open_case(page, TITLE)
        frame = page.frame_locator("iframe.gk-preview")
        expect(frame.locator("h1")).to_contain_text("不动产登记电子证照")
        expect(page.locator(".gk-clock").first).to_be_visible()
        story.picture(page, "unit-head-reads")
        press(page, "agree", "同意公开")
        story.picture(page, "carried-out")
    with story.citizen() as page:
        page.goto("/")
        expect(page.get_by_role("link", name=TITLE)).to_be_visible()
        story.picture(page, "home-page")
        page.goto("/disclosure/")
        expect(page.get_by_role("link", name="电子证照").first).to_be_visible()
        page.goto("/disclosure/e-certificates/")
        page.get_by_role("link", name=TITLE).click()
        expect(page.get_by_text(NUMBER).first).to_be_visible()
        story.picture(page, "document")
        file = page.locator(".gk-files a").get_attribute("href") or ""
        assert status(page, file) == 200


def find(story: Story) -> str:
    """4. A citizen finds it by words of title, body and attachment, and by its number in any usual writing."""
    queries = (
        "推行电子证照",
        BODY_WORDS,
        FILE_WORDS,
        "岭自然资规〔2026〕96号",
        "岭自然资规[2026]96号",
        "岭自然资规（2026）96号",
        "岭自然资规 2026 96",
    )
    with story.citizen() as page:
        for query in queries:
            eventually(lambda query=query: _first_hit(page, query) == TITLE)
        page.goto(f"/search/?q={FILE_WORDS}")
        expect(page.locator("mark").first).to_be_visible()
        expect(page.locator("main")).to_contain_text("领取须知")
        story.picture(page, "found-by-its-attachment")
        page.goto("/search/?q=不动产登记")
        page.get_by_role("link", name=re.compile("政策文件")).first.click()
        story.picture(page, "filtered")
    with story.citizen(width=390) as page:
        page.goto("/search/?q=电子证照")
        story.picture(page, "search-on-a-phone")
        page.locator("main a", has_text="电子证照的通知").first.click()
        story.picture(page, "document-on-a-phone")
        return page.url


def _hits(page: Page, query: str) -> list[dict]:
    """The first page of results."""
    return page.request.get("/search.json", params={"q": query}).json()["results"]


def _first_hit(page: Page, query: str) -> str:
    """The title of the first result."""
    results = _hits(page, query)
    return re.sub(r"</?mark>", "", results[0]["title"]) if results else ""


def retire_the_column(story: Story, address: str) -> None:
    """5. The column is retired through the unit head and the Office; its pages stay, marked as archived."""
    with story.person(UNIT, "liaison") as page:
        page.goto("/admin/sections/")
        page.locator("tr", has_text="电子证照").get_by_role("link", name="撤销").click()
        page.fill("[name=reason]", "电子证照已经全面推行，不再单设栏目")
        declare(page)
        page.click("button[name=send]")
        expect(page.locator("h1")).to_contain_text("电子证照")
    desks = ((UNIT, "secrecy_reviewer", "pass_secrecy"), (UNIT, "head", "agree"), ("office", "liaison", "agree"))
    for unit, capacity, button in desks:
        with story.person(unit, capacity) as page:
            open_case(page, "电子证照")
            press(page, button, "同意撤销")
    with story.citizen() as page:
        page.goto("/disclosure/")
        assert page.locator("nav").get_by_role("link", name="电子证照", exact=True).count() == 0
        page.goto(address)
        expect(page.locator(".gk-notice.is-archived")).to_be_visible()
        story.picture(page, "archived")
        eventually(lambda: "归档" in _result_text(page, "推行电子证照"))


def _result_text(page: Page, query: str) -> str:
    page.goto(f"/search/?q={query}")
    return page.locator("main").inner_text()


def take_down_another(story: Story) -> None:
    """5b. The publicity centre takes one item of another column down at once; its confirmation waits at the Office."""
    slug, title = "registration-archive-query", "不动产登记资料查询服务办法"
    with story.citizen() as page:
        address = f"/disclosure/policy/normative/{slug}/"
        page.goto(address)
        file = page.locator(".gk-files a").first.get_attribute("href") or ""
        assert status(page, file) == 200
        assert any(address in hit["url"] for hit in _hits(page, title))
    with story.person("publicity", "liaison") as page:
        page.goto("/admin/take-down/?address=" + address)
        story.picture(page, "take-down-form")
        page.fill("#reason", "附件有误，先行下线")
        page.locator("button.is-danger").click()
        expect(page.locator(".messages .success")).to_be_visible()
        story.picture(page, "taken-down")
    with story.citizen() as page:
        eventually(lambda: status(page, address) in (404, 410) and status(page, file) == 404)
        eventually(lambda: not any(address in hit["url"] for hit in _hits(page, title)))
    with story.person("office", "head") as page:
        open_case(page, title)
        story.picture(page, "confirmation-waits")


def look_at_the_ledger(story: Story) -> None:
    """6. The ledger shows every act, and proves itself."""
    with story.person("office", "head") as page:
        page.goto("/admin/ledger/")
        expect(page.locator("main")).to_contain_text("附件有误，先行下线")
        story.picture(page, "ledger")
    for command in ("verify_ledger", "verify_publications", "search_check"):
        result = story.portal.manage(command)
        assert result.returncode == 0, result.stdout + result.stderr


def ask_and_answer(story: Story) -> None:
    """7. A citizen asks; the Office gives it to a unit; the unit answers, its head approves; everyone reads it."""
    with story.citizen() as citizen:
        citizen.goto("/interaction/consult/")
        citizen.fill("[name=subject]", "电子证照能不能用来办贷款")
        citizen.fill("[name=text]", "我想用不动产登记电子证照办理银行贷款，请问银行认不认，需要打印吗？")
        citizen.fill("[name=name]", "宁小满")
        citizen.fill("[name=contact]", "asker-99@mail.example")
        citizen.check("[name=wish][value=public]")
        story.picture(citizen, "question")
        citizen.locator("main form button[type=submit]").last.click()
        receipt = citizen.locator("main").inner_text()
        number = re.search(r"ZX\d{8}-\d{4}", receipt).group(0)
        story.picture(citizen, "number-and-code")
        code = re.search(r"\b([A-Z0-9]{4}[ -]?[A-Z0-9]{4})\b", receipt.replace(number, "")).group(1)
        with story.person("office", "liaison") as page:
            page.goto("/admin/tickets/")
            page.get_by_role("link", name=re.compile(number)).first.click()
            page.locator("select[name=unit]").select_option(label="确权登记局")
            story.picture(page, "office-gives-it-to-a-unit")
            page.locator("form[action*='/assign/'] button").last.click()
        with story.person(UNIT, "liaison") as page:
            page.goto("/admin/tickets/")
            page.get_by_role("link", name=re.compile(number)).first.click()
            page.fill("[name=private_text]", "可以。合作银行可以在线核验，不需要打印。")
            page.check("[name=audience][value=public]")
            page.fill("[name=public_title]", "电子证照能否办理贷款")
            page.fill("[name=public_question]", "不动产登记电子证照能否用于办理银行贷款？")
            page.fill("[name=public_answer]", "可以。合作银行可以在线核验电子证照，不需要打印。")
            declare(page)
            story.picture(page, "unit-answers")
            page.locator("button[name=send], form[action*='/reply/'] button").first.click()
            expect(page.locator(".messages .success").first).to_be_visible()
        with story.person(UNIT, "secrecy_reviewer") as page:
            open_case(page, number)
            press(page, "pass_secrecy", "不涉密")
        with story.person(UNIT, "head") as page:
            open_case(page, number)
            story.picture(page, "head-approves-the-answer")
            press(page, "agree", "同意答复")
        citizen.goto("/interaction/status/")
        citizen.fill("[name=number]", number)
        citizen.fill("[name=code]", code)
        citizen.locator("main form button[type=submit]").last.click()
        expect(citizen.locator("main")).to_contain_text("可以。合作银行可以在线核验")
        story.picture(citizen, "answer-by-code")
        citizen.goto("/interaction/answers/")
        citizen.get_by_role("link", name=re.compile("电子证照能否办理贷款")).first.click()
        expect(citizen.locator("main")).not_to_contain_text("宁小满")
        story.picture(citizen, "answer-for-everyone")


KINDS_OF_PAGES = (
    "/",
    "/disclosure/",
    "/disclosure/policy/normative/",
    "/disclosure/policy/normative/green-mine-rules/",
    "/disclosure/interpretations/about-green-mine-rules/",
    "/catalogue/",
    "/catalogue/?topic=land&genre=policy",
    "/disclosure/policy/normative/registration-archive-trial/",
    "/news/meetings/",
    "/news/meetings/meeting-year-end-tasks/",
    "/services/",
    "/services/service-guides/",
    "/interaction/",
    "/interaction/consult/",
    "/interaction/status/",
    "/interaction/answers/",
    "/topics/",
    "/topics/flood-season-hazards/",
    "/search/?q=不动产登记",
    "/sitemap/",
    "/privacy/",
    "/nothing-here/",
)


@pytest.mark.parametrize("width", [1280, 390])
def test_every_kind_of_public_page_can_be_used_by_everybody(browser: Browser, portal: Portal, width: int) -> None:
    """No rule of WCAG 2.2 AA that a program can check is broken, and no page has to be pushed sideways."""
    with Story(browser, portal, keep=True).citizen(width) as page:
        for address in KINDS_OF_PAGES:
            page.goto(address)
            found = Axe().run(page, options={"runOnly": WCAG_22_AA}).response
            broken = [(rule["id"], rule["nodes"][0]["target"]) for rule in found["violations"]]
            assert len(found["passes"]) > 5 and broken == [], address
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
                address
            )
