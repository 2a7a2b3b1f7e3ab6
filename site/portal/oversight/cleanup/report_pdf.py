"""The report of a clean-up as PDF, set like dossiers are."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

from portal.approvals.dossier.typeset import HEIGHT, MARGIN, PAGE, WIDTH, font, heading, printable, table, text, title
from portal.theme.formats import moment

from .report import Report


def write(report: Report) -> bytes:
    """Return the pages of a report."""
    out = io.BytesIO()
    frame = Frame(MARGIN, MARGIN, WIDTH, HEIGHT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    template = BaseDocTemplate(out, pagesize=PAGE, title=printable(report.title), creator="Gongkai", lang="zh-CN")
    foot = printable(f"{report.title} · {moment(report.made_at)}")
    template.addPageTemplates(PageTemplate("all", [frame], onPage=lambda canvas, _doc: _foot(canvas, foot)))
    template.build(_content(report))
    return out.getvalue()


def _content(report: Report) -> list[Flowable]:
    found: list[Flowable] = [title(report.title), Spacer(1, 10), *(text(line, before=4) for line in report.sentences)]
    for part in report.tables:
        rows = [list(part.head), *(list(row) for row in part.rows)]
        found += [heading(part.title), table(rows, list(part.widths), repeat=1)]
    return found


def _foot(canvas: Canvas, words: str) -> None:
    canvas.setFont(font(), 8)
    canvas.drawString(MARGIN, 10 * mm, words)
    canvas.drawRightString(PAGE[0] - MARGIN, 10 * mm, _("page %(number)s") % {"number": canvas.getPageNumber()})
