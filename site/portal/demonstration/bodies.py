"""Bodies of demonstration pages as tiles, and their attachments as PDF files."""

from __future__ import annotations

import io
import re
import uuid
from typing import Any

from django.core.files.base import ContentFile
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from columns import markdown
from portal.files.models import Document
from portal.organisation.models import User
from portal.tiles import tables

_HEADING = re.compile(r"^(#{2,3})\s+(.+)$", re.MULTILINE)
_FONT = "STSong-Light"
_LINE_CHARACTERS = 36


def tile(kind: str, value: Any) -> dict[str, Any]:
    """Return one tile of a stream in its stored form."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def tiles(text: str) -> list[dict[str, Any]]:
    """Return Markdown as tiles: a heading tile for each heading, running text between them."""
    found: list[dict[str, Any]] = []
    position = 0
    for match in [*_HEADING.finditer(text), None]:
        between = text[position : match.start() if match else len(text)].strip()
        found += _running(between)
        if match:
            found.append(tile("heading", {"text": match.group(2).strip(), "level": f"h{len(match.group(1))}"}))
            position = match.end()
    return found


def _running(text: str) -> list[dict[str, Any]]:
    """Running text between headings; a table of lines with bars becomes a table tile."""
    found: list[dict[str, Any]] = []
    for part in re.split(r"((?:^\|.*\|[ ]*\n?)+)", text, flags=re.MULTILINE):
        if not part.strip():
            continue
        if part.lstrip().startswith("|"):
            lines = [line for line in part.strip().splitlines() if not re.fullmatch(r"[|:\- ]+", line)]
            found.append(tile("table", tables.from_lines(lines, caption="附表")))
        else:
            found.append(tile("rich_text", markdown.to_html(part)))
    return found


def pdf(name: str, text: str, uploader: User) -> Document:
    """Make a PDF with a text and store it as a document."""
    document = Document(title=name.removesuffix(".pdf"), uploaded_by_user=uploader)
    document.file.save(name, ContentFile(_pdf_bytes(text)), save=False)
    document.original_name = name
    document._set_document_file_metadata()
    document.save()
    return document


def _pdf_bytes(text: str) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    lines = [
        line[i : i + _LINE_CHARACTERS]
        for line in text.splitlines()
        for i in range(0, max(len(line), 1), _LINE_CHARACTERS)
    ]
    for start in range(0, max(len(lines), 1), 32):
        canvas.setFont(_FONT, 12)
        for number, line in enumerate(lines[start : start + 32]):
            canvas.drawString(72, 770 - number * 22, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
