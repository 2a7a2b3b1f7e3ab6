"""Files that strangers send: refused early where they aren't what they say; pictures are drawn anew."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import wraps
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from PIL import Image

from . import pictures

LARGEST = 5 * 1024 * 1024
LARGEST_EXCHANGE = 20 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2000
LONGEST_NAME = 100
PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
_TOO_LARGE = gettext_lazy("“{name}” has {size} MB and was not attached: at most 5 MB can be sent.")
_SIGNATURES = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04"}
_INSIDE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


def validate(file: Any) -> None:
    """Refuse what isn't a picture, PDF, Word or Excel file of at most 5 MB. ValidationError says why."""
    kind = _kind(file.name)
    if kind in PICTURES:
        validate_picture(file)
        return
    if kind not in _SIGNATURES:
        raise ValidationError(_("Only pictures (PNG, JPEG), PDF, Word (.docx) and Excel (.xlsx) files can be sent."))
    _refuse_large(file, LARGEST)
    head = file.read(8)
    file.seek(0)
    if not head.startswith(_SIGNATURES[kind]):
        raise ValidationError(_("The content of this file is not what its name says."))
    if kind in _INSIDE:
        _refuse_bomb(file, _INSIDE[kind])


def validate_picture(file: Any) -> None:
    """Refuse what isn't a PNG or JPEG picture of at most 5 MB that can be drawn anew (:mod:`interaction.pictures`)."""
    kind = _kind(file.name)
    if kind not in PICTURES:
        raise ValidationError(_("Only pictures (PNG, JPEG) can be sent."))
    _refuse_large(file, LARGEST)
    try:
        with Image.open(file, formats=pictures.FORMATS) as picture:
            fits = picture.format == PICTURES[kind]
            too_large = fits and pictures.is_too_large(picture)
    except Exception:
        raise ValidationError(_("The content of this file is not what its name says.")) from None
    finally:
        file.seek(0)
    if not fits:
        raise ValidationError(_("The content of this file is not what its name says."))
    if too_large:
        raise ValidationError(_("The picture is too large. Please make it smaller and send it again."))


def validate_exchange(file: Any) -> None:
    """Refuse what isn't a table or JSON of at most 20 MB; what stands in it is looked at when it is read."""
    if _kind(file.name) not in ("csv", "xlsx", "json"):
        raise ValidationError(_("Only CSV, Excel (.xlsx) and JSON files can be read."))
    _refuse_large(file, LARGEST_EXCHANGE)


def kept(file: Any) -> tuple[str, bytes]:
    """Return name and content of a file that was found good; a picture is drawn anew, so nothing else is in it."""
    name = PurePosixPath(file.name.replace("\\", "/")).name[-LONGEST_NAME:]
    kind = _kind(name)
    file.seek(0)
    if kind not in PICTURES:
        return name, file.read()
    try:
        return name, pictures.drawn_anew(file, PICTURES[kind])
    except ValidationError:
        raise
    except Exception:
        raise ValidationError(_("The content of this file is not what its name says.")) from None


class SentFileField(forms.FileField):
    """A file from strangers, as name and content.

    A picture is drawn anew while the form is cleaned: one that can't be is told in the form like every other fault.
    """

    def clean(self, data: Any, initial: Any = None) -> tuple[str, bytes] | None:
        file = super().clean(data, initial)
        return kept(file) if file else None


def _kind(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")


def _refuse_large(file: Any, largest: int) -> None:
    if file.size > largest:
        megabytes = largest // (1024 * 1024)
        raise ValidationError(_("The file is too large: at most %(size)s MB can be sent.") % {"size": megabytes})


def _refuse_bomb(file: Any, inside: str) -> None:
    """Refuse an archive that isn't the document it says, or unpacks to far more than a document holds."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise ValidationError(_("The content of this file is not what its name says.")) from None
    finally:
        file.seek(0)
    if inside not in {part.filename for part in parts}:
        raise ValidationError(_("The content of this file is not what its name says."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValidationError(_("This file unpacks to too much and is not taken."))


class Cut(FileUploadHandler):
    """Keeps no more of a file than shows that it is too large: the form around it is read to its end and not lost."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= LARGEST else None

    def file_complete(self, file_size: int) -> None:
        return None


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view take files from strangers: of each at most a little more than 5 MB is kept."""

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Before anything reads the body, the protection against forged requests too.
        request.upload_handlers.insert(0, Cut(request))
        return csrf_protect(view)(request, *args, **kwargs)

    return checked


def field_attributes() -> dict[str, Any]:
    """Return what a file field tells the page, so that a file that is too large is told before it is sent."""
    return {"data-gk-largest": str(LARGEST), "data-gk-too-large": _TOO_LARGE}
