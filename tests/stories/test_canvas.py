"""A unit builds its special topic on the page itself: with the mouse, and again with the keyboard alone."""

from __future__ import annotations

import random
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from special_topics.models import TopicPage
from tests import factories, topics
from tests.stories.browsing import Enter, case_at, decided, declare
from tests.stories.canvas_editor import BOXES, PICTURES, CanvasEditor, heading
from tests.stories.story import WCAG_22_AA

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
]
WIDTHS = {"desktop": 1280, "tablet": 768, "phone": 390}
DECENT, MOST_ACTS = 8, 25
FIFTEEN = [
    *("notice", "rich_text", "heading", "figures", "heading", "quotation", "heading", "rich_text"),
    *("heading", "rich_text", "notice", "quotation", "heading", "rich_text", "quotation"),
]


@pytest.fixture
def empty_topic(site: factories.Site) -> TopicPage:
    topic = topics.open_topic(site)
    topic.body = []
    topic.save_revision(user=site.department.farmland.liaison)
    return topic


def published(enter: Enter, site: factories.Site, page: Page) -> None:
    """Send what the editor holds for approval, and let the desks agree."""
    staff = site.department.farmland
    page.locator("#page-edit-form footer button[name=action-send-for-approval]").click()
    declare(page)
    page.locator(".gk-actions button.gk-button", has_text="签署并送审").click()
    case = case_at(page)
    decided(enter, case, (staff.secrecy, "pass_secrecy"), (staff.head, "agree"))


def same_as_in_public(enter: Enter, canvas: CanvasEditor, url: str) -> None:
    """At three widths the public page has the canvas's tiles: their order, texts and boxes (within 2 pixels)."""
    expected = [tile["id"] for tile in canvas.state()]
    for device, width in WIDTHS.items():
        canvas.page.locator(f"[data-act={device}]").click()
        stranger = enter(None, width)
        stranger.goto(url)
        public: list[dict[str, Any]] = stranger.locator(".gk-tiles").evaluate(BOXES)
        shown = canvas.boxes()
        assert [tile["tile"] for tile in shown] == expected
        assert [tile["text"] for tile in shown] == [tile["text"] for tile in public]
        for one, other in zip(shown, public, strict=True):
            assert one["box"] == pytest.approx(other["box"], abs=2), (device, one["text"])


@pytest.mark.clause("C5", "D7")
def test_a_topic_of_fifteen_tiles_is_built_with_the_mouse_and_published(
    enter, site, empty_topic, record_property
) -> None:
    page = enter(site.department.farmland.liaison, 1440)
    canvas = CanvasEditor(page, empty_topic.pk)
    canvas.open()
    for number, tile_type in enumerate(FIFTEEN):
        canvas.add(tile_type)
        canvas.fill_places(f"第{number + 1}块")
        if number + 1 == DECENT:
            record_property("said", f"canvas: {canvas.acts} acts to a first topic of {DECENT} tiles")
            assert canvas.acts <= MOST_ACTS
    assert canvas.types() == FIFTEEN
    canvas.settled()
    for number in range(1, 16):
        expect(canvas.frame.locator(".gk-tiles")).to_contain_text(f"第{number}块")
    canvas.saved()
    page.screenshot(path=PICTURES / "01-built.png")
    published(enter, site, page)
    canvas.open()
    same_as_in_public(enter, canvas, TopicPage.objects.get(pk=empty_topic.pk).url)
    page.screenshot(path=PICTURES / "02-published.png")
    assert canvas.console == []


def test_a_topic_of_fifteen_tiles_is_built_with_the_keyboard_alone_and_sent(enter, site, empty_topic) -> None:
    page = enter(site.department.farmland.liaison, 1440)
    canvas = CanvasEditor(page, empty_topic.pk)
    canvas.open()
    canvas.enter_outline()
    for number in range(1, 16):
        canvas.add_by_keys("引文")
        canvas.press("Enter")
        canvas.type(f"第{number}块：严守耕地红线")
        canvas.press("Tab")
        canvas.type("厅长")
        canvas.press("Escape")
        expect(canvas.chosen).to_be_focused()
    assert canvas.types() == ["quotation"] * 15
    canvas.press("Alt+ArrowUp")
    canvas.says("第14个")
    canvas.press("Control+c", "Home", "ArrowDown", "Control+v")
    expect(canvas.items).to_have_count(16)
    canvas.press("Delete")
    canvas.says("撤销")
    expect(canvas.items).to_have_count(15)
    texts = [tile["value"]["text"][:4].rstrip("块：") for tile in canvas.state()]
    assert texts == [f"第{number}" for number in (*range(1, 14), 15, 14)]
    canvas.settled()
    page.screenshot(path=PICTURES / "03-by-keyboard.png")
    send = page.locator("#page-edit-form footer button[name=action-send-for-approval]")
    send.focus()
    canvas.press("Enter")
    expect(page.locator("h1")).to_contain_text("耕地保护")
    expect(page.locator("input[name^='secrecy_']").first).to_be_attached()
    assert canvas.console == []


