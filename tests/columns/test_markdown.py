"""Markdown of imported texts becomes the portal's own subset, whatever stands in it."""

from __future__ import annotations

import re

import pytest

from columns.markdown import TAGS, to_html

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[点此](javascript:alert(1))",
    "[点此](JaVaScRiPt:alert(1))",
    "[点此](data:text/html;base64,PHNjcmlwdD4=)",
    "[点此](vbscript:msgbox)",
    "![图](https://evil.example/x.png)",
    "<iframe src='https://evil.example'></iframe>",
    '<a href="https://x.example" onclick="alert(1)">x</a>',
    "<svg/onload=alert(1)>",
    '<p style="position:fixed">盖住</p>',
    "<!-- --><style>body{display:none}</style>",
    '[x](https://a.example "t\\" onmouseover=alert(1)")',
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "`<script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    html = to_html(text)
    tags = re.findall(r"<\s*/?([a-zA-Z0-9]+)([^>]*)>", html)
    assert {name.lower() for name, _rest in tags} <= TAGS
    for _name, rest in tags:
        assert not rest.strip() or re.fullmatch(r'\s*href="(https?://[^"]*|/[^"]*)"\s*/?|\s*/', rest), html


def test_structure_is_kept():
    html = to_html("## 第一章\n第一条 本办法。\n- 甲\n- 乙\n\n**重要**")
    assert "<h2>第一章</h2>" in html and "<p>第一条 本办法。</p>" in html
    assert html.count("<li>") == 2 and "<strong>重要</strong>" in html


def test_the_indent_of_chinese_paragraphs_is_left_to_style():
    assert to_html("\u3000\u3000第一条 登记。\n    第二条 公开。") == "<p>第一条 登记。</p>\n<p>第二条 公开。</p>\n"


def test_links_to_ordinary_addresses_are_kept():
    assert 'href="https://www.mnr.gov.cn/a"' in to_html("[自然资源部](https://www.mnr.gov.cn/a)")


@pytest.mark.parametrize("text", ["", "\n\n", "\u3000"])
def test_nothing_gives_nothing(text):
    assert to_html(text) == ""
