"""When the text of a file has been read, search looks again at the pages that show the file."""

from __future__ import annotations

from portal.approvals.pages import reindex
from portal.files.signals import text_read

from .models import Attachment


def _on_text_read(sender, document, **kwargs) -> None:
    for page_id in Attachment.objects.filter(document=document, page__live=True).values_list("page_id", flat=True):
        reindex(page_id, "disclosure")


def connect() -> None:
    text_read.connect(_on_text_read, dispatch_uid="columns.text_read")
