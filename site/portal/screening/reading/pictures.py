"""Pictures: PNG, JPEG, TIFF, WebP, BMP, GIF. Upright, on white, of a bounded size."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import numpy as np
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from ..kinds import Unreadable
from ..pages import Page, Picture, View

MAX_PIXELS = 80_000_000
# What a page is reduced to before it is looked at: A4 at 150 dpi.
LONGEST_SIDE = 1754
MAX_FRAMES = 200


def read(content: bytes, name: str) -> Iterator[Page]:
    """Yield a page for each frame of a picture file."""
    picture = _open(content)
    # Only TIFF is used for pages; the frames of an animation are one picture that moves.
    frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    for index in range(min(frames, MAX_FRAMES)):
        try:
            picture.seek(index)
        except (EOFError, ValueError, OSError) as error:
            raise Unreadable(_("The picture is damaged.")) from error
        page = Page(index + 1, views=[View(_upright(picture), whole_page=True)], total=min(frames, MAX_FRAMES))
        if index == MAX_FRAMES - 1 and frames > MAX_FRAMES:
            page.unseen.append(_("Only the first %(pages)s pages were looked at.") % {"pages": MAX_FRAMES})
        yield page


def decode(content: bytes) -> Picture:
    """Return the (first) picture in the bytes. Raises :class:`Unreadable`."""
    return _upright(_open(content))


def _open(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(content))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise Unreadable(_("The picture is damaged or of a kind that is not known.")) from error
    return picture


def _upright(picture: Image.Image) -> Picture:
    if picture.width * picture.height > MAX_PIXELS:
        raise Unreadable(_("The picture has too many points and was not opened."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            return np.asarray(_reduced(_on_white(upright)))
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError) as error:
        raise Unreadable(_("The picture is damaged.")) from error


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith(("I", "F")):
        low, high = picture.getextrema()
        span = (float(high) - float(low)) or 1.0  # type: ignore[arg-type]
        picture = Image.fromarray(((np.asarray(picture, dtype=float) - float(low)) * 255 / span).astype(np.uint8))  # type: ignore[arg-type]
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        ground.alpha_composite(clear)
        picture = ground
    return picture.convert("RGB")


def _reduced(picture: Image.Image) -> Image.Image:
    scale = LONGEST_SIDE / max(picture.size)
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS if scale > 0.5 else Image.Resampling.BOX)
