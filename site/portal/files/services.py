"""What is public of the files, and the text in them."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction

from portal.addons import registry
from portal.outbox.services import enqueue

from .models import Document, Image, PublicFile, Rendition
from .signals import text_read

EXTRACTION_SECONDS = 30
BREAKING_OFF = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


def is_public(file: Document | Image) -> bool:
    """Say whether something approved shows this file to the public now."""
    key = (ContentType.objects.get_for_model(type(file)).pk, file.pk)
    return key in _public({key})


def public_by_name(names: Iterable[str]) -> dict[str, bool]:
    """Return whether the public may fetch a file now, for those of some stored names that there are files of."""
    names = set(names)
    document, image = (ContentType.objects.get_for_model(model).pk for model in (Document, Image))
    stored = (
        (document, Document.objects.filter(file__in=names).values_list("file", "pk")),
        (image, Image.objects.filter(file__in=names).values_list("file", "pk")),
        (image, Rendition.objects.filter(file__in=names).values_list("file", "image_id")),
    )
    keys = {name: (kind, pk) for kind, rows in stored for name, pk in rows}
    public = _public(set(keys.values()))
    return {name: key in public for name, key in keys.items()}


def _public(keys: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return those of some files, as (id of the type, id), that the public may fetch now."""
    shown_by: dict[tuple[int, int], set[str]] = {}
    rows = PublicFile.objects.filter(file_id__in={pk for _kind, pk in keys}, file_type__in={kind for kind, _pk in keys})
    for kind, pk, subject in rows.values_list("file_type", "file_id", "subject"):
        if (kind, pk) in keys:
            shown_by.setdefault((kind, pk), set()).add(subject)
    subjects = sorted({subject for shown in shown_by.values() for subject in shown})
    hidden = registry.manager.hook.hidden_subjects(subjects=subjects) if subjects else []
    return {key for key, shown in shown_by.items() if shown.difference(*hidden)}


def public_hashes(hashes: Iterable[str]) -> set[str]:
    """Return those of some SHA-256 whose bytes something approved shows to the public now."""
    return set(PublicFile.objects.filter(sha256__in=list(hashes)).values_list("sha256", flat=True))


def show(subject: str, files: Iterable[Document | Image]) -> None:
    """Make exactly these files public for a subject (``kind:id``), while a case is carried out (needs its permit).

    Raises ValueError for a file that is kept for comparison only.
    """
    files = list(files)
    if kept := [file for file in files if getattr(file, "never_public", False)]:
        raise ValueError(f"never public: {kept[0].pk}")
    wanted = {(ContentType.objects.get_for_model(type(file)).pk, file.pk): file for file in files}
    present = {(row.file_type_id, row.file_id): row for row in PublicFile.objects.filter(subject=subject)}
    for key in present.keys() - wanted.keys():
        present[key].delete()
    PublicFile.objects.bulk_create(
        PublicFile(file_type_id=key[0], file_id=key[1], subject=subject, sha256=wanted[key].sha256)
        for key in wanted.keys() - present.keys()
    )


def hide(subject: str) -> None:
    """Take every file of a subject out of the public's reach (files that another subject shows stay public)."""
    PublicFile.objects.filter(subject=subject).delete()


def read_text(document: Document) -> Document:
    """Read the text of a document now, in a process of its own with limits; a broken file is marked as such.

    Where reading broke off for another reason than the file's, the document waits as before, to be read once more.
    """
    if document.text_state != Document.TextState.PENDING:
        return document
    try:
        found = run_alone("portal.files.extraction", document.file.path)
        document.text, document.text_state = (
            found.decode("utf-8", "replace").replace("\x00", ""),
            Document.TextState.DONE,
        )
    except (subprocess.SubprocessError, OSError) as error:
        if not is_refusal(error):
            return document
        document.text, document.text_state = "", Document.TextState.FAILED
    with transaction.atomic():
        Document.objects.filter(pk=document.pk).update(text=document.text, text_state=document.text_state)
        text_read.send(sender=Document, document=document)
    return document


def run_alone(module: str, *arguments: str) -> bytes:
    """Run a module as a process of its own and return what it prints; SubprocessError or OSError where it fails."""
    command = [sys.executable, "-m", module, *arguments]
    root = Path(__file__).resolve().parents[2]
    return subprocess.run(command, capture_output=True, timeout=EXTRACTION_SECONDS, check=True, cwd=root).stdout


def is_refusal(error: Exception) -> bool:
    """Say whether a reader that was run alone gave the file up, by itself or at its own limits.

    Else it was broken off: the machine was busy or is going down, and the same file may be read next time.
    """
    return isinstance(error, subprocess.CalledProcessError) and -error.returncode not in BREAKING_OFF


def store(model: Any, name: str, content: bytes, person: Any, **fields: Any) -> Any:
    """Keep bytes as a private file of a person's; ValidationError where its kind, size or content isn't taken."""
    row = model(uploaded_by_user=person, original_name=name, **fields)
    row.file = ContentFile(content, name=name)
    row.full_clean(exclude=["collection"])
    row.save()
    return row


def discard(file: Document | Image) -> None:
    """Take back a file that was kept for something which didn't come about: its row and its bytes."""
    stored, name = file.file.storage, file.file.name
    file.delete()
    stored.delete(name)


def read_later(document: Document) -> None:
    """Have the worker read a document's text."""
    enqueue("files.read_text", {"document": document.pk}, key=f"files.read_text:{document.pk}")
