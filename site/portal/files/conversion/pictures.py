"""Pictures from files, as what browsers show: other formats become PNG, and what was cropped away stays away."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

_KEPT = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
_MADE_PNG = {"BMP", "TIFF", "DIB", "PPM", "ICO"}
MAX_PIXELS = 60_000_000
NO_CROP = (0.0, 0.0, 0.0, 0.0)


def usable(content: bytes, crop: tuple[float, float, float, float] = NO_CROP) -> tuple[str, bytes] | None:
    """Return (extension, bytes) of a picture, or None where it is none that can be shown (EMF, WMF, broken).

    ``crop`` is what the author cut off at the left, top, right and bottom, as parts of the whole: what readers of
    the original don't see must not come back in public.
    """
    try:
        with Image.open(io.BytesIO(content)) as picture:
            form = picture.format or ""
            if (form not in _KEPT and form not in _MADE_PNG) or picture.width * picture.height > MAX_PIXELS:
                return None
            if form in _KEPT and not any(side > 0 for side in crop):
                picture.verify()
                return _KEPT[form], content
            left, top, right, bottom = (min(max(side, 0.0), 0.99) for side in crop)
            wide, high = picture.size
            box = (round(wide * left), round(high * top), round(wide * (1 - right)), round(high * (1 - bottom)))
            if box[0] >= box[2] or box[1] >= box[3]:
                return None
            cut = picture.crop(box)
            buffer = io.BytesIO()
            (cut if cut.mode in ("RGB", "RGBA", "L", "P") else cut.convert("RGB")).save(buffer, "PNG")
            return "png", buffer.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
