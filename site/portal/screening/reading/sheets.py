"""XLSX and PPTX: cells and paragraphs, pictures, remarks, links. A sheet or a slide is a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..kinds import Unreadable
from ..pages import Line, Page
from .archives import Archive, attribute, local
from .media import add_picture

MAX_CELLS = 300_000
MAX_PAGES = 300


def read_workbook(content: bytes, name: str) -> Iterator[Page]:
    """Yield a page for each sheet of an XLSX, hidden ones too."""
    archive = Archive(content)
    if "xl/workbook.xml" not in archive:
        raise Unreadable(_("This is no XLSX file: its sheets are missing."))
    shared = _shared(archive)
    relations = archive.relations("xl/workbook.xml")
    sheets = [node for node in archive.xml("xl/workbook.xml").iter() if local(node) == "sheet"]
    for number, node in enumerate(sheets[:MAX_PAGES], start=1):
        part = relations.get(attribute(node, "id") or "", ("", "", True))[1]
        page = Page(number)
        if part in archive:
            title = node.get("name", "")
            page.lines.append(Line(title, where=title))
            _cells(archive, part, title, shared, page)
            _attached(archive, part, page)
        if number == MAX_PAGES < len(sheets):
            page.unseen.append(_("Only the first %(pages)s pages were looked at.") % {"pages": MAX_PAGES})
        if number == 1 and any(member.startswith("xl/revisions/") for member in archive.names()):
            page.changes.append(_("the history of a shared workbook"))
        yield page


def _shared(archive: Archive) -> list[str]:
    if "xl/sharedStrings.xml" not in archive:
        return []
    return [_text(node) for node in archive.xml("xl/sharedStrings.xml") if local(node) == "si"]


def _text(node: Any) -> str:
    return "".join(child.text or "" for child in node.iter() if local(child) == "t")


def _cells(archive: Archive, part: str, title: str, shared: list[str], page: Page) -> None:
    for count, cell in enumerate(node for node in archive.xml(part).iter() if local(node) == "c"):
        if count >= MAX_CELLS:
            page.unseen.append(_("Only the first %(count)s cells were looked at.") % {"count": MAX_CELLS})
            return
        value = _value(cell, shared)
        if value.strip():
            page.lines.append(Line(value.strip(), where=f"{title}!{cell.get('r', '')}"))


def _value(cell: Any, shared: list[str]) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return _text(cell)
    raw = next((child.text or "" for child in cell if local(child) == "v"), "")
    if kind == "s":
        return shared[int(raw)] if raw.isdigit() and int(raw) < len(shared) else ""
    return _plain_number(raw) if kind in {None, "n"} else raw


def _plain_number(raw: str) -> str:
    """Whole numbers without the exponent that programs store them with."""
    try:
        number = Decimal(raw)
        return str(int(number)) if number == number.to_integral_value() and abs(number) < 10**20 else raw
    except (InvalidOperation, ValueError, OverflowError):
        return raw


def _attached(archive: Archive, part: str, page: Page) -> None:
    """Pictures, remarks and links that a sheet or slide relates to, one drawing deep."""
    for kind, target, outside in archive.relations(part).values():
        if outside:
            if kind == "hyperlink":
                page.links.append(target)
        elif kind in {"comments", "comment", "threadedComment"} and target in archive:
            _remarks(archive, target, page)
        elif kind in {"drawing", "vmlDrawing"}:
            if target in archive:
                _paragraphs(archive, target, page, pgettext("gongkai", "text box"))
            for inner, picture, away in archive.relations(target).values():
                if inner == "image" and not away:
                    add_picture(page, archive, picture)
        elif kind == "image":
            add_picture(page, archive, target)
        elif kind == "notesSlide" and target in archive:
            _paragraphs(archive, target, page, pgettext("gongkai", "speaker notes"))
        elif kind in {"oleObject", "package"}:
            page.unseen.append(_("Files are embedded in this file; they were not looked at."))


def _remarks(archive: Archive, part: str, page: Page) -> None:
    for node in archive.xml(part).iter():
        if local(node) in {"comment", "threadedComment", "cm"}:
            words = "".join(child.text or "" for child in node.iter() if local(child) in {"t", "text"})
            page.changes.append(_("comment: %(text)s") % {"text": words[:80]})
            page.lines.append(Line(words, where="comments"))


def read_slides(content: bytes, name: str) -> Iterator[Page]:
    """Yield a page for each slide of a PPTX, in the order of their numbers."""
    archive = Archive(content)
    slides = [(int(match.group(1)), member) for member in archive.names() if (match := _SLIDE.match(member))]
    if "ppt/presentation.xml" not in archive:
        raise Unreadable(_("This is no PPTX file: its slides are missing."))
    for number, (_place, part) in enumerate(sorted(slides)[:MAX_PAGES], start=1):
        page = Page(number)
        _paragraphs(archive, part, page, "")
        _attached(archive, part, page)
        if number == MAX_PAGES < len(slides):
            page.unseen.append(_("Only the first %(pages)s pages were looked at.") % {"pages": MAX_PAGES})
        yield page


_SLIDE = re.compile(r"^ppt/slides/slide(\d+)\.xml$")


def _paragraphs(archive: Archive, part: str, page: Page, where: str) -> None:
    for node in archive.xml(part).iter():
        if local(node) == "p" and "drawingml" in node.tag:
            words = _text(node).strip()
            if words:
                page.lines.append(Line(words, where=where))
