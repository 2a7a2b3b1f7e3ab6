"""The one way to an uploaded file: public files for everybody, the rest for the department's people."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.http import content_disposition_header

from . import permissions
from .models import Document, Image, Rendition

INLINE = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"}


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
    response = FileResponse(file.open("rb"))
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
