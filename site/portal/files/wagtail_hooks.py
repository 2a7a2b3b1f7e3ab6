"""Files in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from .api import OwnDocuments, OwnImages


@hooks.register("construct_document_chooser_queryset")
def choose_what_may_be_public(documents: Any, request: Any) -> Any:
    """Originals that are kept for comparison are offered nowhere."""
    return documents.filter(never_public=False)


@hooks.register("construct_admin_api", order=100)
def lists_of_own_files(router: Any) -> None:
    """Come after Wagtail's lists, which show the files of all units to everybody, and take their places."""
    router.register_endpoint("documents", OwnDocuments)
    router.register_endpoint("images", OwnImages)
