"""HTML to plain text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCK_TAGS = """
    address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_CELLS = frozenset(["td", "th"])
_UNSEEN = frozenset(["script", "style", "template", "noscript", "head"])


class _TextCollector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        self._separate(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        self._separate(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            # A line break in the source is white space like any other; between Han characters it shows as nothing.
            self.parts.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _separate(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in _CELLS:
            self.parts.append(" ")


def to_text(html: str) -> str:
    """Return what a reader sees of the HTML: each block on its own line, entities resolved, no empty lines.

    Scripts, styles and comments are left out. Broken HTML gives what can be read of it and never an error.
    """
    collector = _TextCollector()
    collector.feed(html)
    collector.close()
    lines = (re.sub(r"[ \u00a0]+", " ", line).strip(" ") for line in "".join(collector.parts).split("\n"))
    return "\n".join(line for line in lines if line)
