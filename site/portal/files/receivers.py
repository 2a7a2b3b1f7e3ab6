"""A new document is read in the background; with a deleted one go the pictures of its pages."""

from __future__ import annotations

from django.db.models.signals import post_delete, post_save

from . import pages, services
from .models import Document


def _on_document_saved(sender, instance: Document, created: bool, raw: bool = False, **kwargs) -> None:
    if created and not raw and instance.text_state == Document.TextState.PENDING:
        services.read_later(instance)


def _on_document_deleted(sender, instance: Document, **kwargs) -> None:
    pages.forget(instance)


def connect() -> None:
    post_save.connect(_on_document_saved, sender=Document, dispatch_uid="files.read_later")
    post_delete.connect(_on_document_deleted, sender=Document, dispatch_uid="files.forget_pages")
