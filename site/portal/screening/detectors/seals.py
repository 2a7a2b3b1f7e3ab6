"""Seals: a ring with text along it and often a star, in red or in the grey of a copy; square seals in red."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from ..ink import Ink
from ..kinds import Box, Found, overlap
from ..looks import Look
from . import rings, slices
from .rings import Ring, Unrolled

# A seal's radius as a fraction of the page's width: 8 mm to 35 mm on A4; of a stored picture, anything up to its half.
_SMALLEST, _LARGEST, _LARGEST_ALONE = 0.04, 0.17, 0.56
_DARKEST_PAPER = 130
_WORK_WIDTH = 1000
_STRETCHES = (1.0, 1.4)
# At so many angles a ring's line has paper beside it; a circle drawn through big characters has ink there.
_APART = 0.48
# Of a ring that runs off the page less than this can be seen.
_CUT_OFF = 0.8
# A square seal is looked at as a picture of so many points, with its frame in the outermost.
_SIDE, _RIM = 96, 10
# Ink nearer than these parts of the width belongs together, tried one after the other.
_CUTS = (250, 70)


def find(look: Look) -> list[Found]:
    """Return the seals in a view."""
    ink = look.ink
    found = _round(look, ink.red, is_red=True) + _square(look) + slices.find(look)
    if not any(item.confidence > 0.8 for item in found):
        found += _round(look, ink.dark, is_red=False)
    return _apart(found)


def _round(look: Look, layer: np.ndarray, *, is_red: bool) -> list[Found]:
    view, ink = look.view, look.ink
    if is_red and layer.sum() < 60:
        return []
    width, height = ink.size
    scale = min(1.0, _WORK_WIDTH / width)
    small = cv2.resize(_brought_up(layer), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    span = min(small.shape[1], small.shape[0] * 0.75) if view.whole_page else min(small.shape)
    largest = _LARGEST if view.whole_page and min(width, height) > 600 else _LARGEST_ALONE
    found = []
    for stretch in _STRETCHES:
        for candidate in rings.find(small, max(_SMALLEST * span, 10), largest * span, stretch):
            ring = rings.refined(small, candidate)
            unrolled = rings.unroll(small, ring).strengthened()
            score = _score_red(unrolled) if is_red else _score_grey(unrolled)
            if score and _on_paper(ink, ring.scaled(1 / scale, 1 / scale), is_red=is_red):
                found.append(Found("seal", look.number, view.where, _box(ring, small), confidence=round(score, 2)))
    return found


def _brought_up(layer: np.ndarray) -> np.ndarray:
    """Faint ink as strong as fresh ink, so that its edges vote as well."""
    inked = layer[layer > 0.15]
    strength = float(np.percentile(inked, 90)) if inked.size else 1.0
    return np.minimum(layer / min(1.0, max(strength, 0.35)), 1.0)


def _score_red(ring: Unrolled) -> float:
    """How much an unrolled ring of red ink is like a seal; 0 for none."""
    cover, line = ring.cover(0.95, 1.05), ring.thickness()
    if cover < 0.72 or line > 0.13 or ring.mean(0.87, 0.93) > 0.35 or ring.mean(1.1, 1.25) > 0.35:
        return 0.0
    if ring.apart() < _APART:
        return 0.0
    filled = _filled(ring, star=0.08 if cover > 0.85 else 0.2, text=0.42, least_texture=0.35)
    return min(0.99, 0.62 + 0.6 * (cover - 0.72) + 0.2 * filled) if filled else 0.0


def _score_grey(ring: Unrolled) -> float:
    """The same for ink of any colour: text under a seal makes the picture busier, so the ring has to be surer."""
    cover, line = ring.cover(0.95, 1.05, 0.3), ring.thickness()
    if cover < 0.84 or line > 0.13 or ring.mean(0.87, 0.93) > 0.35 or ring.mean(1.1, 1.25) > 0.35:
        return 0.0
    # Where a part of a seal is beyond the page's edge, a line that is whole and stands alone, with a star, needs less
    # text. Inside a page such rings are drawn around points of charts.
    clean = ring.visible.mean() < _CUT_OFF and cover > 0.95 and ring.apart() > 0.9 and _star(ring)
    filled = _filled(ring, star=0.15 if clean else 0.3, text=0.5, least_texture=0.15 if clean else 0.45)
    return min(0.95, 0.55 + 0.8 * (cover - 0.84) + 0.25 * filled) if filled else 0.0


def _filled(ring: Unrolled, star: float, text: float, least_texture: float) -> float:
    """How much of what seals have stands inside a ring, 0 to 1: text along it, with a star (less text is enough)."""
    band = ring.band(0.5, 0.9)[ring.visible]
    occupied = float((band.max(axis=1) > 0.35).mean()) if len(band) else 0.0
    texture, solid = _texture(ring), ring.mean(0.3, 0.9)
    if solid > 0.5 or texture < least_texture or occupied < (star if _star(ring) else text):
        return 0.0
    return min(1.0, 0.4 * occupied + 0.3 * texture + 0.3 * _star(ring))


def _star(ring: Unrolled) -> float:
    """1 for a solid body in the middle that ends well before the text, as a star does."""
    middle, gap = ring.mean(0.0, 0.14), ring.mean(0.42, 0.5)
    return float(middle > 0.6 and gap < 0.3)


def _texture(ring: Unrolled) -> float:
    """How much the text band goes up and down along the circle, as characters do: 0 to 1."""
    profile = ring.band(0.6, 0.9).mean(axis=1)[ring.visible]
    if len(profile) < 40:
        return 0.0
    crossings = np.count_nonzero(np.diff(np.sign(profile - profile.mean())))
    return float(min(1.0, crossings / 30))


def _on_paper(ink: Ink, ring: Ring, *, is_red: bool) -> bool:
    """Whether what lies between the ink is the page's paper: in photographs there is something else."""
    bright = rings.unroll(ink.bright.astype(np.float32), ring)
    part = slice(0, int(1.2 / rings.REACH * rings.STEPS))
    other = bright.inside[:, part] & (rings.unroll(ink.red, ring).ink[:, part] < 0.15)
    if int(other.sum()) < 0.3 * int(bright.inside[:, part].sum()):
        return False
    level = bright.ink[:, part][other]
    blank = float((level > 0.8 * ink.paper).mean())
    return blank > (0.6 if is_red else 0.5) and ink.paper > _DARKEST_PAPER


