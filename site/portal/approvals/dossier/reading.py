"""The pages that are read: the form, and behind it everything else of the dossier, made from its JSON alone."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate

from . import record
from .form import form
from .typeset import HEIGHT, MARGIN, PAGE, WIDTH, font, heading, printable


def pages(dossier: dict[str, Any], key: str) -> bytes:
    """Return the PDF of a dossier (without its JSON); ``key`` is the fingerprint of the key that signs it."""
    out = io.BytesIO()
    case = dossier["case"]
    frame = Frame(MARGIN, MARGIN, WIDTH, HEIGHT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    template = BaseDocTemplate(
        out,
        pagesize=PAGE,
        title=printable(f"{case['number']} {case['title']}"),
        author=dossier["portal"],
        subject=_("Dossier of a case"),
        creator="Gongkai",
        lang="zh-CN",
        displayDocTitle=True,
    )
    foot = f"{case['number']} · {_('Dossier of a case')}"
    template.addPageTemplates(PageTemplate("all", [frame], onPage=lambda canvas, _doc: _foot(canvas, foot)))
    template.build([*form(dossier), PageBreak(), *_behind(dossier, key)])
    return out.getvalue()


def _behind(dossier: dict[str, Any], key: str) -> list[Flowable]:
    parts = (
        (pgettext("dossier", "Opinions"), record.opinions(dossier)),
        (_("What was sent"), record.drafts(dossier)),
        (_("Found by the check"), record.findings(dossier)),
        (pgettext("dossier", "Route"), record.route(dossier)),
        (pgettext("gongkai", "Clock"), record.clock(dossier)),
        (_("What was published"), record.published(dossier)),
        (pgettext("dossier", "Record"), record.entries(dossier)),
        (_("How to check this file"), record.proof(dossier, key)),
    )
    return [flowable for name, content in parts if content for flowable in (heading(name), *content)]


def _foot(canvas: Canvas, words: str) -> None:
    canvas.setFont(font(), 8)
    canvas.drawString(MARGIN, 10 * mm, words)
    canvas.drawRightString(PAGE[0] - MARGIN, 10 * mm, _("page %(number)s") % {"number": canvas.getPageNumber()})
