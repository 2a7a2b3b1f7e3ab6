"""Which files may be uploaded: extension, size, and whether the content is what the extension says."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_PICTURES = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
}
_SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    **dict.fromkeys(("docx", "xlsx", "pptx", "ofd", "zip"), _ZIP),
    **dict.fromkeys(("doc", "xls"), _OLE),
    "wps": (*_OLE, *_ZIP),
    **_PICTURES,
    "webm": (b"\x1aE\xdf\xa3",),
    "vtt": (b"WEBVTT", b"\xef\xbb\xbfWEBVTT"),
}
_MP4_MARK = b"ftyp"  # stands behind the length of the first part
_HTML_MARKS = (b"<html", b"<script", b"<!doctype html", b"<svg")


def extension(name: str) -> str:
    """Return the extension of a file name in lower case without its dot."""
    return PurePosixPath(name).suffix.lower().lstrip(".")


def problem(file) -> str | None:
    """Return why an uploaded file can't be taken, as a sentence for people, or None when it can."""
    allowed = {*settings.GONGKAI["ATTACHMENT_EXTENSIONS"], *_PICTURES}
    kind = extension(file.name)
    if kind not in allowed:
        return _("Files of the kind “%(kind)s” can't be uploaded. Allowed are: %(allowed)s.") % {
            "kind": kind or "?",
            "allowed": ", ".join(sorted(allowed)),
        }
    limit = settings.GONGKAI["ATTACHMENT_MAX_BYTES"]
    if file.size > limit:
        return _("The file is %(size)s; at most %(limit)s can be uploaded.") % {
            "size": filesizeformat(file.size),
            "limit": filesizeformat(limit),
        }
    if not _content_fits(file, kind):
        return _("The content of this file is not of the kind “%(kind)s”. Save it again in that format.") % {
            "kind": kind
        }
    return None


def _content_fits(file, kind: str) -> bool:
    file.open("rb") if file.closed else file.seek(0)
    head = file.read(1024)
    file.seek(0)
    if kind == "mp4":
        return head[4:8] == _MP4_MARK
    if kind in _SIGNATURES:
        return head.startswith(_SIGNATURES[kind])
    lowered = head.lower()
    return not any(mark in lowered for mark in _HTML_MARKS)
