"""Files in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from wagtail import hooks


@hooks.register("construct_document_chooser_queryset")
def choose_what_may_be_public(documents: Any, request: Any) -> Any:
    """Originals that are kept for comparison are offered nowhere."""
    return documents.filter(never_public=False)