def test_fifty_acts_are_undone_one_by_one_and_done_again(enter, site, empty_topic) -> None:
    chance = random.Random(20261127)
    empty_topic.body = [
        {"type": "heading", "value": {"text": "守住红线", "level": "h2"}, "id": "one"},
        {"type": "rich_text", "value": "<p>十分珍惜每一寸土地。</p>", "id": "two"},
        {"type": "quotation", "value": {"text": "民以食为天", "who": "", "source": ""}, "id": "three"},
    ]
    empty_topic.save_revision()
    canvas = CanvasEditor(enter(site.department.farmland.liaison, 1440), empty_topic.pk)
    canvas.open()
    canvas.items.first.click()
    states = [canvas.state_text()]
    for _number in range(50):
        random_act(canvas, chance)
        if canvas.state_text() != states[-1]:
            states.append(canvas.state_text())
    assert len(states) > 40
    canvas.page.locator(".gk-outline [role=treeitem]").first.focus()
    for earlier in reversed(states[:-1]):
        canvas.press("Control+z")
        assert canvas.state_text() == earlier
    for later in states[1:]:
        canvas.press("Control+Shift+z")
        assert canvas.state_text() == later
    canvas.settled()


def random_act(canvas: CanvasEditor, chance: random.Random) -> None:
    """Choose a tile and do something with it, by keyboard."""
    count = canvas.items.count()
    if not count or (count < 3 and chance.random() < 0.5):
        canvas.page.locator(".gk-outline [role=treeitem]").first.focus()
        canvas.add_by_keys(chance.choice(["引文", "标题", "正文"]))
        return
    canvas.items.nth(chance.randrange(count)).focus()
    act = chance.choice(["Alt+ArrowUp", "Alt+ArrowDown", "Control+d", "Delete", "Control+v", "write", "insert"])
    if act == "insert":
        canvas.add_by_keys("提示框")
    elif act == "write":
        field = canvas.page.locator("#page-edit-form [data-streamfield-child] [name$='-text']:visible")
        if field.count():
            field.first.fill(f"改为{chance.randrange(1000)}")
            canvas.page.wait_for_timeout(1100)  # else typing goes on: it would be one step with what follows
    else:
        if act == "Control+v":
            canvas.press("Control+c")
        canvas.press(act)


def test_what_a_form_holds_survives_the_canvas(enter, site, empty_topic) -> None:
    """A tile of an unknown type, scripts in fields, a picture that is gone, very much text: nothing runs or is lost."""
    hostile = [
        {"type": "gone", "value": {"words": "旧扩展"}, "id": "gone", "_rendering": "<p>旧扩展的内容</p>"},
        {"type": "heading", "value": {"text": "<img src=x onerror=alert(1)>", "level": "h2"}, "id": "script"},
        {"type": "rich_text", "value": "<p onclick='alert(2)'>字</p><script>alert(3)</script>", "id": "rich"},
        {"type": "image", "value": {"image": 4242, "alt": "没有的图", "caption": ""}, "id": "image"},
        {"type": "quotation", "value": {"text": "字" * 200_000, "who": "", "source": ""}, "id": "long"},
    ]
    empty_topic.body = hostile
    empty_topic.save_revision()
    page = enter(site.department.farmland.liaison, 1440)
    alarms: list[str] = []
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.accept()))
    canvas = CanvasEditor(page, empty_topic.pk)
    canvas.open()
    before = canvas.state_text()
    expect(canvas.items).to_have_count(5)
    expect(canvas.frame.locator(".gk-tiles")).to_contain_text("旧扩展的内容")
    canvas.choose(0)
    canvas.press("Alt+ArrowDown", "Control+z")
    page.locator("[data-act=form]").click()
    page.locator(".gk-canvas-back").click()
    assert canvas.state_text() == before
    found = Axe().run(page, context=".gk-canvas", options={"runOnly": WCAG_22_AA})
    assert found.violations_count == 0, found.generate_report()
    canvas.choose(1)
    canvas.press("Alt+ArrowDown")
    canvas.saved()
    stored = {item["id"]: item for item in latest_raw(empty_topic)}
    assert stored["gone"] == hostile[0] and len(stored["long"]["value"]["text"]) == 200_000
    assert alarms == [] and canvas.console == []


def latest_raw(topic: TopicPage) -> list[dict[str, Any]]:
    """The stored items of the newest draft."""
    return list(TopicPage.objects.get(pk=topic.pk).get_latest_revision_as_object().body.raw_data)


def row(*columns: list[dict[str, Any]]) -> dict[str, Any]:
    cells = [
        {"type": "item", "value": {"width": "6", "tiles": tiles}, "id": f"cell-{number}"}
        for number, tiles in enumerate(columns)
    ]
    value = {"columns": cells, "background": "", "colour": "", "spacing": ""}
    return {"type": "row", "value": value, "id": "row"}


