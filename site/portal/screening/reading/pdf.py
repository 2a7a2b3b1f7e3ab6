"""PDF, through pdfium: text with places, the page as a picture, annotations and links."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from django.utils.translation import gettext as _

from ..kinds import Box, Unreadable, overlap
from ..pages import Line, Page, Picture, View

MAX_PAGES = 200
DPI = 150
MAX_PIXELS = 3_200_000
MAX_LINES = 3_000
MAX_ANNOTATIONS = 500
# A picture that covers more of a page hides the text under it.
_FILLS_PAGE = 0.7

# Annotations that people leave as remarks on a text.
_REMARKS = frozenset(
    {
        raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_UNDERLINE,
        raw.FPDF_ANNOT_SQUIGGLY, raw.FPDF_ANNOT_STRIKEOUT, raw.FPDF_ANNOT_CARET,
    }
)  # fmt: skip
_READABLE = re.compile(r"[\w\s，。、；：？！“”（）〔〕《》【】.,;:?!()\[\]%/\\\-—…·★☆\"'+=*#&@<>|~`^$￥{}]")


def read(content: bytes, name: str) -> Iterator[Page]:
    """Yield the pages of a PDF, :data:`MAX_PAGES` at most (the last one says what was left out)."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise Unreadable(_("The PDF is damaged or locked with a password.")) from error
    try:
        document.init_forms()
        count = len(document)
        if not count:
            raise Unreadable(_("The PDF has no pages."))
        for index in range(min(count, MAX_PAGES)):
            page = _page(document, index)
            page.total = min(count, MAX_PAGES)
            if index == 0 and raw.FPDFDoc_GetAttachmentCount(document):
                page.unseen.append(_("Files are attached inside this PDF; they were not looked at."))
            if index == MAX_PAGES - 1 and count > MAX_PAGES:
                page.unseen.append(_("Only the first %(pages)s pages were looked at.") % {"pages": MAX_PAGES})
            yield page
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, index: int) -> Page:
    try:
        page = document[index]
        picture, position = _render(page)
    except (pdfium.PdfiumError, ValueError, MemoryError) as error:
        raise Unreadable(_("Page %(page)s of the PDF can't be read.") % {"page": index + 1}) from error
    found = Page(index + 1)
    found.lines = _lines(page, picture, position, found)
    pictures, unseen = _pictures(page, picture, position)
    known = [line for line in found.lines if not _is_hidden(line, unseen)]
    found.views = [View(picture, known=known, pictures=pictures)]
    _links_and_remarks(document, page, found)
    page.close()
    return found


def _render(page: pdfium.PdfPage) -> tuple[Picture, Any]:
    width, height = page.get_size()
    if width < 1 or height < 1:
        raise ValueError("empty page")
    scale = min(DPI / 72, (MAX_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=True, rev_byteorder=True, prefer_bgrx=False)
    pixels = bitmap.to_numpy()
    picture = np.repeat(pixels[:, :, None], 3, axis=2) if pixels.ndim == 2 else pixels[:, :, :3]
    return np.ascontiguousarray(
        picture if picture.shape[2] == 3 else np.repeat(picture, 3, axis=2)
    ), bitmap.get_posconv(page)


def _box(position: Any, picture: Picture, left: float, bottom: float, right: float, top: float) -> Box:
    (x1, y1), (x2, y2) = position.to_bitmap(left, top), position.to_bitmap(right, bottom)
    height, width = picture.shape[:2]
    return (min(x1, x2) / width, min(y1, y2) / height, max(x1, x2) / width, max(y1, y2) / height)


def _lines(page: pdfium.PdfPage, picture: Picture, position: Any, found: Page) -> list[Line]:
    text = page.get_textpage()
    lines = []
    count = text.count_rects()
    if count > MAX_LINES:
        found.cut_short()
    for index in range(min(count, MAX_LINES)):
        rect = text.get_rect(index)
        words = text.get_text_bounded(*rect).strip()
        if words:
            box = _box(position, picture, *rect)
            lines.append(Line(words, box, box[3] - box[1]))
    text.close()
    whole = "".join(line.text for line in lines)
    # Fonts without a table of characters give nonsense: then the page is read as a picture.
    if whole and len(_READABLE.findall(whole)) < 0.7 * len(whole):
        return []
    return _joined(lines)


def _joined(lines: list[Line]) -> list[Line]:
    """Join pieces that stand on one line next to each other, as pdfium cuts where font or size changes."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and last.box and line.box and _follows(last.box, line.box):
            a, b = last.box, line.box
            box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
            joined[-1] = Line(last.text + line.text, box, max(last.height, line.height))
        else:
            joined.append(line)
    return joined


def _follows(a: Box, b: Box) -> bool:
    height = min(a[3] - a[1], b[3] - b[1])
    overlap = min(a[3], b[3]) - max(a[1], b[1])
    return overlap > 0.5 * height and -0.01 < b[0] - a[2] < 0.012


def _pictures(page: pdfium.PdfPage, picture: Picture, position: Any) -> tuple[list[Box], list[Box]]:
    """Return the places of pictures, and of text that nobody sees: invisible, as recognition lays it over a scan, or
    under a picture that fills the page."""
    pictures: list[Box] = []
    texts: list[Box] = []
    unseen: list[Box] = []
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT], max_depth=4):
        try:
            box = _box(position, picture, *item.get_bounds())
        except pdfium.PdfiumError:
            continue
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            invisible = raw.FPDFTextObj_GetTextRenderMode(item.raw) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
            (unseen if invisible else texts).append(box)
        elif len(pictures) < MAX_ANNOTATIONS:
            pictures.append(box)
            if (box[2] - box[0]) * (box[3] - box[1]) > _FILLS_PAGE:
                unseen += texts
    return pictures, unseen


def _is_hidden(line: Line, unseen: list[Box]) -> bool:
    return line.box is not None and any(overlap(line.box, box) > 0.5 for box in unseen)


def _links_and_remarks(document: pdfium.PdfDocument, page: pdfium.PdfPage, found: Page) -> None:
    count = raw.FPDFPage_GetAnnotCount(page)
    if count > MAX_ANNOTATIONS:
        found.cut_short()
    for index in range(min(count, MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        subtype = raw.FPDFAnnot_GetSubtype(annotation)
        if subtype == raw.FPDF_ANNOT_LINK:
            address = _address(document, annotation)
            if address:
                found.links.append(address)
        elif subtype in _REMARKS:
            found.changes.append(_contents(annotation) or _("a remark without text"))
        raw.FPDFPage_CloseAnnot(annotation)


def _address(document: pdfium.PdfDocument, annotation: Any) -> str:
    link = raw.FPDFAnnot_GetLink(annotation)
    action = raw.FPDFLink_GetAction(link) if link else None
    if not action:
        return ""
    size = raw.FPDFAction_GetURIPath(document, action, None, 0)
    if not 1 < size < 10_000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.value.decode("utf-8", "replace")


def _contents(annotation: Any) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    if not 2 < size < 100_000:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0").strip()