def _square(look: Look) -> list[Found]:
    """Square seals (of persons, mostly): a red frame with characters that fill it."""
    view, ink = look.view, look.ink
    width, height = ink.size
    found = []
    for (x, y), (w, h), angle in _blocks(ink.red > 0.35):
        side = min(w, h)
        span = width if view.whole_page else min(width, height) / 0.3
        if not 0.03 * span < side < (0.2 * width if view.whole_page else width) or max(w, h) > 1.4 * side:
            continue
        if _is_frame(ink, (x, y), (w, h), angle):
            box = cv2.boxPoints(((x, y), (w, h), angle))
            (left, top), (right, bottom) = box.min(axis=0), box.max(axis=0)
            place = _clipped((left / width, top / height, right / width, bottom / height))
            found.append(Found("seal", look.number, view.where, place, confidence=0.8))
    return found


def _blocks(red: np.ndarray) -> list[Any]:
    """Turned boxes (middle, size, angle) around red ink that hangs together, and around ink that nearly does: what is
    written over a seal cuts its frame."""
    mask = red.astype(np.uint8)
    found = []
    for share in _CUTS:
        reach = max(3, red.shape[1] // share) | 1
        joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
        contours, _tree = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        found += [cv2.minAreaRect(contour) for contour in contours]
    return found


def _is_frame(ink: Ink, middle: tuple[float, float], size: tuple[float, float], angle: float) -> bool:
    red = _flat(ink.red, middle, size, angle)
    any_colour = np.maximum(red, _flat(ink.dark, middle, size, angle))
    # Black letters over a frame hide its red, not its line.
    framed = min(_edges(red)) > 0.55 and min(_edges(any_colour)) > 0.8
    inner = (red[_RIM + 4 : -_RIM - 4, _RIM + 4 : -_RIM - 4] > 0.35).astype(np.uint8)
    rows, columns = inner.any(axis=1).mean(), inner.any(axis=0).mean()
    strokes = np.count_nonzero(np.diff(inner.astype(np.int8), axis=1)) / len(inner)
    return bool(framed and 0.12 < inner.mean() < 0.62 and rows > 0.7 and columns > 0.7 and strokes > 3)


def _flat(layer: np.ndarray, middle: tuple[float, float], size: tuple[float, float], angle: float) -> np.ndarray:
    """What stands in a turned box, set upright and square."""
    corners = cv2.boxPoints((middle, size, angle)).astype(np.float32)
    target = np.array([[0, _SIDE], [0, 0], [_SIDE, 0], [_SIDE, _SIDE]], np.float32)
    flat: np.ndarray = cv2.warpPerspective(layer, cv2.getPerspectiveTransform(corners, target), (_SIDE, _SIDE))
    return flat


def _edges(flat: np.ndarray) -> list[float]:
    """The share of each of the four sides along which there is ink."""
    edges = [flat[:_RIM].max(axis=0), flat[-_RIM:].max(axis=0), flat[:, :_RIM].max(axis=1), flat[:, -_RIM:].max(axis=1)]
    return [float((edge > 0.35).mean()) for edge in edges]


def _box(ring: Ring, small: np.ndarray) -> Box:
    height, width = small.shape[:2]
    reach = max(ring.rx, ring.ry) if abs(ring.angle) % 90 > 15 else None
    turned = 45 < ring.angle % 180 < 135
    rx, ry = (ring.ry, ring.rx) if turned else (ring.rx, ring.ry)
    rx, ry = (reach, reach) if reach else (rx, ry)
    return _clipped(((ring.x - rx) / width, (ring.y - ry) / height, (ring.x + rx) / width, (ring.y + ry) / height))


def _clipped(box: Box) -> Box:
    return tuple(round(float(min(max(value, 0.0), 1.0)), 4) for value in box)  # type: ignore[return-value]


def _apart(found: list[Found]) -> list[Found]:
    """One find for each place: the surest of those that overlap."""
    kept: list[Found] = []
    for item in sorted(found, key=lambda f: -f.confidence):
        if not any(item.box and other.box and overlap(item.box, other.box) > 0.25 for other in kept):
            kept.append(item)
    return kept
