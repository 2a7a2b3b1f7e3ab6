"""Streams in words."""

from bs4 import BeautifulSoup
from wagtail.rich_text import RichText

from portal.tiles import tables
from portal.tiles.text import outline, plain_text

TEXT = '<h3 data-block-key="k1a">一、<b>范围</b></h3><p>甲&amp;乙</p><ul><li>丙</li><li>丁</li></ul><h4>（一）细目</h4>'


def stream_of(field):
    return field.to_python(
        field.get_prep_value(
            field.to_python(
                [
                    ("heading", {"text": "总则", "level": "h2"}),
                    ("rich_text", RichText(TEXT)),
                    ("heading", {"text": "分则", "level": "h3"}),
                    ("table", tables.from_lines(["子|丑", "寅|卯"], caption="表")),
                    (
                        "figures",
                        {"title": "数", "items": [{"number": "7", "unit": "件", "label": "受理"}]},
                    ),
                ]
            )
        )
    )


def test_plain_text_has_every_word_a_line_a_paragraph(field):
    lines = plain_text(stream_of(field)).splitlines()
    assert lines[:7] == ["总则", "一、范围", "甲&乙", "丙", "丁", "（一）细目", "分则"]
    assert {"表", "子 丑", "寅 卯", "数", "7", "件", "受理"} <= set(lines)


def test_nothing_says_nothing(field):
    assert plain_text(None) == ""
    assert plain_text(field.to_python("")) == ""
    assert outline(None) == []


def test_a_missing_tile_speaks_with_its_stored_rendering(field):
    stream = field.to_python(
        [{"type": "gone", "value": {"secret": "x"}, "id": "1", "_rendering": "<p>留下</p><p>的话</p>"}]
    )
    assert plain_text(stream) == "留下\n的话"
    assert outline(stream) == []


def test_the_outline_points_at_the_anchors_that_are_rendered(field):
    stream = stream_of(field)
    entries = outline(stream)
    assert [(title, level) for _anchor, title, level in entries] == [
        ("总则", 2),
        ("一、范围", 3),
        ("（一）细目", 4),
        ("分则", 3),
    ]
    page = BeautifulSoup(str(stream), "html.parser")
    assert [page.find(id=anchor).text for anchor, *_ in entries] == ["总则", "一、范围", "（一）细目", "分则"]
    assert len({anchor for anchor, *_ in entries}) == 4


def test_anchors_stay_when_text_is_added_before(field):
    raw = [{"type": "rich_text", "value": TEXT, "id": "abcdefgh-1"}]
    more = [{"type": "rich_text", "value": '<h3 data-block-key="k0">新</h3>' + TEXT, "id": "abcdefgh-1"}]
    old = {title: anchor for anchor, title, _ in outline(field.to_python(raw))}
    new = {title: anchor for anchor, title, _ in outline(field.to_python(more))}
    assert old["一、范围"] == new["一、范围"]
