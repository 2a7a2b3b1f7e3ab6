"""Inline HTML of a paragraph, piece by piece, and the plain text of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape

LINK = re.compile(r"(?:https?://|mailto:)[^\s\"<>]+\Z", re.IGNORECASE)
_WRAPPERS = ("sup", "sub", "em", "strong")
_CONTROL = dict.fromkeys([*range(9), *range(11, 13), *range(14, 32), 0x7F, 0xFFFE, 0xFFFF])


@dataclass(frozen=True)
class Style:
    """How a run looks, as far as it means something."""

    bold: bool = False
    italic: bool = False
    raised: bool = False
    lowered: bool = False
    href: str = ""

    @property
    def tags(self) -> tuple[str, ...]:
        held = dict(zip(_WRAPPERS, (self.raised, self.lowered, self.italic, self.bold), strict=True))
        return tuple(tag for tag in _WRAPPERS if held[tag])


def clean_text(text: str) -> str:
    """Take out what is no text in HTML: control characters and halves of surrogate pairs."""
    return text.translate(_CONTROL).encode("utf-16", "ignore").decode("utf-16", "ignore")


@dataclass
class Inline:
    """A paragraph being written. Neighbouring pieces that look the same become one."""

    pieces: list[tuple[Style, str]] = field(default_factory=list)

    def write(self, text: str, style: Style = Style()) -> None:
        if text:
            self._add(style, escape(clean_text(text), quote=False))

    def line_break(self) -> None:
        self._add(self.pieces[-1][0] if self.pieces else Style(), "<br/>")

    def _add(self, style: Style, html: str) -> None:
        if self.pieces and self.pieces[-1][0] == style:
            self.pieces[-1] = (style, self.pieces[-1][1] + html)
        else:
            self.pieces.append((style, html))

    @property
    def html(self) -> str:
        return re.sub(r"^(?:<br/>|\s)+|(?:<br/>|\s)+$", "", "".join(_wrapped(*piece) for piece in self.pieces))


def _wrapped(style: Style, html: str) -> str:
    if text_of(html).strip():
        for tag in style.tags:
            html = f"<{tag}>{html}</{tag}>"
        if style.href:
            html = f'<a href="{escape(style.href)}">{html}</a>'
    return html


def text_of(html: str) -> str:
    """Return inline HTML as plain text, its line breaks as such."""
    return unescape(re.sub(r"<[^>]*>", "", html.replace("<br/>", "\n")))
