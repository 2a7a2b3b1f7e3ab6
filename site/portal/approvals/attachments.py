"""The files of a case: exactly those that its snapshot pins, for exactly those who may see the case (clause D6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import reverse
from wagtail.images.models import SourceImageIOError

from portal.files import kinds, pages
from portal.files import services as files
from portal.files.models import Document, Image

from . import permissions
from .models import Case

MODELS: dict[str, type[Document] | type[Image]] = {"Document": Document, "Image": Image}
PICTURE = "max-1240x2480"
MAX_CASES = 20  # that are asked whether they show one file
MAX_TEXT = 40_000  # characters of a file's text that are shown


@dataclass(frozen=True)
class PinnedFile:
    """A file as a snapshot pins it. ``row`` is None where the row has gone, or holds other bytes than were sent."""

    model: str
    pk: int
    sha256: str
    said: str
    row: Document | Image | None

    @property
    def name(self) -> str:
        return self.row.display_name if self.row is not None else f"{self.model} {self.pk}"

    @property
    def size(self) -> int | None:
        return self.row.file_size if self.row is not None else None

    @property
    def is_picture(self) -> bool:
        return self.model == "Image"

    @property
    def kind(self) -> str:
        return kinds.extension(self.row.file.name) if self.row is not None else ""

    @property
    def has_pages(self) -> bool:
        """Whether pictures of it can be shown."""
        return isinstance(self.row, Image) or (self.row is not None and pages.has_pages(self.row))


@dataclass
class ShownFile:
    """A pinned file on the case's page: how it is shown there, and where it is fetched."""

    file: PinnedFile
    url: str
    pages: list[tuple[int, str, int, int]] = field(default_factory=list)  # number, address, width, height
    count: int = 0
    text: str = ""
    cut: bool = False
    readable: bool = True

    @property
    def left_out(self) -> int:
        return self.count - len(self.pages)


def count(snapshot: dict[str, Any]) -> int:
    """Return how many files a snapshot pins."""
    return len(_entries(snapshot))


def pinned(snapshot: dict[str, Any]) -> list[PinnedFile]:
    """Return the files of a snapshot; two queries at most."""
    entries = _entries(snapshot)
    rows: dict[tuple[str, int], Any] = {}
    for name, model in MODELS.items():
        wanted = [pk for entry, pk, _sha256, _said in entries if entry == name]
        for row in model._default_manager.filter(pk__in=wanted) if wanted else ():
            rows[name, row.pk] = row
    return [PinnedFile(*entry, _same(rows.get(entry[:2]), entry[2])) for entry in entries]


def _entries(snapshot: dict[str, Any]) -> list[tuple[str, int, str, str]]:
    """(model, id, SHA-256, digest of what is said of it) of each file, as :mod:`snapshots` writes them."""
    found = [entry.split(":") for entry in snapshot.get("files", ()) if isinstance(entry, str)]
    return [(parts[0], int(parts[1]), parts[2], parts[3]) for parts in found if len(parts) == 4 and parts[0] in MODELS]


def _same(row: Document | Image | None, sha256: str) -> Document | Image | None:
    return row if row is not None and row.sha256 == sha256 else None


def address(case: Case, file: PinnedFile) -> str:
    """Where those who may see the case fetch a file of it."""
    return reverse("approvals:case_file", args=[case.pk, file.model.lower(), file.pk])


def page_address(case: Case, file: PinnedFile, number: int = 1) -> str:
    """Where those who may see the case fetch the picture of a page."""
    return reverse("approvals:case_file_page", args=[case.pk, file.model.lower(), file.pk, number])


def shown(case: Case, file: PinnedFile) -> ShownFile:
    """Return how a file of a case is shown inline: its pages, its picture or its text."""
    found = ShownFile(file, address(case, file))
    if isinstance(file.row, Document):
        _show_document(case, file, file.row, found)
    elif file.row is not None:
        found.pages, found.count = [(1, page_address(case, file), file.row.width, file.row.height)], 1
    return found


def _show_document(case: Case, file: PinnedFile, document: Document, found: ShownFile) -> None:
    if pages.has_pages(document):
        described = pages.pages_of(document)
        found.count, found.readable = described.count, described.count > 0
        for number, (width, height) in enumerate(described.sizes, start=1):
            found.pages.append((number, page_address(case, file, number), width, height))
    text = files.read_text(document).text
    found.text, found.cut = text[:MAX_TEXT], len(text) > MAX_TEXT
    if document.text_state != Document.TextState.DONE and not found.pages:
        found.readable = False


def file_of(case: Case, model: str, pk: int) -> Document | Image:
    """Return a file that a case pins, with the bytes that were sent; Http404 for any other."""
    entries = [entry for entry in pinned(case.snapshot) if entry.model.lower() == model and entry.pk == pk]
    if not entries or entries[0].row is None:
        raise Http404
    return entries[0].row


def is_in_sight(person: Any, file: Document | Image) -> bool:
    """Say whether a case shows a file to a person: the preview of one on its way loads it from its own address, and the
    scan of an opinion is for those who may read that opinion.
    """
    scanned = Case.objects.filter(opinions__scan=file.pk).first() if isinstance(file, Document) else None
    if scanned is not None:
        return _may_read_scan(scanned, person)
    pin = f"{type(file).__name__}:{file.pk}:{file.sha256}"
    cases = Case.objects.locking().filter(snapshot__files__icontains=pin)
    return any(permissions.can_see(case, person) for case in cases.select_related("route", "unit")[:MAX_CASES])


def _may_read_scan(case: Case, person: Any) -> bool:
    """A scan holds the words of an opinion: where those are sealed, it is for those only who may open them (law 7)."""
    if not permissions.can_see(case, person):
        return False
    if not case.kind_type.seals_opinions:
        return True
    return case.subject() is not None and case.kind_type.may_open(case, person)


def page_picture(file: Document | Image, number: int) -> Any:
    """Return an open file with the picture of a page of a file (a picture is its own page 1); Http404 without one."""
    if isinstance(file, Image):
        try:
            return file.get_rendition(PICTURE).file.open("rb")
        except (SourceImageIOError, ObjectDoesNotExist, OSError, ValueError) as error:
            raise Http404 from error
    path = pages.picture_of(file, number)
    if path is None:
        raise Http404
    return path.open("rb")


@dataclass(frozen=True)
class FileChange:
    """A file that was ``added``, ``removed``, ``replaced`` by another of the same name, or is ``described`` anew."""

    kind: str
    before: PinnedFile | None
    after: PinnedFile | None

    @property
    def same_bytes(self) -> bool:
        return self.before is not None and self.after is not None and self.before.sha256 == self.after.sha256


def compare(before: Iterable[PinnedFile], after: Iterable[PinnedFile]) -> list[FileChange]:
    """Return how the files of two versions differ."""
    old = {(file.model, file.pk): file for file in before}
    new = {(file.model, file.pk): file for file in after}
    kept = [(old[key], file) for key, file in new.items() if key in old]
    changes = [
        FileChange("described" if was.sha256 == now.sha256 else "replaced", was, now)
        for was, now in kept
        if (was.sha256, was.said) != (now.sha256, now.said)
    ]
    gone = {file.name: file for key, file in old.items() if key not in new}
    for file in (file for key, file in new.items() if key not in old):
        was = gone.pop(file.name, None)
        changes.append(FileChange("replaced" if was else "added", was, file))
    return changes + [FileChange("removed", file, None) for file in gone.values()]
