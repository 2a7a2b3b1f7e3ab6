"""Word and WPS documents in Office Open XML (.docx, newer .wps): an own walk, so that no text is lost.

Tracked insertions count as accepted and deletions as taken out; hidden text, comments, headers and footers are left
out of the draft. All of that is said, with the words it is about.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from . import graphics, tables
from .docx_styles import ParagraphStyle, Styles, is_on, size_of
from .inline import LINK, Inline, Style
from .numbering import Numbering, lists_of
from .package import Package, Relation, attribute, child, descendants, name_of
from .shapes import Paragraph, Reading, Unreadable

_THROUGH = {"ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo", "r", "rubyBase"}
_TITLES = {"title", "标题", "公文标题"}
_SYMBOLS = {0x6C: "●", 0x6E: "■", 0x6F: "□", 0xA8: "□", 0xFC: "√", 0xFE: "☑", 0xFB: "×", 0xFD: "☒", 0xD8: "➢",
            0x52: "☑", 0xA3: "□", 0x2A: "□"}  # fmt: skip
_HYPERLINK = re.compile(r'HYPERLINK\s+"([^"]+)"')
NOTES = "注释"


def read(content: bytes) -> Reading:
    """Return what a document holds. Raises :class:`Unreadable`."""
    package = Package(content)
    main = _main_part(package)
    root = package.xml(main)
    body = child(root, "body") if root is not None else None
    if body is None:
        raise Unreadable("other_kind")
    return Walk(package, main).document(body)


def _main_part(package: Package) -> str:
    for relation in package.relations("").values():
        if relation.kind == "officeDocument" and not relation.external:
            return relation.target
    return "word/document.xml"


class Walk:
    """One document being read. ``blocks`` is where blocks go just now: the body, or a cell."""

    def __init__(self, package: Package, main: str) -> None:
        self.package, self.main = package, main
        self.reading = Reading()
        self.blocks = self.reading.blocks
        self.relations: dict[str, Relation] = package.relations(main)
        self.styles = Styles(self._part("styles"))
        self.numbering = Numbering(lists_of(self._part("numbering")))
        self._notes = {kind: self._notes_of(f"{kind}s") for kind in ("footnote", "endnote")}
        self._called: list[tuple[str, str]] = []
        self._fields: list[dict[str, Any]] = []
        self.counts: Counter[str] = Counter()
        self._deleted: list[str] = []
        self._hidden: list[str] = []

    def _part(self, kind: str) -> Any:
        name = next((r.target for r in self.relations.values() if r.kind == kind and not r.external), None)
        return self.package.xml(name) if name else None

    def _notes_of(self, kind: str) -> dict[str, Any]:
        root = self._part(kind)
        notes = root if root is not None else ()
        return {attribute(note, "id") or "": note for note in notes if attribute(note, "type") in (None, "normal")}

    # --- the document -------------------------------------------------------------------------------------------
    def document(self, body: Any) -> Reading:
        self.container(body)
        self._write_notes()
        self._say_what_was_left_out()
        return self.reading

    def container(self, node: Any) -> None:
        """Read the blocks of the body, of a cell, of a text box or of a note."""
        for part in node:
            kind = name_of(part)
            if kind == "p":
                self.paragraph(part)
            elif kind == "tbl":
                tables.read(self, part)
            elif kind == "AlternateContent":
                self.container(graphics.chosen(part))
            elif kind in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
                self.counts["inserted"] += kind in ("ins", "moveTo")
                self.container(part)
            elif kind in ("del", "moveFrom"):
                self._deleted.append(_words(part))
            elif kind == "altChunk":
                self.reading.lose("chunk")
            elif kind == "oMathPara":
                inline = Inline()
                self._formula(part, inline)
                self.blocks.append(Paragraph(inline.html))

    def paragraph(self, node: Any) -> None:
        """Read one paragraph; pictures and text boxes in it follow it."""
        style = self.styles.of(node)
        for field in self._fields:
            field["shows"] = True  # an instruction ends with its paragraph, whatever a broken file says
        inline, inside = Inline(), graphics.Found()
        label, bullet = self._label(style)
        inline.write(label)
        without_words = inline.html
        self.inlines(node, inline, Style(), inside)
        if inline.html != without_words:
            self.blocks.append(self._shape(node, style, inline, bullet))
        graphics.place(self, inside)

    def _shape(self, node: Any, style: ParagraphStyle, inline: Inline, bullet: bool) -> Paragraph:
        level = 0
        if style.outline is not None and style.name not in _TITLES:
            level = 3 if style.outline == 0 else 4
        size = next((found for run in descendants(node, "r") if (found := size_of(child(run, "rPr")))), style.size)
        return Paragraph(inline.html, level, bullet, style.centred, size, is_title=style.name in _TITLES)

    def _label(self, style: ParagraphStyle) -> tuple[str, bool]:
        if not style.list_id or style.list_id == "0":
            return "", False
        return self.numbering.next(style.list_id, style.depth)

    # --- what stands in a paragraph -----------------------------------------------------------------------------
    def inlines(self, node: Any, inline: Inline, style: Style, inside: graphics.Found) -> None:
        """Write the runs below a node."""
        for part in node:
            kind = name_of(part)
            if kind == "r":
                self._run(part, inline, style, inside)
            elif kind == "hyperlink":
                self.inlines(part, inline, self._linked(part, style), inside)
            elif kind in ("del", "moveFrom"):
                self._deleted.append(_words(part))
            elif kind in ("oMath", "oMathPara"):
                self._formula(part, inline)
            elif kind == "AlternateContent":
                self.inlines(graphics.chosen(part), inline, style, inside)
            elif kind in _THROUGH:
                self.counts["inserted"] += kind in ("ins", "moveTo")
                self.inlines(part, inline, style, inside)

    def _linked(self, node: Any, style: Style) -> Style:
        relation = self.relations.get(attribute(node, "id") or "")
        if relation is None or not relation.external:
            return style
        if not LINK.match(relation.target):
            self.reading.lose("link", f"{_words(node)} → {relation.target}")
            return style
        return Style(style.bold, style.italic, style.raised, style.lowered, relation.target)

    def _run(self, node: Any, inline: Inline, outer: Style, inside: graphics.Found) -> None:
        marks = child(node, "rPr")
        if is_on(marks, "vanish") or (is_on(marks, "vanish") is None and self.styles.is_hidden(marks)):
            self._hidden.append(_words(node))
            return
        place = child(marks, "vertAlign") if marks is not None else None
        raised = attribute(place, "val") if place is not None else ""
        self.counts["struck"] += bool(is_on(marks, "strike") or is_on(marks, "dstrike"))
        style = Style(
            bool(is_on(marks, "b")), bool(is_on(marks, "i")), raised == "superscript", raised == "subscript", outer.href
        )
        for part in node:
            self._piece(part, inline, style, inside)

    def _piece(self, part: Any, inline: Inline, style: Style, inside: graphics.Found) -> None:
        kind = name_of(part)
        if kind == "fldChar":
            self._field(part, inline, style)
        elif kind == "instrText":
            if self._fields:
                self._fields[-1]["code"] += part.text or ""
        elif kind in ("drawing", "pict", "object"):
            graphics.collect(self, part, inside)
        elif kind == "AlternateContent":
            for inner in graphics.chosen(part):
                self._piece(inner, inline, style, inside)
        elif len(self._fields) > 1 and not all(field["shows"] for field in self._fields):
            return  # the result of a field inside the instruction of another one
        elif kind == "t":
            inline.write(part.text or "", style)
        elif kind in ("tab", "ptab"):
            inline.write("\u3000", style)
        elif kind == "cr" or (kind == "br" and attribute(part, "type") in (None, "textWrapping")):
            inline.line_break()
        elif kind == "noBreakHyphen":
            inline.write("-", style)
        elif kind == "sym":
            inline.write(self._symbol(part), style)
        elif kind in ("footnoteReference", "endnoteReference"):
            self._call(kind.removesuffix("Reference"), attribute(part, "id") or "", inline)
        elif kind == "ruby":
            self._ruby(part, inline, style, inside)
        elif kind == "commentReference":
            self.counts["comment"] += 1
        elif kind == "delText":
            self._deleted.append(part.text or "")

    def _ruby(self, node: Any, inline: Inline, style: Style, inside: graphics.Found) -> None:
        base, reading = child(node, "rubyBase"), child(node, "rt")
        if base is not None:
            self.inlines(base, inline, style, inside)
        if reading is not None and _words(reading):
            inline.write(f"（{_words(reading)}）", style)

    def _symbol(self, node: Any) -> str:
        try:
            code = int(attribute(node, "char") or "", 16)
        except ValueError:
            return ""
        if not 0xF000 <= code <= 0xF0FF:
            return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x10FFFF else ""
        sign = _SYMBOLS.get(code - 0xF000)
        if sign is None:
            self.reading.lose("symbol", f"{attribute(node, 'font') or ''} {code - 0xF000:#04x}")
        return sign or "□"

    def _formula(self, node: Any, inline: Inline) -> None:
        words = "".join(part.text or "" for part in descendants(node, "t"))
        inline.write(words)
        self.reading.lose("formula", words)

    def _field(self, node: Any, inline: Inline, style: Style) -> None:
        kind = attribute(node, "fldCharType")
        if kind == "begin":
            self._fields.append({"code": "", "shows": False})
            if (box := next(iter(descendants(node, "checkBox")), None)) is not None:
                ticked = is_on(box, "checked")
                inline.write("☑" if (is_on(box, "default") if ticked is None else ticked) else "□", style)
        elif kind == "separate" and self._fields:
            self._fields[-1]["shows"] = True
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            if address := _HYPERLINK.search(field["code"]):
                self.reading.lose("link", address[1])
            elif not field["shows"] and re.match(r"\s*(?:EQ|QUOTE|=)", field["code"], re.IGNORECASE):
                inline.write(_equation(field["code"]), style)
                self.reading.lose("formula", field["code"])

    # --- notes --------------------------------------------------------------------------------------------------
    def _call(self, kind: str, key: str, inline: Inline) -> None:
        if key in self._notes[kind]:
            self._called.append((kind, key))
            inline.write(f"[{len(self._called)}]", Style(raised=True))

    def _write_notes(self) -> None:
        """Footnotes and endnotes stand at the end, in the order in which the text calls them."""
        if not self._called:
            return
        self.blocks.append(Paragraph(NOTES, level=4))
        relations = self.relations
        for number, (kind, key) in enumerate(self._called, start=1):  # a note may call another: the list grows
            part = next((r.target for r in relations.values() if r.kind == f"{kind}s" and not r.external), self.main)
            self.relations = self.package.relations(part)
            start = len(self.blocks)
            self.container(self._notes[kind][key])
            first = self.blocks[start] if start < len(self.blocks) else None
            if isinstance(first, Paragraph):
                self.blocks[start] = Paragraph(f"[{number}] {first.html}")
            else:
                self.blocks.insert(start, Paragraph(f"[{number}]"))
        self.relations = relations

    # --- what is said -------------------------------------------------------------------------------------------
    def _say_what_was_left_out(self) -> None:
        for code in ("inserted", "comment", "struck"):
            if self.counts[code]:
                self.reading.lose(code, str(self.counts[code]))
        for code, left_out in (("deleted", self._deleted), ("hidden", self._hidden)):
            for words in filter(str.strip, left_out):
                self.reading.lose(code, words)
        seen: set[str] = set()
        for relation in self.relations.values():
            if relation.kind not in ("header", "footer") or relation.external:
                continue
            root = self.package.xml(relation.target)
            if root is None:
                continue
            marks = [attribute(mark, "string") or "" for mark in descendants(root, "textpath")]
            text = " ".join([_words(root), *marks]).strip()
            if re.search(r"[^\W\d_]", text) and text not in seen:
                seen.add(text)
                self.reading.lose(relation.kind, text)


def _words(node: Any) -> str:
    """The words below a node, deleted ones too."""
    return "".join(part.text or "" for part in node.iter() if name_of(part) in ("t", "delText"))


def _equation(code: str) -> str:
    """The characters that an EQ field puts together, without its commands."""
    return re.sub(r"\\[a-z]+(?:\s*\([^,，()]*[,，])?|[()\\]|^\s*\w+", "", code, flags=re.IGNORECASE).strip()
