"""How a dossier is set: A4, one font, the paragraphs and tables that its parts are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, Table, TableStyle

PAGE = A4
MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
HEIGHT = A4[1] - 2 * MARGIN
_STANDARD = "STSong-Light"
_OWN = "Dossier"
_BEYOND = 0xFFFF
_BLANK_LINES = re.compile(r"\n\s*\n")
GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.6, colors.black),
        ("BOX", (0, 0), (-1, -1), 1.1, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ]
)


@lru_cache(maxsize=4)
def _registered(path: str) -> str:
    if path:
        pdfmetrics.registerFont(TTFont(_OWN, path))
        return _OWN
    pdfmetrics.registerFont(UnicodeCIDFont(_STANDARD))
    return _STANDARD


def font() -> str:
    """Return the name of the font, registered: the configured TrueType file, embedded; else STSong-Light."""
    return _registered(settings.GONGKAI["DOSSIER_FONT"])


def style(size: float = 9.5, align: int = 0, before: float = 0, keep: bool = False) -> ParagraphStyle:
    """Return a paragraph style: size in points, alignment, space before, kept with what follows."""
    return ParagraphStyle(
        f"{size}-{align}-{before}-{keep}",
        fontName=font(),
        fontSize=size,
        leading=size * 1.42,
        wordWrap="CJK",
        alignment=align,
        spaceBefore=before,
        spaceAfter=before / 2,
        keepWithNext=keep,
    )


def text(value: Any, **look: Any) -> Paragraph:
    """Return words as a paragraph; line breaks stay, and what can't be set shows as 〓."""
    return Paragraph(escape(printable(str(value))).replace("\n", "<br/>"), style(**look))


def printable(value: str) -> str:
    """Return a text without control characters; characters beyond the basic plane become 〓 where the font has none."""
    kept: Iterable[str] = (
        letter for letter in _BLANK_LINES.sub("\n\n", value) if letter in "\n\t" or ord(letter) >= 0x20
    )
    if font() == _STANDARD:
        kept = ("〓" if ord(letter) > _BEYOND or 0xD800 <= ord(letter) <= 0xDFFF else letter for letter in kept)
    return "".join(kept)


def heading(value: Any) -> Paragraph:
    """Return the heading of a part."""
    return text(value, size=12.5, before=10, keep=True)


def title(value: Any) -> Paragraph:
    return text(value, size=19, align=TA_CENTER)


def aside(value: Any) -> Paragraph:
    """Return words at the right edge: who signed, and when."""
    return text(value, align=TA_RIGHT)


def table(rows: list[list[Any]], widths: list[float], extra: tuple[Any, ...] = (), repeat: int = 0) -> Table:
    """Return a bordered table; ``widths`` are shares of the page's width, ``extra`` more commands of its style."""
    whole = sum(widths)
    cells = [[cell if not isinstance(cell, str) else text(cell) for cell in row] for row in rows]
    made = Table(cells, [WIDTH * width / whole for width in widths], repeatRows=repeat, splitInRow=1)
    made.setStyle(GRID)
    if extra:
        made.setStyle(TableStyle(list(extra)))
    return made
