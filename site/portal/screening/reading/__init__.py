"""Readers: from the bytes of a file to its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from ..kinds import Unreadable
from ..pages import Page
from . import ofd, pdf, pictures, plain, sheets, word

Reader = Callable[[bytes, str], Iterator[Page]]

MAX_BYTES = 200_000_000

_PICTURES = ("png", "jpg", "jpeg", "tif", "tiff", "webp", "bmp", "gif")
READERS: dict[str, Reader] = {
    "pdf": pdf.read,
    "docx": word.read,
    "docm": word.read,
    "ofd": ofd.read,
    "xlsx": sheets.read_workbook,
    "xlsm": sheets.read_workbook,
    "pptx": sheets.read_slides,
    **dict.fromkeys(_PICTURES, pictures.read),
    **dict.fromkeys(("txt", "csv", "md"), plain.read),
    **dict.fromkeys(("html", "htm"), plain.read_html),
}


def read(content: bytes, name: str) -> Iterator[Page]:
    """Yield the pages of a file; its name tells its kind. Raises :class:`Unreadable`, also between two pages."""
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    reader = READERS.get(extension)
    if reader is None:
        message = _("Files of the kind “%(kind)s” can't be looked at. Save the file as DOCX, PDF or OFD.")
        raise Unreadable(message % {"kind": extension or "?"})
    if not content:
        raise Unreadable(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise Unreadable(_("The file is too large to be looked at."))
    return reader(content, name)