def cells_of(canvas: CanvasEditor) -> list[list[str]]:
    """The ids of the tiles in each column of the row."""
    found = next(tile for tile in canvas.state() if tile["type"] == "row")
    return [[tile["id"] for tile in cell["value"]["tiles"]] for cell in found["value"]["columns"]]


def test_tiles_move_between_columns_and_change_their_width(enter, site, empty_topic) -> None:
    empty_topic.body = [heading("top", "上面"), row([heading("left", "左栏")], [heading("right", "右栏")])]
    empty_topic.save_revision()
    page = enter(site.department.farmland.liaison, 1440)
    canvas = CanvasEditor(page, empty_topic.pk)
    canvas.open()
    before = canvas.state_text()
    canvas.choose(0)
    canvas.press("Alt+ArrowRight")
    assert cells_of(canvas) == [["left", "top"], ["right"]]
    canvas.press("Alt+ArrowRight")
    assert cells_of(canvas) == [["left"], ["right", "top"]]
    canvas.press("Control+z", "Control+z")
    assert canvas.state_text() == before
    drag(canvas, "上面", "右栏")
    assert cells_of(canvas) == [["left"], ["top", "right"]]
    drag(canvas, "左栏", "上面")
    assert cells_of(canvas) == [[], ["left", "top", "right"]]
    expect(canvas.frame.locator(".row__cell").nth(1)).to_contain_text("左栏")
    canvas.press("Shift+ArrowLeft")
    page.screenshot(path=PICTURES / "05-row.png")
    canvas.press("Control+z", "Control+z", "Control+z")
    assert canvas.state_text() == before
    canvas.settled()
    assert canvas.console == []


def drag(canvas: CanvasEditor, what: str, onto: str) -> None:
    """Drag the tile that says something onto the upper part of another one."""
    canvas.settled()
    start = canvas.frame.locator(".tile", has_text=what).last.bounding_box()
    goal = canvas.frame.locator(".tile", has_text=onto).last.bounding_box()
    assert start and goal
    mouse = canvas.page.mouse
    mouse.move(start["x"] + 20, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(start["x"] + 40, start["y"] + start["height"] / 2 + 10, steps=3)
    mouse.move(goal["x"] + 20, goal["y"] + 2, steps=6)
    mouse.up()
    canvas.says("现为")


def test_two_versions_are_compared_side_by_side(enter, site, empty_topic) -> None:
    for said in ("旧标题", "新标题"):
        empty_topic.body = [heading("one", said), heading("two", "不变")]
        empty_topic.save_revision()
    page = enter(site.department.farmland.liaison, 1440)
    page.goto(f"/admin/topics/{empty_topic.pk}/canvas/versions/")
    expect(page.locator(".gk-compare-frames iframe[data-decorated]")).to_have_count(2)
    for side in ("old", "new"):
        marked = page.frame_locator(f"iframe[data-side={side}]").locator("[data-gk-change=changed]")
        expect(marked).to_have_count(1)
    expect(page.locator(".gk-compare-list")).to_contain_text("修改")
    page.screenshot(path=PICTURES / "06-versions.png")
    found = Axe().run(page, context=".gk-compare", options={"runOnly": WCAG_22_AA})
    assert found.violations_count == 0, found.generate_report()


def test_text_is_written_where_it_stands_and_an_edge_is_drawn(enter, site, empty_topic) -> None:
    empty_topic.body = [heading("one", "旧标题"), {"type": "rich_text", "value": "<p>旧的一段。</p>", "id": "two"}]
    empty_topic.save_revision()
    page = enter(site.department.farmland.liaison, 1440)
    canvas = CanvasEditor(page, empty_topic.pk)
    canvas.open()
    canvas.frame.get_by_role("heading", name="旧标题").dblclick()
    canvas.says("正在页面上编辑文字")
    canvas.type("新标题")
    canvas.press("Escape")
    assert canvas.state()[0]["value"]["text"] == "新标题"
    canvas.settled()
    canvas.frame.locator(".tile--rich-text").dblclick()
    expect(page.locator(".gk-in-place")).to_be_visible()
    canvas.press("Control+End")
    canvas.type("又一句。")
    page.screenshot(path=PICTURES / "07-in-place.png")
    canvas.press("Escape")
    expect(canvas.frame.locator(".tile--rich-text")).to_contain_text("旧的一段。又一句。")
    expect(canvas.frame.get_by_role("heading", name="新标题")).to_be_visible()
    canvas.choose(0)
    whole = canvas.frame.locator(".gk-tiles").bounding_box()
    edge = page.locator(".gk-canvas-edge").bounding_box()
    assert whole and edge
    page.mouse.move(edge["x"] + 5, edge["y"] + edge["height"] / 2)
    page.mouse.down()
    page.mouse.move(whole["x"] + whole["width"] * 0.52, edge["y"] + 10, steps=6)
    page.mouse.up()
    assert canvas.state()[0]["value"]["settings"]["width"] == ["6"]
    canvas.settled()
    expect(canvas.frame.locator(".is-w6")).to_be_visible()
    assert canvas.console == []
