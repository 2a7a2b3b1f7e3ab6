"""What the worker does for files."""

from __future__ import annotations

from . import services
from .models import Document


class BrokenOff(Exception):
    """Reading broke off, and not because of the file: it is tried again as often as any job."""


def read_text(payload: dict) -> None:
    """Read the text of one document; a document that has gone is no error. BrokenOff where it is to be read again."""
    document = Document.objects.filter(pk=payload["document"]).first()
    if document is not None and services.read_text(document).text_state == Document.TextState.PENDING:
        raise BrokenOff(f"document {document.pk}")
