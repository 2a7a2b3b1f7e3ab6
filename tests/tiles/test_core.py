"""The portal's own tiles as the public sees them."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils import translation
from wagtail.rich_text import RichText

from portal.tiles import core, tables


@pytest.fixture
def rendered(field):
    return lambda *items: BeautifulSoup(str(field.to_python(list(items))), "html.parser")


def test_every_core_tile_has_a_label_an_icon_and_a_template(field):
    with translation.override("en"):
        for name, block in field.stream_block.child_blocks.items():
            assert str(block.label)
            assert block.meta.icon != "placeholder"
            assert block.meta.template == f"tiles/{name}.html"


def test_a_heading_has_its_level_and_escapes_its_text(rendered):
    page = rendered(("heading", {"text": "甲<b>", "level": "h2"}), ("heading", {"text": "乙", "level": "h3"}))
    assert page.h2.text == "甲<b>"
    assert page.h3.text == "乙"


def test_rich_text_is_cleaned_however_it_came_in(rendered):
    page = rendered(("rich_text", RichText('<p onclick="x()">正文<script>x()</script></p>')))
    assert page.select_one(".tile--rich-text p").attrs == {}
    assert "x()" not in page.text


def test_links_of_rich_text_stay(rendered):
    page = rendered(("rich_text", RichText('<p><a href="https://example.org/a">看</a></p>')))
    assert page.a["href"] == "https://example.org/a"


@pytest.mark.parametrize(
    "cells", ["年度\t宗数\n2025\t12\n2026", "| 年度 | 宗数 |\n|2025|12|\n|2026|", "年度｜宗数\n2025｜12\n\n2026"]
)
def test_a_table_has_caption_headers_and_equal_rows(rendered, cells):
    value = {**tables.from_lines(cells.splitlines(), caption="出让"), "table_header_choice": "both"}
    page = rendered(("table", value))
    assert page.caption.text == "出让"
    assert [cell.text for cell in page.select("thead th[scope=col]")] == ["年度", "宗数"]
    assert [[cell.text for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")] == [
        ["2025", "12"],
        ["2026", ""],
    ]
    assert [cell.text for cell in page.select("tbody th[scope=row]")] == ["2025", "2026"]
    assert page.select_one("[role=region]")["aria-label"] == "出让"


def test_a_table_of_only_a_header_is_refused(field):
    block = field.stream_block.child_blocks["table"]
    with pytest.raises(ValidationError):
        block.clean(tables.from_lines(["一|二"]))


def test_figures_and_timeline_read_in_order(rendered):
    page = rendered(
        (
            "figures",
            {"title": "全省", "items": [{"number": "98.6", "unit": "%", "label": "按期办结"}], "as_of": "2026年6月"},
        ),
        ("timeline", {"title": "", "items": [{"when": "2026年1月", "title": "启动", "text": "一\n\n二"}]}),
    )
    assert page.select_one(".figures dt").text == "按期办结"
    assert page.select_one(".figures dd").text == "98.6%"
    assert page.select_one(".tile--figures")["aria-label"] == "全省"
    assert [part.text.strip() for part in page.select("ol.timeline li > *")] == ["2026年1月", "启动", "一\n二"]
    assert "aria-label" not in page.select_one(".tile--timeline").attrs


def test_links_lead_somewhere_or_are_left_out(rendered, some_page):
    hidden = {"text": "", "page": some_page, "document": None, "url": "", "note": ""}
    outside = {"text": "省政府", "page": None, "document": None, "url": "https://example.org/", "note": "外部网站"}
    page = rendered(("link_list", {"title": "链接", "items": [outside, hidden]}))
    assert [(a["href"], a.text) for a in page.select("a")] == [("https://example.org/", "省政府")]


@pytest.mark.parametrize(
    "link",
    [
        {"text": "无", "url": ""},
        {"text": "", "url": "https://example.org/"},
    ],
)
def test_a_link_without_target_or_text_is_refused(link):
    block = core.LinkItem()
    with pytest.raises(ValidationError):
        block.clean(block.normalize({"page": None, "document": None, "note": "", **link}))


def test_quotation_and_notice(rendered):
    page = rendered(
        ("quotation", {"text": "绿水青山", "who": "某某", "source": "会议"}),
        ("notice", {"kind": "important", "title": "注意", "text": RichText("<p>停办<b>一天</b></p>")}),
    )
    assert page.blockquote.text.strip() == "绿水青山"
    assert page.select_one("figcaption cite").text == "会议"
    assert "tile--notice-important" in page.select_one("aside[role=note]")["class"]
    assert page.aside.b.text == "一天"


def test_a_picture_that_is_gone_leaves_no_broken_place(rendered):
    assert not rendered(("image", {"image": None, "alt": "山", "caption": ""})).select("figure, img")
