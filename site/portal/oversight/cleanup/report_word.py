"""The report of a clean-up as a Word file, which offices go on working with."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from portal.text.writable import writable
from portal.theme.formats import moment

from .report import Report, Table

FONT = "宋体"
MARGIN = Mm(18)


def write(report: Report) -> bytes:
    """Return a DOCX file: A4 across, a heading and a table a part."""
    document = Document()
    _set_page(document)
    heading = document.add_heading(writable(report.title), level=0)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for sentence in report.sentences:
        document.add_paragraph(writable(sentence))
    for table in report.tables:
        document.add_heading(writable(table.title), level=1)
        _add(document, table)
    document.add_paragraph(_("Made %(at)s.") % {"at": moment(report.made_at)})
    document.core_properties.title = writable(report.title)
    document.core_properties.created = document.core_properties.modified = report.made_at.replace(tzinfo=None)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_page(document) -> None:
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for name in ("Normal", "Title", "Heading 1"):
        style = document.styles[name]
        style.font.name = FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    document.styles["Normal"].font.size = Pt(10.5)


def _add(document, table: Table) -> None:
    section = document.sections[0]
    room, whole = section.page_width - 2 * MARGIN, sum(table.widths)
    made = document.add_table(rows=1, cols=len(table.head), style="Table Grid")
    made.autofit = False
    for row in (table.head, *table.rows):
        cells = made.rows[0].cells if row is table.head else made.add_row().cells
        for cell, words, width in zip(cells, row, table.widths, strict=True):
            cell.text, cell.width = writable(words), int(room * width / whole)
