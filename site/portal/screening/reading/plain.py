"""Plain text and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.registers.addresses import links_in
from portal.text.html import to_text

from ..kinds import Unreadable
from ..pages import Line, Page

MAX_CHARACTERS = 5_000_000
_ENCODINGS = ("utf-8-sig", "gb18030")


def read(content: bytes, name: str) -> Iterator[Page]:
    """Yield the one page of a plain text."""
    text = _decoded(content)
    yield _cut(Page(1, lines=_lines(text[:MAX_CHARACTERS])), text)


def read_html(content: bytes, name: str) -> Iterator[Page]:
    """Yield the one page of an HTML file: what a reader sees, where it leads, and marks of changes left in."""
    text = _decoded(content)
    html = text[:MAX_CHARACTERS]
    page = Page(1, lines=_lines(to_text(html)), links=links_in(html))
    page.changes = [
        to_text(hit)[:80] for hit in re.findall(r"<(?:ins|del)\b[^>]*>.{1,2000}?</(?:ins|del)>", html, re.S)
    ]
    yield _cut(page, text)


def _cut(page: Page, text: str) -> Page:
    if len(text) > MAX_CHARACTERS:
        page.cut_short()
    return page


def _lines(text: str) -> list[Line]:
    return [Line(line.strip()) for line in text.splitlines() if line.strip()]


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The text is in no encoding that is known here."))
