"""A letter as a Word file and as PDF, set as offices set them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from reportlab.lib.enums import TA_RIGHT
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

from portal.approvals.dossier.typeset import HEIGHT, MARGIN, PAGE, WIDTH, printable
from portal.approvals.dossier.typeset import text as set_text
from portal.approvals.dossier.typeset import title as set_title
from portal.calendars.working_days import local_date
from portal.text.writable import writable

from .letters import Composed

FONT = "仿宋"
SIZE = 14


def as_word(letter: Composed) -> bytes:
    """Return a DOCX file, which can be gone on with."""
    letter = _writable(letter)
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    heading = document.add_paragraph(letter.title)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.runs[0].font.size, heading.runs[0].bold = Pt(22), True
    document.add_paragraph(letter.number).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if letter.addressee:
        document.add_paragraph(letter.addressee)
    for part in letter.paragraphs:
        for line in part.splitlines():
            paragraph = document.add_paragraph(line)
            paragraph.paragraph_format.first_line_indent = Pt(2 * SIZE)
    for line in (letter.signature, local_date(letter.at).isoformat()):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.core_properties.title = letter.title
    document.core_properties.author = letter.signature
    document.core_properties.created = document.core_properties.modified = letter.at.replace(tzinfo=None)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _writable(letter: Composed) -> Composed:
    """Return a letter without the characters that no Word file can hold: names are as their bearers typed them."""
    return replace(
        letter,
        title=writable(letter.title),
        number=writable(letter.number),
        addressee=writable(letter.addressee),
        paragraphs=tuple(writable(part) for part in letter.paragraphs),
        signature=writable(letter.signature),
    )


def as_pdf(letter: Composed) -> bytes:
    """Return the pages of a letter."""
    out = io.BytesIO()
    frame = Frame(MARGIN, MARGIN, WIDTH, HEIGHT)
    template = BaseDocTemplate(out, pagesize=PAGE, title=printable(letter.title), creator="Gongkai", lang="zh-CN")
    template.addPageTemplates(PageTemplate("all", [frame]))
    template.build(_content(letter))
    return out.getvalue()


def _content(letter: Composed) -> list[Flowable]:
    found: list[Flowable] = [set_title(letter.title), Spacer(1, 8), set_text(letter.number, align=1), Spacer(1, 18)]
    if letter.addressee:
        found.append(set_text(letter.addressee, size=12))
    for part in letter.paragraphs:
        found += [set_text(f"　　{line}", size=12, before=8) for line in part.splitlines()]
    found += [Spacer(1, 30), set_text(letter.signature, size=12, align=TA_RIGHT)]
    return [*found, set_text(local_date(letter.at).isoformat(), size=12, align=TA_RIGHT, before=6)]


FORMS: dict[str, tuple[Callable[[Composed], bytes], str]] = {
    "docx": (as_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (as_pdf, "application/pdf"),
}
