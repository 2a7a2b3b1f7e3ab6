"""Seals as they lie on paper: round, oval and square, in uneven ink."""

from __future__ import annotations

import math
import random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from . import fonts

EDGE = 760  # pixels of a drawn seal
REDS = ((214, 28, 32), (198, 16, 30), (226, 48, 44), (183, 22, 40), (232, 30, 60))
SPECIAL = ("合同专用章", "财务专用章", "行政审批专用章", "业务专用章", "公文专用章", "档案专用章", "信息公开专用章")


def cloud(rng: random.Random, size: tuple[int, int], cells: int) -> np.ndarray:
    """Return soft noise between 0 and 1, `cells` lumps across."""
    source = np.random.default_rng(rng.getrandbits(32)).random((cells, cells)) * 255
    picture = Image.fromarray(source.astype("uint8")).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(picture, dtype="float32") / 255


def inked(mask: Image.Image, colour: tuple[int, int, int], rng: random.Random, strength: float) -> Image.Image:
    """Turn a mask (L) into ink (RGBA): blotches, grains left white, a soft edge."""
    soft = np.asarray(mask.filter(ImageFilter.GaussianBlur(1.2)), dtype="float32")
    blotches = 0.62 + 0.38 * np.clip(cloud(rng, mask.size, 7) * 1.5, 0, 1)
    grains = np.where(cloud(rng, mask.size, 170) < rng.uniform(0.12, 0.34), 0.35, 1.0)
    alpha = np.clip(soft * blotches * grains * strength, 0, 255).astype("uint8")
    ink = Image.new("RGBA", mask.size, (*colour, 0))
    ink.putalpha(Image.fromarray(alpha))
    return ink


def glyph(char: str, role: str, height: int, squeeze: float) -> Image.Image:
    """Return a bold character as a mask, `squeeze` times as wide as it is high."""
    tile = Image.new("L", (height * 2, height * 2))
    font = fonts.drawn(role, height)
    ImageDraw.Draw(tile).text((height, height), char, 255, font, anchor="mm", stroke_width=max(1, height // 34))
    box = (height // 2, height // 2, height * 3 // 2, height * 3 // 2)
    return tile.crop(box).resize((int(height * squeeze), height), Image.Resampling.LANCZOS)


def around(mask: Image.Image, text: str, radii: tuple[float, float], height: int, span: float, role: str) -> None:
    """Set a text around the upper arc of an ellipse, over `span` degrees."""
    step = span / max(1, len(text) - 1)
    centre = mask.width / 2, mask.height / 2
    squeeze = min(1.0, math.radians(step) * min(radii) / height * 0.95)
    for number, char in enumerate(text):
        turn = -span / 2 + number * step
        tile = glyph(char, role, height, max(0.55, squeeze)).rotate(
            -turn, expand=True, resample=Image.Resampling.BICUBIC
        )
        x = centre[0] + radii[0] * math.sin(math.radians(turn)) - tile.width / 2
        y = centre[1] - radii[1] * math.cos(math.radians(turn)) - tile.height / 2
        mask.paste(255, (int(x), int(y)), tile)


def straight(mask: Image.Image, text: str, y: int, height: int, role: str) -> None:
    """Set a text on a straight line across the middle."""
    draw = ImageDraw.Draw(mask)
    font = fonts.drawn(role, height)
    draw.text((mask.width / 2, y), text, 255, font, anchor="mm", stroke_width=1)


def star(draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float, fill: object) -> None:
    """Draw a five-pointed star."""
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        turn = math.radians(corner * 36 - 90)
        points.append((centre[0] + reach * math.cos(turn), centre[1] + reach * math.sin(turn)))
    draw.polygon(points, fill=fill)


def round_seal(text: str, rng: random.Random, special: str = "") -> Image.Image:
    """Return the mask of a unit's round seal, with a line below the star for a special one."""
    mask = Image.new("L", (EDGE, EDGE))
    draw = ImageDraw.Draw(mask)
    margin, line = 14, rng.randint(13, 24)
    draw.ellipse((margin, margin, EDGE - margin, EDGE - margin), outline=255, width=line)
    if rng.random() < 0.2:
        inner = margin + line + 10
        draw.ellipse((inner, inner, EDGE - inner, EDGE - inner), outline=255, width=4)
    star(draw, (EDGE / 2, EDGE / 2 + (0 if not special else -8)), EDGE * rng.uniform(0.12, 0.165), 255)
    height = rng.randint(92, 112) if len(text) < 14 else rng.randint(76, 88)
    span = min(290, 22 * (len(text) - 1) + 24) if not special else min(235, 23 * (len(text) - 1) + 30)
    radius = EDGE / 2 - margin - line - height * 0.62
    around(mask, text, (radius, radius), height, span, rng.choice(("song", "song", "hei")))
    if special:
        straight(mask, special, int(EDGE * 0.76), rng.randint(58, 72), "song")
    elif rng.random() < 0.35:
        code = Image.new("L", (EDGE, EDGE))
        number = "".join(rng.choice("0123456789") for _ in range(13))
        around(code, number[::-1], (EDGE / 2 - 50, EDGE / 2 - 50), 30, 75, "hei")
        mask.paste(255, (0, 0), code.rotate(180))
    return mask


def oval_seal(text: str, rng: random.Random, special: str) -> Image.Image:
    """Return the mask of an oval seal: text above, a number and the purpose below."""
    high = int(EDGE * rng.uniform(0.64, 0.72))
    mask = Image.new("L", (EDGE, high))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((12, 12, EDGE - 12, high - 12), outline=255, width=rng.randint(10, 16))
    around(mask, text, (EDGE / 2 - 92, high / 2 - 84), 78, min(210, 16 * len(text) + 40), "song")
    straight(mask, "".join(rng.choice("0123456789") for _ in range(15)), int(high * 0.53), 44, "hei")
    straight(mask, special, int(high * 0.76), 62, "song")
    return mask


def name_seal(name: str, rng: random.Random) -> Image.Image:
    """Return the mask of a person's square seal: two columns, read from the right."""
    mask = Image.new("L", (420, 420))
    draw = ImageDraw.Draw(mask)
    draw.rectangle((8, 8, 412, 412), outline=255, width=rng.randint(12, 20))
    chars = (name + "印" if len(name) == 3 else name + "之印")[:4]
    font = fonts.drawn(rng.choice(("song", "kai")), 175)
    for char, place in zip(chars, ((305, 115), (305, 305), (115, 115), (115, 305)), strict=True):
        draw.text(place, char, 255, font, anchor="mm", stroke_width=3)
    return mask


def turned(image: Image.Image, degrees: float) -> Image.Image:
    return image.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC)


def seal(rng: random.Random, text: str, form: str, *, faint: bool = False) -> Image.Image:
    """Return a seal as ink (RGBA); `form` is round, special, oval or name."""
    special = rng.choice(SPECIAL)
    mask = {
        "round": lambda: round_seal(text, rng),
        "special": lambda: round_seal(text, rng, special),
        "oval": lambda: oval_seal(text, rng, special),
        "name": lambda: name_seal(text, rng),
    }[form]()
    strength = rng.uniform(0.3, 0.48) if faint else rng.uniform(0.72, 1.0)
    return turned(inked(mask, rng.choice(REDS), rng, strength), rng.uniform(-14, 14))
