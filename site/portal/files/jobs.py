"""What the worker does for files."""

from __future__ import annotations

from . import services
from .models import Document


def read_text(payload: dict) -> None:
    """Read the text of one document; a document that has gone is no error."""
    document = Document.objects.filter(pk=payload["document"]).first()
    if document is not None:
        services.read_text(document)
