"""The table of responsibility as files that offices work with: a spreadsheet and a text document (clause A1)."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from portal.text.writable import writable

from .table import LABELS, Row, cells

_WIDTHS = (36, 12, 16, 16, 20, 12, 16, 16, 24, 16, 10)
FONT = "SimSun"


def _title() -> str:
    return _("Table of responsibility for updates")


def as_xlsx(rows: list[Row]) -> bytes:
    """Return the table as a spreadsheet. Every cell is text: what looks like a formula is none."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _title()[:31]
    for number, words in enumerate([[str(label) for label in LABELS.values()], *(cells(row) for row in rows)], 1):
        for place, text in enumerate(words, 1):
            found = sheet.cell(number, place, writable(text))
            found.data_type = "s"
            found.alignment = Alignment(wrap_text=True, vertical="top")
            found.font = Font(bold=number == 1)
    for place, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return _saved(book.save)


def as_docx(rows: list[Row], subtitle: str) -> bytes:
    """Return the table as a text document on lying A4 pages, its heading repeated on each."""
    document = docx.Document()
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(9)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    title = document.add_paragraph().add_run(_title())
    title.bold, title.font.size = True, Pt(16)
    document.add_paragraph(writable(subtitle))
    # All cells at once: python-docx looks each row up anew, which is slow for hundreds of sections.
    grid = document.add_table(rows=len(rows) + 1, cols=len(LABELS), style="Table Grid")
    found = grid._cells
    words = [str(label) for label in LABELS.values()] + [text for row in rows for text in cells(row)]
    for number, (place, text) in enumerate(zip(found, words, strict=True)):
        place.paragraphs[0].add_run(writable(text)).bold = number < len(LABELS)
    heading = grid.rows[0]._tr.get_or_add_trPr()
    heading.append(heading.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    return _saved(document.save)


def _saved(save: Callable[[Any], Any]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()
