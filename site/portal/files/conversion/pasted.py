"""HTML from the clipboard, as Word and WPS put it there: the words and the structure stay, the styles go."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from lxml import etree, html

from . import facts, pictures
from .inline import LINK, Inline, Style
from .shapes import Block, File, Paragraph, Picture, Reading
from .tables import MAX_COLUMNS, Grid, cell_text

MAX_BYTES = 10_000_000
_UNSEEN = {"head", "script", "style", "template", "noscript", "object", "title", "meta", "link", "xml", "iframe"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption"),
    *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "html", "li", "main", "nav", "ol", "p"),
    *("pre", "section", "ul", "hr", "caption", "table", "thead", "tbody", "tfoot", "tr", "td", "th"),
}
_HEADINGS = {"h1": 3, "h2": 3, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
_MARKS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "sup": "raised", "sub": "lowered"}
_DATA = re.compile(r"data:image/[a-z+.-]+;base64,(?P<content>[A-Za-z0-9+/=\s]+)\Z")
_MSO_NAMESPACED = re.compile(r"<(/?)(?:o|w|m|v|st1):[a-zA-Z]+[^<>]*>")
_CONDITIONS = re.compile(r"<!--.*?(?:-->|\Z)|<!\[[^\]\[]*(?:\]>|\Z)", re.DOTALL)


def read(source: str) -> Reading:
    """Return what stands in a piece of HTML; broken HTML gives what can be read of it."""
    walk = _Walk()
    cleaned = _MSO_NAMESPACED.sub("", _CONDITIONS.sub("", source.replace("\x00", "")))
    if cleaned.strip():
        try:
            walk.block(html.document_fromstring(cleaned))
        except (etree.ParserError, ValueError):  # nothing but white space, or what no parser takes
            return walk.reading
        walk.end()
    walk.reading.blocks = facts.shaped(walk.reading.blocks)
    return walk.reading


class _Walk:
    """HTML being read: ``blocks`` is where blocks go just now, the text or a cell."""

    def __init__(self) -> None:
        self.reading = Reading()
        self.blocks: list[Block] = self.reading.blocks
        self._inline = Inline()
        self._pictures: list[Picture] = []
        self._level, self._bullet, self._label = 0, False, ""

    def end(self) -> None:
        """End the paragraph; pictures in it follow it."""
        if self._inline.html:
            inline = Inline()
            inline.write(self._label)
            self.blocks.append(Paragraph(inline.html + self._inline.html, self._level, self._bullet))
            self._label = ""
        self.blocks.extend(self._pictures)
        self._inline, self._pictures, self._level = Inline(), [], 0

    def block(self, node: Any) -> None:
        """Read an element that stands for itself."""
        self.end()
        if node.tag in _HEADINGS:
            self._level = _HEADINGS[node.tag]
        if node.tag == "li":
            self._item(node)
        self._inside(node, Style())
        self.end()
        if node.tag == "li":
            self._bullet, self._label = False, ""

    def _item(self, node: Any) -> None:
        """Items of numbered lists get their number as text: Word's own numbering is text too."""
        parent = node.getparent()
        if parent is not None and parent.tag == "ol":
            start = str(parent.get("start") or "1")
            place = [child for child in parent if child.tag == "li"].index(node)
            self._label = f"{(int(start) if start.isdecimal() and len(start) < 6 else 1) + place}. "
        else:
            self._bullet = True

    def _inside(self, node: Any, style: Style) -> None:
        self._text(node.text, style)
        for child in node:
            if isinstance(child.tag, str) and child.tag not in _UNSEEN:
                self._element(child, style)
            self._text(child.tail, style)

    def _text(self, text: str | None, style: Style) -> None:
        # A line break in the source is white space like any other; between Han characters it shows as nothing.
        spaced = re.sub(r"(?<=[^\x00-\u2fff])\s*\n\s*(?=[^\x00-\u2fff])", "", text or "")
        self._inline.write(re.sub(r"[ \t\r\n\f]+", " ", spaced).replace("\xa0", " "), style)

    def _element(self, node: Any, style: Style) -> None:
        css = re.sub(r"\s+", "", str(node.get("style") or "").lower())
        if "display:none" in css or "mso-hide:all" in css:
            self.reading.lose("hidden", node.text_content())
        elif node.tag == "table":
            self.end()
            self._table(node)
        elif node.tag == "br":
            self._inline.line_break()
        elif node.tag == "img":
            self._picture(node)
        elif node.tag == "del":
            self.reading.lose("deleted", node.text_content())
        elif node.tag in _BLOCKS:
            self.block(node)
        else:
            self._inside(node, _styled(node, css, style))

    def _picture(self, node: Any) -> None:
        data = _DATA.match(str(node.get("src") or ""))
        try:
            usable = pictures.usable(base64.b64decode(data["content"])) if data else None
        except (binascii.Error, ValueError):
            usable = None
        alt = str(node.get("alt") or "")
        if usable is None:
            self.reading.lose("picture", alt)
            return
        picture = Picture(f"p{len(self.reading.pictures) + 1}", alt)
        self.reading.pictures[picture.key] = File(f"{picture.key[1:]}.{usable[0]}", usable[1])
        self._pictures.append(picture)

    # --- tables -------------------------------------------------------------------------------------------------
    def _table(self, node: Any) -> None:
        outer, grid, found, header = self.blocks, Grid(), [], False  # type: list[Block], Grid, list[Picture], bool
        covered: dict[int, dict[int, bool]] = {}
        rows = [row for row in node.iter("tr") if next(row.iterancestors("table")) is node]
        caption = next((part.text_content() for part in node if part.tag == "caption"), "")
        for number, row in enumerate(rows):
            grid.row()
            header = header or row.getparent().tag == "thead" or (number == 0 and all(c.tag == "th" for c in row))
            for cell in (part for part in row if part.tag in ("td", "th")):
                while (column := len(grid.rows[-1])) in covered.get(number, {}):
                    grid.skip(1)
                down, across = _span(cell, "rowspan", len(rows) - number), _span(cell, "colspan", MAX_COLUMNS)
                inside: list[Block] = []
                self.blocks = inside
                self.block(cell)
                grid.cell(cell_text(self.reading, inside, found), across)
                grid.spans[(number, column)][0] = down
                for below in range(number + 1, number + down):
                    covered.setdefault(below, {}).update(dict.fromkeys(range(column, column + across), True))
        self.blocks = outer
        if grid.rows:
            table = grid.table(header or None)
            self.blocks.append(type(table)(table.rows, table.merges, table.header, " ".join(caption.split())))
        self.blocks.extend(found)


def _span(cell: Any, name: str, most: int) -> int:
    value = str(cell.get(name) or "1")
    return min(max(int(value), 1), max(most, 1)) if value.isascii() and value.isdecimal() and len(value) < 6 else 1


def _styled(node: Any, css: str, style: Style) -> Style:
    held = {name: getattr(style, name) for name in ("bold", "italic", "raised", "lowered", "href")}
    if node.tag in _MARKS:
        held[_MARKS[node.tag]] = True
    if weight := re.search(r"(?:^|;)font-weight:(\w+)", css):
        held["bold"] = weight[1] in ("bold", "bolder", "600", "700", "800", "900")
    if node.tag == "a" and LINK.match(str(node.get("href") or "")):
        held["href"] = str(node.get("href"))
    return Style(**held)
