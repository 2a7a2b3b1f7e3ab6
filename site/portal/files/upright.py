"""Photos as they come from telephones: turned upright, and without what the camera wrote beside the picture.

A telephone keeps a photo as its sensor saw it, with a note how to turn it, and often writes down the place, the time
and the device. Readers get the picture alone; what it shows isn't changed.
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP")
MANY = "MPO"  # what many telephones write: a JPEG with further pictures behind it
ORIENTATION = 0x0112
QUALITY = 92
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SPEAKING = ("exif", "xmp", "comment", "photoshop", "XML:com.adobe.xmp", "Raw profile type exif")


def alone(file: Any) -> bytes | None:
    """Return the picture in an open file upright and by itself; None where there is nothing to turn or to take out.

    ValidationError for a picture with too many points to be opened; a file that is no picture is let be.
    """
    file.open("rb") if file.closed else file.seek(0)
    try:
        with warnings.catch_warnings(), _opened(file) as picture:
            return _saved(picture) if _says_more(picture) else None
    except Image.DecompressionBombError as error:
        raise ValidationError({"file": _("The picture has too many points and was not opened.")}) from error
    except (OSError, ValueError, SyntaxError, EOFError):
        return None  # what can't be opened is shown nowhere either
    finally:
        file.seek(0)


def _opened(file: Any) -> Image.Image:
    warnings.simplefilter("ignore")  # a note that is cut off is no reason to refuse the picture
    return Image.open(file, formats=FORMATS)


def turn_of(picture: Image.Image) -> Image.Transpose | None:
    """Return how a picture that was opened is to be turned; None where it stands, or its note can't be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return TURNS.get(picture.getexif().get(ORIENTATION, 1))
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, struct.error):
        return None


def _says_more(picture: Image.Image) -> bool:
    if picture.format == MANY or any(picture.info.get(key) for key in _SPEAKING):
        return True
    return picture.format == "PNG" and bool(getattr(picture, "text", None))


def _saved(picture: Image.Image) -> bytes:
    kind = "JPEG" if picture.format == MANY else str(picture.format)
    moves = picture.format != MANY and getattr(picture, "is_animated", False)
    turn = None if moves else turn_of(picture)
    drawn = picture if turn is None else picture.transpose(turn)
    said: dict[str, Any] = {"exif": b"", "xmp": b"", "icc_profile": picture.info.get("icc_profile")}
    if kind == "JPEG":
        said |= {"comment": b"", "quality": "keep" if drawn.format == "JPEG" else QUALITY}
    elif kind == "WEBP":
        said["quality"] = QUALITY
    if moves:
        said["save_all"] = True
    target = io.BytesIO()
    drawn.save(target, kind, **said)
    return target.getvalue()
