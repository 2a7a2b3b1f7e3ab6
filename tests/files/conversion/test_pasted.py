"""What Word and WPS put on the clipboard: words and structure stay, styles go."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.files.conversion import pasted
from portal.files.conversion.shapes import Merge, Paragraph, Picture, Table
from tests.files.conversion import making
from tests.files.conversion.test_docx import assert_in_order, words_of

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {color:red}</style>
<!--[if gte mso 9]><xml><w:WordDocument>junk</w:WordDocument></xml><![endif]--></head><body lang=ZH-CN>
<!--StartFragment--><p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level1 lfo1'><![if !supportLists]>
<span style='font-family:仿宋'><span style='mso-list:Ignore'>一、<span
style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span>
<![endif]><b style='mso-bidi-font-weight:normal'><span style='color:red'>总体
要求</span></b><o:p></o:p></p>%s<p class=MsoNormal><span style='display:none'>暗</span>尾<del>删</del></p>
<!--EndFragment--></body></html>"""


def test_words_own_marks_go_and_its_numbers_stay():
    reading = pasted.read(WORD % "")
    assert [block.html.replace(" ", "") for block in reading.blocks] == ["一、<strong>总体要求</strong>", "尾"]
    assert reading.blocks[0].level == 3
    assert {(loss.code, loss.detail) for loss in reading.losses} == {("hidden", "暗"), ("deleted", "删")}


def test_tables_keep_merged_cells_and_captions():
    table = (
        "<table border=1><caption>表</caption><tr><td rowspan=2><p class=MsoNormal>甲<o:p></o:p></p></td>"
        "<td colspan=2>乙</td></tr><tr><td>丙<p>丙二</td><td>丁</td></tr></table>"
    )
    found = next(block for block in pasted.read(WORD % table).blocks if isinstance(block, Table))
    assert found.rows == (("甲", "乙", ""), ("", "丙\n丙二", "丁"))
    assert found.merges == (Merge(0, 0, 2, 1), Merge(0, 1, 1, 2)) and found.caption == "表"


def test_lists_and_headings():
    html = "<h1>题</h1><ol start=3><li>丙</li><li>丁<ul><li>点</li></ul></li></ol><ul><li>戊</li></ul>"
    blocks = pasted.read(html).blocks
    assert blocks[0] == Paragraph("题", level=3)
    assert [(block.html, block.bullet) for block in blocks[1:]] == [
        ("3.丙", False),
        ("4.丁", False),
        ("点", True),
        ("戊", True),
    ]


def test_pictures_on_the_clipboard_are_taken_and_those_on_a_disk_are_said():
    source = base64.b64encode(making.png()).decode()
    reading = pasted.read(f'<p>甲<img alt="图" src="data:image/png;base64,{source}">乙<img src="file:///c:/x.png"></p>')
    assert reading.blocks == [Paragraph("甲乙"), Picture("p1", "图")]
    assert reading.pictures["p1"].content == making.png() and [loss.code for loss in reading.losses] == ["picture"]


@pytest.mark.parametrize("html", ["", "   ", "<!-- -->", "<style>x</style>", "\x00", "<table></table>", "<p></p>"])
def test_nothing_gives_nothing(html):
    assert pasted.read(html).blocks == []


def test_nothing_dangerous_comes_through():
    reading = pasted.read(
        '<p onclick="x()"><a href="javascript:x()">甲</a><script>x()</script><iframe src="//x"></iframe></p>'
    )
    assert reading.blocks == [Paragraph("甲")]


WORDS = st.text('甲乙丙丁abc<&" ', min_size=1, max_size=6).filter(str.strip)
LEAVES = WORDS.map(lambda word: ("text", word))
TREES = st.recursive(
    LEAVES,
    lambda inside: st.tuples(
        st.sampled_from(["p", "div", "span", "b", "sup", "li", "ul", "h2", "table", "o:p", "font"]),
        st.lists(inside, max_size=4),
    ),
    max_leaves=20,
)


def as_html(tree, words: list[str]) -> str:
    name, inside = tree
    if name == "text":
        words.append(f"〈{len(words)}{inside.strip()}〉")
        return making.escape(words[-1])
    if name == "table":
        return f"<table><tr>{''.join(f'<td colspan=2>{as_html(part, words)}</td>' for part in inside)}</tr></table>"
    return f"<{name}>{''.join(as_html(part, words) for part in inside)}</{name}>"


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_no_word_is_lost_whatever_stands_in_what(tree):
    words: list[str] = []
    html = as_html(tree, words)
    assert_in_order(["".join(word.split()) for word in words], "".join(words_of(pasted.read(html)).split()))
