"""Files that an applicant hands in with an application or its correction: sealed with its key, erased with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import crypto
from .models import Application, ApplicationFile

Sent = Sequence[tuple[str, bytes]]


def keep(application: Application, key: bytes, files: Sent) -> None:
    """Seal files, pairs of name and content that were found good, with the application's key."""
    for name, content in files:
        ApplicationFile.objects.create(
            application=application,
            sealed_name=crypto.seal(key, name),
            sealed_content=crypto.seal_bytes(key, content),
            size=len(content),
        )


def names_of(application: Application) -> list[dict[str, Any]]:
    """Return the names of an application's files, without opening their contents; none once it was erased."""
    key = application.data_key
    if key is None:
        return []
    rows = application.files.defer("sealed_content")
    return [{"pk": row.pk, "name": crypto.unseal(key, row.sealed_name), "size": row.size} for row in rows]


def open_file(application: Application, pk: int) -> tuple[str, bytes] | None:
    """Return name and content of a file of an application, or None where it has none of that id or was erased."""
    key, row = application.data_key, application.files.filter(pk=pk).first()
    if key is None or row is None:
        return None
    return crypto.unseal(key, row.sealed_name), crypto.unseal_bytes(key, row.sealed_content)
