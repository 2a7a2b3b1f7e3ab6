"""The picture of a challenge: letters, each turned, shifted and crossed by lines."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFont

SIZE = (200, 64)
PAPER, INK = "#ffffff", "#3a3a3a"


def picture(letters: str, seed: str) -> bytes:
    """Return letters drawn as a PNG; the same ``seed`` gives the same picture."""
    chance = random.Random(seed)
    drawn = Image.new("RGB", SIZE, PAPER)
    width = SIZE[0] // len(letters)
    for place, letter in enumerate(letters):
        tile = _turned(letter, chance)
        left = place * width + chance.randint(-2, 2) + (width - tile.width) // 2
        drawn.paste(INK, (left, (SIZE[1] - tile.height) // 2 + chance.randint(-7, 7)), tile)
    pen = ImageDraw.Draw(drawn)
    for _line in range(4):
        ends = [(chance.randint(0, SIZE[0]), chance.randint(0, SIZE[1])) for _end in range(3)]
        pen.line(ends, fill=INK, width=1)
    for _dot in range(120):
        pen.point((chance.randrange(SIZE[0]), chance.randrange(SIZE[1])), fill=INK)
    content = io.BytesIO()
    drawn.save(content, "PNG")
    return content.getvalue()


def _turned(letter: str, chance: random.Random) -> Image.Image:
    """Return one letter as a mask, turned and pulled."""
    font = ImageFont.load_default(chance.randint(34, 42))
    tile = Image.new("L", (56, 56), 0)
    ImageDraw.Draw(tile).text((28, 28), letter, fill=255, font=font, anchor="mm")
    pull = chance.uniform(-0.25, 0.25)
    tile = tile.transform(tile.size, Image.Transform.AFFINE, (1, pull, -28 * pull, 0, 1, 0))
    return tile.rotate(chance.uniform(-28, 28), resample=Image.Resampling.BICUBIC)
