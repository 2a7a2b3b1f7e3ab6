"""Pictures of a document's pages, made at first sight and kept by the file's SHA-256 until its last row is deleted."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from . import services
from .kinds import extension
from .models import Document
from .rendering import MAX_PAGES

RENDERING = "portal.files.rendering"
BATCH = 4  # pages made at once: starting the process costs more than a page
UNREADABLE = b'{"count": 0, "sizes": []}'


@dataclass(frozen=True)
class Pages:
    """How many pages a document has, and the size in pixels of those that can be shown; none: it can't be read."""

    count: int
    sizes: list[tuple[int, int]]

    @property
    def left_out(self) -> int:
        return self.count - len(self.sizes)


def has_pages(document: Document) -> bool:
    """Say whether a document is of a kind whose pages can be shown."""
    return extension(document.file.name) == "pdf"


def pages_of(document: Document) -> Pages:
    """Return what there is to show of a document; it is read at the first call, in a process with limits."""
    described = _folder(document) / "pages.json"
    if not described.exists():
        _make(document, 1)
    found = json.loads(described.read_bytes() if described.exists() else UNREADABLE)
    return Pages(found["count"], [(width, height) for width, height in found["sizes"]])


def picture_of(document: Document, number: int) -> Path | None:
    """Return the PNG of a page (counted from 1), or None where there is none."""
    if not (has_pages(document) and 1 <= number <= MAX_PAGES):
        return None
    path = _folder(document) / f"page-{number}.png"
    if not path.exists() and number <= len(pages_of(document).sizes):
        _make(document, number)
    return path if path.exists() else None


def forget(document: Document) -> None:
    """Remove the pictures of a deleted document, unless another row holds the same bytes."""
    if not Document.objects.filter(sha256=document.sha256).exists():
        shutil.rmtree(_folder(document), ignore_errors=True)


def _folder(document: Document) -> Path:
    return Path(settings.GONGKAI["RENDERINGS"]) / document.sha256[:2] / document.sha256


def _make(document: Document, number: int) -> None:
    """Make the batch of pages in which one stands; a file that the reader gives up counts as one that can't be read.

    Where the reader was broken off nothing is kept: it is tried again at the next look.
    """
    folder, first = _folder(document), (number - 1) // BATCH * BATCH + 1
    folder.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(folder), tempfile.TemporaryDirectory(dir=folder) as fresh:
        if (folder / f"page-{number}.png").exists():
            return
        try:
            described = services.run_alone(RENDERING, document.file.path, fresh, str(first), str(first + BATCH - 1))
        except (subprocess.SubprocessError, OSError) as error:
            if not services.is_refusal(error):
                return
            described = UNREADABLE
        for path in Path(fresh).glob("page-*.png"):
            os.replace(path, folder / path.name)
        if not (folder / "pages.json").exists():
            (Path(fresh) / "pages.json").write_bytes(described)
            os.replace(Path(fresh) / "pages.json", folder / "pages.json")


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
