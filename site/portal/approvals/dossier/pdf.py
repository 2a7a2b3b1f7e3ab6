"""One file of both: the pages that are read, and the JSON that is checked, attached in an update of the PDF.

The pages come first, byte by byte as they were signed. The update behind them is written in one way only, so that a
file can be compared with the one that its pages and its JSON make: nothing can be laid over the pages, taken out of
them, or made to open by itself. That is why it is written here and not by a library, which would write it otherwise
in its next version.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

NAME = "dossier.json"
BROKEN = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)


def attach(reading: bytes, inner: bytes) -> bytes:
    """Return a PDF (as reportlab writes it) with JSON attached; what was there stays as it is, to the byte."""
    before: Any = PdfReader(io.BytesIO(reading))
    root, stream = before.trailer.raw_get("/Root").idnum, int(before.trailer["/Size"])
    file = stream + 1
    names = f"/Names << /EmbeddedFiles << /Names [({NAME}) {file} 0 R] >> >>\n/AF [{file} 0 R]\n>>"
    place = f"/F ({NAME}) /UF ({NAME}) /AFRelationship /Source /EF << /F {stream} 0 R >>"
    about = f"/Type /EmbeddedFile /Subtype /application#2Fjson /Length {len(inner)} /Params << /Size {len(inner)} >>"
    objects = {
        root: _dictionary(reading, before.xref[0][root]).removesuffix(b">>") + names.encode(),
        stream: b"<< %s >>\nstream\n%s\nendstream" % (about.encode(), inner),
        file: f"<< /Type /Filespec {place} >>".encode(),
    }
    out, places = bytearray(reading), {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = "".join(f"{number} 1\n{place:010d} 00000 n \n" for number, place in places.items())
    kept = "/Info {} 0 R /ID [{}]".format(
        before.trailer.raw_get("/Info").idnum,
        "".join(f"<{part.original_bytes.hex()}>" for part in before.trailer["/ID"]),
    )
    previous = int(reading.rpartition(b"startxref")[2].split()[0])
    trailer = f"<< /Size {file + 1} /Root {root} 0 R {kept} /Prev {previous} >>"
    end = f"xref\n{table}trailer\n{trailer}\nstartxref\n{len(out)}\n%%EOF\n"
    return bytes(out) + end.encode()


def _dictionary(reading: bytes, place: int) -> bytes:
    """The dictionary of the object that begins at a place of the PDF."""
    return reading[place : reading.index(b"endobj", place)].partition(b"obj")[2].strip()


def attached(data: bytes) -> bytes:
    """Return the JSON in a dossier's PDF; ValueError with a sentence where the file is broken or has none."""
    try:
        files = PdfReader(io.BytesIO(data)).attachments
        found = {name: list(files[name]) for name in files}
    except BROKEN as error:
        raise ValueError(_("the PDF can't be read: it is damaged or incomplete")) from error
    if list(found) != [NAME] or len(found[NAME]) != 1:
        raise ValueError(_("the PDF holds no JSON to check, or more than one"))
    return found[NAME][0]


def difference(data: bytes, inner: bytes, signed: Any) -> str:
    """Return how a PDF differs from what its signed pages (``bytes``, ``sha256``) and JSON make; "" if it doesn't."""
    try:
        reading = data[: signed["bytes"]]
        if hashlib.sha256(reading).hexdigest() != signed["sha256"]:
            return _("the pages are not those that were signed")
        if attach(reading, inner) != data:
            return _("something was added to the pages that were signed")
    except BROKEN:
        return _("the pages can't be read")
    return ""
