"""One file of both: the pages that are read, and the JSON that is checked, attached in an update of the PDF.

The pages come first, byte by byte as they were signed. The update behind them may add the attachment and nothing
else: were a page, font or picture given anew, or something to open by itself, the file would show what nobody signed.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, IndirectObject, NameObject

NAME = "dossier.json"
_END = b"startxref"
_OF_THE_ATTACHMENT = {"/Names", "/AF"}


def attach(reading: bytes, inner: bytes) -> bytes:
    """Return a PDF with JSON attached to it; what was there stays as it is, to the byte."""
    writer = PdfWriter(io.BytesIO(reading), incremental=True)
    file = writer.add_attachment(NAME, zlib.compress(inner, 9))
    stream = file.pdf_object["/EF"]["/F"]
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    stream[NameObject("/Subtype")] = NameObject("/application/json")
    file.associated_file_relationship = NameObject("/Source")
    writer.root_object[NameObject("/AF")] = ArrayObject([file.pdf_object.indirect_reference])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def attached(data: bytes) -> bytes:
    """Return the JSON in a dossier's PDF; ValueError with a sentence where the file is broken or has none."""
    try:
        files = PdfReader(io.BytesIO(data), strict=True).attachments
        found = {name: list(files[name]) for name in files}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError(_("the PDF can't be read: it is damaged or incomplete")) from error
    if list(found) != [NAME] or len(found[NAME]) != 1:
        raise ValueError(_("the PDF holds no JSON to check, or more than one"))
    return found[NAME][0]


def difference(data: bytes, signed: Any) -> str:
    """Return what differs between a PDF and the pages that were signed (``bytes``, ``sha256``); "" when nothing does."""
    try:
        reading, update = data[: signed["bytes"]], data[signed["bytes"] :]
        if hashlib.sha256(reading).hexdigest() != signed["sha256"]:
            return _("the pages are not those that were signed")
        whole, before = PdfReader(io.BytesIO(data), strict=True), PdfReader(io.BytesIO(reading), strict=True)
        if update.count(_END) != 1 or _catalogue(whole) != _catalogue(before) or not _keeps(whole, before):
            return _("something was added to the pages that were signed")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return _("the pages can't be read")
    return ""


def _catalogue(reader: PdfReader) -> dict[str, str]:
    """The catalogue without the attachment; whatever else stands among the names of it (a script, say) counts."""
    root = reader.root_object
    found = {name: _written(root.raw_get(name)) for name in root if name not in _OF_THE_ATTACHMENT}
    names = set(root.get("/Names", {})) - {"/EmbeddedFiles"}
    return found | dict.fromkeys(names, "")


def _written(value: Any) -> str:
    return f"{value.idnum} {value.generation} R" if isinstance(value, IndirectObject) else repr(value)


def _keeps(whole: PdfReader, before: PdfReader) -> bool:
    """Whether every object but the catalogue is where it was."""
    catalogue = before.trailer.raw_get("/Root").idnum
    after = {number: place for generation in whole.xref.values() for number, place in generation.items()}
    return all(
        after.get(number) == place
        for generation in before.xref.values()
        for number, place in generation.items()
        if number != catalogue
    )
