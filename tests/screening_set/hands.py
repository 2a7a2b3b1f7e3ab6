"""Handwriting: what people write with a pen, a brush or a red pencil, in several hands."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from . import fonts
from .stamps import cloud

EM = 150  # pixels of a written character
INKS = {"black": (24, 24, 30), "blue": (28, 44, 128), "blue-black": (30, 36, 76), "red pencil": (205, 40, 52)}


def bent(tile: Image.Image, rng: random.Random, most: float) -> Image.Image:
    """Return a tile pulled about by up to `most` pixels at the knots of a grid."""
    cells = 4
    width, height = tile.size
    xs, ys = np.linspace(0, width, cells + 1), np.linspace(0, height, cells + 1)
    pull = [[(rng.uniform(-most, most), rng.uniform(-most, most)) for _ in xs] for _ in ys]
    mesh = []
    for row in range(cells):
        for column in range(cells):
            corners = ((row, column), (row + 1, column), (row + 1, column + 1), (row, column + 1))
            quad = [v for r, c in corners for v in (xs[c] + pull[r][c][0], ys[r] + pull[r][c][1])]
            box = (int(xs[column]), int(ys[row]), int(xs[column + 1]), int(ys[row + 1]))
            mesh.append((box, quad))
    return tile.transform(tile.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def thinned(mask: Image.Image, change: int) -> Image.Image:
    """Make strokes thicker (positive) or thinner (negative) by about so many pixels."""
    if change == 0:
        return mask
    kernel = 2 * abs(change) + 1
    return mask.filter(ImageFilter.MaxFilter(kernel) if change > 0 else ImageFilter.MinFilter(kernel))


def penned(mask: Image.Image, ink: str, rng: random.Random) -> Image.Image:
    """Turn a mask into ink of one colour: a pen presses unevenly, a pencil leaves grains."""
    press = 0.72 + 0.28 * cloud(rng, mask.size, 9)
    if ink == "red pencil":
        press *= np.where(cloud(rng, mask.size, max(40, mask.width // 6)) < 0.3, 0.35, 0.9)
    alpha = np.clip(np.asarray(mask, dtype="float32") * press, 0, 255).astype("uint8")
    image = Image.new("RGBA", mask.size, (*INKS[ink], 0))
    image.putalpha(Image.fromarray(alpha))
    return image


def character(char: str, font: object, rng: random.Random, lean: float) -> Image.Image:
    """Return one written character as a mask."""
    tile = Image.new("L", (EM * 2, EM * 2))
    ImageDraw.Draw(tile).text((EM, EM), char, 255, font, anchor="mm")
    tile = bent(tile, rng, EM * 0.06)
    tile = tile.transform(tile.size, Image.Transform.AFFINE, (1, lean, -lean * EM, 0, 1, 0), Image.Resampling.BICUBIC)
    return tile.rotate(rng.uniform(-7, 7), resample=Image.Resampling.BICUBIC)


def hand(rng: random.Random) -> Path:
    """Choose whose hand writes: a handwriting font, or the printed one that is nearest where none is installed."""
    return rng.choice(fonts.hands() or [fonts.face("kai")[0]])


def line(text: str, rng: random.Random, file: Path, pace: float = 0.8) -> Image.Image:
    """Return one written line as a mask; `pace` is the step from one character to the next, in ems."""
    lean, drift = rng.uniform(-0.05, 0.28), rng.uniform(-0.07, 0.03)
    mask = Image.new("L", (int(EM * (len(text) * max(pace, 0.6) + 2)), EM * 3))
    x = 0.0
    for char in text:
        size = int(EM * rng.uniform(0.86, 1.16) * (0.72 if char.isascii() else 1))
        tile = character(char, fonts.written(file, size), rng, lean)
        y = EM * 0.5 + drift * x + rng.uniform(-0.07, 0.07) * EM
        mask.paste(255, (int(x), int(y)), tile)
        x += EM * pace * (0.6 if char.isascii() else 1) * rng.uniform(0.9, 1.08)
    return mask.crop(mask.getbbox() or (0, 0, 1, 1))


def spline(points: list[tuple[float, float]], steps: int = 28) -> list[tuple[float, float]]:
    """Return a Catmull-Rom curve through the points."""
    padded = [points[0], *points, points[-1]]
    curve = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            curve.append(
                tuple(
                    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
                    for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
                )
            )
    return curve


def stroke(draw: ImageDraw.ImageDraw, points: list[tuple[float, float]], width: float, rng: random.Random) -> None:
    """Draw one stroke of a pen: thin where it is fast and at its end."""
    curve = spline(points)
    swing = rng.uniform(0, 6)
    for place, (x, y) in enumerate(curve):
        share = place / len(curve)
        press = (0.55 + 0.45 * abs(np.sin(swing + share * 7))) * min(1, (1 - share) * 5 + 0.18)
        radius = width * press / 2
        draw.line([*curve[max(0, place - 1) : place + 1]], fill=255, width=max(2, round(radius * 2)))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def scrawl(rng: random.Random, characters: int) -> Image.Image:
    """Return a signature that nobody can read, as a mask: loops that run on, a crossing stroke, a tail."""
    mask = Image.new("L", (EM * (characters + 3), EM * 4))
    draw = ImageDraw.Draw(mask)
    width = rng.uniform(6, 11)
    points = [(EM * 0.6, EM * 2.0)]
    for _ in range(characters * rng.randint(3, 4)):
        points += loop(rng, points[-1])
    points.append((points[-1][0] + EM * rng.uniform(0.6, 1.4), points[-1][1] + EM * rng.uniform(-0.7, 0.3)))
    stroke(draw, points, width, rng)
    for _ in range(rng.randint(1, 2)):
        x, y = EM * rng.uniform(0.4, characters * 0.6), EM * rng.uniform(1.1, 1.7)
        stroke(draw, [(x, y), (x + EM * 0.5, y + EM * 0.2), (x + EM * rng.uniform(0.3, 1), y + EM)], width, rng)
    return mask.crop(mask.getbbox() or (0, 0, 1, 1))


def loop(rng: random.Random, start: tuple[float, float]) -> list[tuple[float, float]]:
    """Return the next turn of a pen: up, round and down again, a little further right."""
    x, y = start
    high, wide = EM * rng.uniform(0.25, 1.0), EM * rng.uniform(0.1, 0.34)
    back = EM * rng.uniform(0.0, 0.22)
    base = EM * rng.uniform(1.85, 2.25)
    return [
        (x + wide, y - high * 0.6),
        (x + wide - back, y - high),
        (x + wide - back * 2, y - high * 0.5),
        (x + wide, base),
    ]


def signature(rng: random.Random, name: str) -> Image.Image:
    """Return a signature as ink (RGBA): a name written fast, or a scrawl."""
    ink = rng.choice(("black", "black", "blue", "blue-black"))
    mask = scrawl(rng, len(name)) if rng.random() < 0.18 else line(name, rng, hand(rng), rng.uniform(0.5, 0.78))
    mask = thinned(mask, rng.choice((0, 0, 1)))
    return penned(mask, ink, rng).rotate(rng.uniform(-3, 9), expand=True, resample=Image.Resampling.BICUBIC)


def note(rng: random.Random, lines: list[str], ink: str) -> Image.Image:
    """Return lines of handwriting by one hand as ink (RGBA), the last ones set to the right."""
    file = hand(rng)
    masks = [line(text, rng, file, rng.uniform(0.74, 0.86)) for text in lines]
    width = max(mask.width for mask in masks) + EM
    sheet = Image.new("L", (width, int(EM * 1.35 * len(masks)) + EM))
    for number, mask in enumerate(masks):
        last = number == len(masks) - 1 and len(masks) > 1
        left = width - mask.width - rng.randint(0, EM // 3) if last else rng.randint(0, EM // 2)
        sheet.paste(255, (left, int(number * EM * 1.3 + rng.uniform(0, 0.1) * EM)), mask)
    sheet = sheet.crop(sheet.getbbox() or (0, 0, 1, 1))
    return penned(sheet, ink, rng).rotate(rng.uniform(-4, 5), expand=True, resample=Image.Resampling.BICUBIC)
