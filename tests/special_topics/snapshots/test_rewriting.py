"""Addresses in pages and style sheets: every form of them is found, and what stands around them stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from special_topics.snapshots import rewriting
from special_topics.snapshots.rewriting import NOWHERE, Place

MISSING = "/media/missing.png"


def replaced(value: str) -> Place | None:
    return None if value == MISSING else Place(f"<{value}>", "表.docx" if value.endswith(".docx") else "")


def page(html: str) -> str:
    return rewriting.page(html.encode(), replaced).decode().replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<img alt="" src="/a.png"/>', '<img alt="" src="</a.png>"/>'),
        ('<img srcset="b.png 2x,c.png 400w , d.png"/>', '<img srcset="<b.png> 2x, <c.png> 400w, <d.png>"/>'),
        (f'<img alt="图" src="{MISSING}" srcset="{MISSING} 2x"/>', '<img alt="图"/>'),
        ('<link href="x.css" rel="stylesheet"/>', '<link href="<x.css>" rel="stylesheet"/>'),
        ('<video poster="p.png" src="v.mp4"></video>', '<video poster="<p.png>" src="<v.mp4>"></video>'),
        ('<form action="/search/"></form>', '<form action="</search/>"></form>'),
        ('<svg><use xlink:href="s.svg"></use></svg>', '<svg><use xlink:href="<s.svg>"></use></svg>'),
        ('<a href="/m/b.docx">表</a>', '<a download="表.docx" href="</m/b.docx>">表</a>'),
        ('<a href=" /a ">甲</a>', '<a href="</a>">甲</a>'),
        ("<style>a>b{background:url(x.png)}</style>", '<style>a>b{background:url("<x.png>")}</style>'),
        ('<p style="background:url(x.png)">甲</p>', '<p style=\'background:url("<x.png>")\'>甲</p>'),
        ('<script>var a = "<img src=1>";</script>', '<script>var a = "<img src=1>";</script>'),
        ('<meta content="/a.png" name="Image"/>', '<meta content="/a.png" name="Image"/>'),
    ],
)  # fmt: skip
def test_pages(before, after):
    assert page(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a{b:url(x.png)}", 'a{b:url("<x.png>")}'),
        ("a{b:url( 'x.png' )}", 'a{b:url( "<x.png>" )}'),
        ("@media print{a{b:URL(\"x y.png\")}}", "@media print{a{b:URL(\"<x y.png>\")}}"),
        ("@import 'x.css';", '@import "<x.css>";'),
        ("@import url(x.css) screen;", '@import url("<x.css>") screen;'),
        ("a{b:image-set('x.png' 1x, url(y.png) 2x)}", 'a{b:image-set("<x.png>" 1x, url("<y.png>") 2x)}'),
        ("a{b:image-set('x.avif' type('image/avif'))}", 'a{b:image-set("<x.avif>" type("image/avif"))}'),
        (f"a{{b:url({MISSING})}}", f'a{{b:url("{NOWHERE}")}}'),
        ("a::before{content:'url(x.png)'}/* url(x.png) */", 'a::before{content:"url(x.png)"}/* url(x.png) */'),
        ("a{b:url(\\78.png)}", 'a{b:url("<x.png>")}'),
        ("@font-face{src:url(f.woff2) format('woff2')}", '@font-face{src:url("<f.woff2>") format("woff2")}'),
    ],
)  # fmt: skip
def test_style_sheets(before, after):
    assert rewriting.style_sheet(before, replaced) == after


@given(st.text(max_size=80), st.text(alphabet="ab c\"'\\)(\n;}{/*", max_size=20))
def test_whatever_stands_in_a_style_sheet_is_read_and_an_address_reads_back_as_it_was(text, address):
    rewriting.style_sheet(text, replaced)
    seen: list[str] = []

    def see(value: str) -> Place:
        seen.append(value)
        return Place(value)

    rewriting.style_sheet(rewriting.style_sheet("a{b:url(x)}", lambda _value: Place(address)), see)
    assert seen == [address.strip()]
