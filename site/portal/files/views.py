"""The one way to an uploaded file: public files for everybody, the rest for the department's people."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from . import permissions
from .models import Document, Image, Rendition

CHUNK = 1 << 16
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
INLINE = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "video/webm"}


def find(name: str) -> tuple[Document | Image, Any] | None:
    """Return (the file's row, the Django file to send) for a stored name, or None."""
    if document := Document.objects.filter(file=name).first():
        return document, document.file
    if image := Image.objects.filter(file=name).first():
        return image, image.file
    if rendition := Rendition.objects.filter(file=name).select_related("image").first():
        return rendition.image, rendition.file
    return None


def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send a file, or 404: to the public a private file doesn't exist."""
    found = find(name)
    if found is None or not permissions.can_see(request.user, found[0]):
        raise Http404
    row, file = found
    if not default_storage.exists(file.name):
        raise Http404
    response = _answer(file, request.headers.get("Range", ""))
    content_type = str(response["Content-Type"])
    inline = content_type in INLINE
    response["Content-Disposition"] = content_disposition_header(not inline, row.display_name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if content_type == "application/pdf":
        del response["Content-Security-Policy"]  # the browser's own PDF viewer doesn't work in a sandbox
    public = permissions.is_public(row)
    # A withdrawal must be felt within seconds: caches may keep a public file, but must ask each time.
    response["Cache-Control"] = "public, no-cache" if public else "private, no-store"
    return response


def _answer(file: Any, wanted: str) -> HttpResponseBase:
    """The file, or the part of it that a player asks for: some play no film that can't be had in parts."""
    size = file.size
    part = _part(wanted, size)
    if part is None:
        response: HttpResponseBase = FileResponse(file.open("rb"))
    elif part[0] > part[1]:
        response = HttpResponse(status=416, content_type=_kind(file))
        response["Content-Range"] = f"bytes */{size}"
    else:
        response = _partly(file, *part)
    response["Accept-Ranges"] = "bytes"
    return response


def _partly(file: Any, first: int, last: int) -> FileResponse:
    opened = file.open("rb")
    opened.seek(first)
    response = FileResponse(_limited(opened, last - first + 1), status=206, content_type=_kind(file))
    response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    response["Content-Length"] = str(last - first + 1)
    return response


def _kind(file: Any) -> str:
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def _part(wanted: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte of the one part that is asked for (none where the first comes after the last).

    None for the whole file: also where several parts are asked for, or it isn't clear what.
    """
    match = _RANGE.fullmatch(wanted)
    if not match or not (match[1] or match[2]):
        return None
    if not match[1]:
        return max(size - int(match[2]), 0), size - 1  # so many bytes from the end
    first = int(match[1])
    if match[2] and int(match[2]) < first:
        return None
    return first, min(int(match[2] or size - 1), size - 1)


def _limited(opened: Any, left: int) -> Iterator[bytes]:
    with opened:
        while left > 0 and (chunk := opened.read(min(left, CHUNK))):
            left -= len(chunk)
            yield chunk
