"""Pictures of strangers, drawn anew within bounds: a small file can unpack to very much.

What counts is the memory that a picture takes, not its points alone: grey takes a quarter of colour. Photos of many
megapixels are read at half, a quarter or an eighth of their size, as their format allows. One is drawn at a time.
"""

from __future__ import annotations

import io
import threading
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

from portal.files.upright import turn_of

FORMATS = ("PNG", "JPEG")
MOST_PIXELS = {"PNG": 40_000_000, "JPEG": 120_000_000}
MOST_PROGRESSIVE = 16_000_000  # all of it has to be unpacked before anything is seen, at whatever size
MOST_BYTES = 80 * 1024 * 1024
PATIENCE = 10.0  # seconds to wait for one's turn
SCALES = (1, 2, 4, 8)
_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2}  # of a point in memory; of every other mode 4
_KEPT_MODES = {"PNG": ("1", "L", "I", "I;16", "RGB", "RGBA"), "JPEG": ("L", "RGB")}
_turn = threading.BoundedSemaphore(1)


def is_too_large(picture: Image.Image) -> bool:
    """Say whether a picture that was opened, not read, would take too much to draw anew."""
    points = picture.width * picture.height
    if points > MOST_PIXELS[str(picture.format)] or (_is_progressive(picture) and points > MOST_PROGRESSIVE):
        return True
    return _scale(picture) is None


def drawn_anew(file: Any, kind: str) -> bytes:
    """Return a picture of a kind ("PNG", "JPEG") drawn anew, so that nothing else is in it.

    ValidationError where too many others are being drawn; whatever Pillow raises where it can't be read.
    """
    if not _turn.acquire(timeout=PATIENCE):
        raise ValidationError(_("Many pictures are being sent at the moment. Please try again in a minute."))
    try:
        with Image.open(file, formats=FORMATS) as picture:
            return _drawn(picture, kind)
    finally:
        _turn.release()


def _drawn(picture: Image.Image, kind: str) -> bytes:
    scale = _scale(picture)
    if scale is None:
        raise ValueError("too large")
    if scale > 1:
        picture.draft(None, (max(picture.width // scale, 1), max(picture.height // scale, 1)))
    mode = _mode(picture, kind)
    picture.load()
    turn = turn_of(picture)
    if turn is not None:
        picture = picture.transpose(turn)
    drawn = picture if picture.mode == mode else picture.convert(mode)
    drawn.info = {}  # comments, profiles and what else would be written along
    target = io.BytesIO()
    drawn.save(target, kind)
    return target.getvalue()


def _scale(picture: Image.Image) -> int | None:
    """Return by what a picture is made smaller while it is read, so that it fits into memory; None where it doesn't."""
    mode, kind = picture.mode, str(picture.format)
    bytes_of_point = _BYTES.get(mode, 4)
    if turn_of(picture) is not None:
        bytes_of_point *= 2  # turned, it is there twice
    if (target := _mode(picture, kind)) != mode:
        bytes_of_point += _BYTES.get(target, 4)
    scales = SCALES if kind == "JPEG" and not _is_progressive(picture) else SCALES[:1]
    size = picture.width * picture.height * bytes_of_point
    return next((scale for scale in scales if size <= MOST_BYTES * scale * scale), None)


def _mode(picture: Image.Image, kind: str) -> str:
    """Return the mode to draw in: its own where nothing can hide in it; a palette can hold anything."""
    if kind == "PNG" and (picture.mode in ("LA", "PA") or "transparency" in picture.info):
        return "RGBA"
    return picture.mode if picture.mode in _KEPT_MODES[kind] else "RGB"


def _is_progressive(picture: Image.Image) -> bool:
    return bool(picture.info.get("progressive"))
