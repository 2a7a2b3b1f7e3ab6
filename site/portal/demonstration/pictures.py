"""Pictures of the demonstration: drawn, so that they need nobody's permission and are the same every time."""

from __future__ import annotations

import io
import math
from typing import Any

from PIL import Image as Canvas
from PIL import ImageDraw

from portal.files import services as files
from portal.files.models import Image
from portal.organisation.models import User

Colour = tuple[int, int, int]
SCENES: dict[str, tuple[Colour, list[Colour], str]] = {
    # the sky, the hills from far to near, what stands before them
    "valley": ((226, 236, 230), [(168, 196, 180), (96, 146, 122), (15, 76, 58)], "river"),
    "rain": ((196, 206, 210), [(140, 160, 168), (84, 112, 122), (39, 80, 91)], "rain"),
    "village": ((240, 236, 220), [(206, 200, 160), (150, 150, 100), (90, 90, 54)], "houses"),
    "station": ((222, 232, 236), [(160, 190, 190), (92, 136, 130), (20, 84, 72)], "mast"),
}


def picture(scene: str, title: str, uploader: User, size: tuple[int, int] = (1600, 900)) -> Image:
    """Draw a scene (one of SCENES) and store it as a private picture of a person's."""
    row: Image = files.store(Image, f"{scene}.png", _png(scene, size), uploader, title=title)
    return row


def _png(scene: str, size: tuple[int, int]) -> bytes:
    sky, hills, foreground = SCENES[scene]
    canvas = Canvas.new("RGB", size, sky)
    draw = ImageDraw.Draw(canvas)
    for number, colour in enumerate(hills):
        draw.polygon(_ridge(number, size), fill=colour)
    _FOREGROUNDS[foreground](draw, size)
    buffer = io.BytesIO()
    canvas.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _ridge(number: int, size: tuple[int, int]) -> list[tuple[float, float]]:
    width, height = size
    base = height * (0.45 + 0.17 * number)
    swing = height * (0.16 - 0.03 * number)
    points = [
        (x, base - swing * (math.sin(x / width * (5 + 2 * number) + number) + 0.4 * math.sin(x / width * 17 + number)))
        for x in range(0, width + 16, 16)
    ]
    return [*points, (width, height), (0, height)]


def _river(draw: Any, size: tuple[int, int]) -> None:
    width, height = size
    near = [(width * 0.30, height), (width * 0.46, height)]
    draw.polygon([*near, (width * 0.56, height * 0.74), (width * 0.53, height * 0.74)], fill=(206, 224, 228))


def _rain(draw: Any, size: tuple[int, int]) -> None:
    width, height = size
    for number in range(260):
        x, y = (number * 619) % width, (number * 331) % int(height * 0.9)
        draw.line([(x, y), (x - 14, y + 46)], fill=(232, 238, 240), width=3)


def _houses(draw: Any, size: tuple[int, int]) -> None:
    width, height = size
    for number in range(5):
        x, y, side = width * (0.16 + 0.14 * number), height * (0.80 + 0.03 * (number % 2)), width * 0.075
        draw.rectangle([x, y, x + side, y + side * 0.6], fill=(250, 246, 236))
        draw.polygon([(x - 12, y), (x + side + 12, y), (x + side / 2, y - side * 0.4)], fill=(138, 60, 44))


def _mast(draw: Any, size: tuple[int, int]) -> None:
    width, height = size
    x, top = width * 0.62, height * 0.34
    draw.polygon([(x - 6, top), (x + 6, top), (x + 34, height * 0.9), (x - 34, height * 0.9)], fill=(246, 246, 242))
    draw.rectangle([x - 110, top + 30, x + 110, top + 66], fill=(27, 66, 110))
    draw.ellipse([x - 16, top - 34, x + 16, top - 2], fill=(176, 122, 28))


_FOREGROUNDS = {"river": _river, "rain": _rain, "houses": _houses, "mast": _mast}
