"""Pages as pictures: drawn at a resolution, and made to look as a scanner would hand them over."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from . import fonts
from .elements import Block, Page, Picture, Rule, Words
from .stamps import cloud


@dataclass(frozen=True)
class Scan:
    """How a page is scanned: dots an inch, degrees it is turned, JPEG quality, whether colour is lost and so on."""

    dpi: int = 150
    turn: float = 0
    quality: int = 85
    grey: bool = False
    noise: float = 0
    shadow: bool = False
    paper: tuple[int, int, int] = (250, 249, 245)

    def traits(self) -> list[str]:
        flags = [f"dpi:{self.dpi}", f"jpeg:{self.quality}"]
        flags += [f"rotated:{self.turn:g}"] if self.turn else []
        flags += ["grey"] if self.grey else []
        flags += ["noise"] if self.noise else []
        return flags + (["shadow"] if self.shadow else [])


def draw_words(image: Image.Image, words: Words, dpi: int) -> None:
    draw = ImageDraw.Draw(image)
    font = fonts.drawn(words.font, max(6, round(words.size * dpi / 72)))
    gap = words.spacing * dpi / 72
    bold = max(1, round(words.size * dpi / 72 / 40)) if words.bold else 0
    x, y = words.x * dpi / 25.4, words.y * dpi / 25.4
    width = sum(font.getlength(char) + gap for char in words.text) - gap
    x -= {"l": 0.0, "m": width / 2, "r": width}[words.anchor]
    if not gap:
        draw.text((x, y), words.text, words.colour, font, anchor="la", stroke_width=bold)
        return
    for char in words.text:
        draw.text((x, y), char, words.colour, font, anchor="la", stroke_width=bold)
        x += font.getlength(char) + gap


def draw_block(image: Image.Image, block: Block, dpi: int) -> None:
    for number, text in enumerate(block.lines):
        y = block.y + number * block.leading * 25.4 / 72
        draw_words(image, Words(block.x, y, text, block.size, block.font), dpi)


def draw_picture(image: Image.Image, picture: Picture, dpi: int) -> None:
    scale = dpi / 25.4
    size = max(1, round(picture.w * scale)), max(1, round(picture.h * scale))
    tile = picture.image.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    place = round(picture.x * scale), round(picture.y * scale)
    if not picture.ink:
        image.paste(tile, place, tile)
        return
    layer = Image.new("RGB", image.size, "white")
    layer.paste(tile, place, tile)
    image.paste(ImageChops.multiply(image, layer))


def draw(page: Page, dpi: int) -> Image.Image:
    """Return a page as a clean picture."""
    image = Image.new("RGB", tuple(round(side * dpi / 25.4) for side in page.size), "white")
    for item in page.items:
        match item:
            case Words():
                draw_words(image, item, dpi)
            case Block():
                draw_block(image, item, dpi)
            case Picture():
                draw_picture(image, item, dpi)
            case Rule():
                ends = [value * dpi / 25.4 for value in (item.x1, item.y1, item.x2, item.y2)]
                ImageDraw.Draw(image).line(ends, item.colour, max(1, round(item.width * dpi / 25.4)))
    return image


def scanned(page: Page, scan: Scan, rng: random.Random) -> Image.Image:
    """Return a page as it comes out of a scanner, without its JPEG losses."""
    image = draw(page, scan.dpi)
    image = ImageChops.multiply(image, Image.new("RGB", image.size, scan.paper))
    if scan.turn:
        image = image.rotate(scan.turn, fillcolor=scan.paper, resample=Image.Resampling.BICUBIC)
    image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.25, 0.6) * scan.dpi / 150))
    pixels = np.asarray(image, dtype="float32")
    if scan.shadow:
        pixels = pixels * shade(image.size, rng)[:, :, None]
    if scan.noise:
        grain = np.random.default_rng(rng.getrandbits(32)).normal(0, scan.noise, pixels.shape[:2])
        pixels = pixels + grain[:, :, None]
    image = Image.fromarray(np.clip(pixels, 0, 255).astype("uint8"))
    if scan.noise:
        specks(image, rng)
    return image.convert("L") if scan.grey else image


def shade(size: tuple[int, int], rng: random.Random) -> np.ndarray:
    """Return how much light each point gets where a book's fold or a lifted edge casts a shadow."""
    depth, reach = rng.uniform(0.3, 0.5), rng.uniform(0.04, 0.12)
    across = np.linspace(0, 1, size[0], dtype="float32")
    across = across if rng.random() < 0.5 else across[::-1]
    fold = 1 - depth * np.exp(-across / reach)
    return (fold[None, :] * (0.93 + 0.07 * cloud(rng, size, 4))).astype("float32")


def specks(image: Image.Image, rng: random.Random) -> None:
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(15, 60)):
        x, y = rng.uniform(0, image.width), rng.uniform(0, image.height)
        radius, tone = rng.uniform(0.3, 1.2), rng.randint(60, 170)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(tone, tone, tone))


def jpeg(image: Image.Image, quality: int, dpi: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi))
    return buffer.getvalue()
