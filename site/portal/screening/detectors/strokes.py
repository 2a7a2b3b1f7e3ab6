"""Loose ink: groups of strokes that no text explains, with what tells a pen from a printer."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..kinds import Box, overlap
from ..looks import Look, covered
from ..pages import Line
from . import printed

_WORK_WIDTH = 1000
_STRAIGHT_ON = 1.2
# So few characters may have been read from a part of a longer name.
_FEW = 4


@dataclass(frozen=True)
class Strokes:
    """A group of pieces of ink near each other, with what tells a pen from a printer."""

    box: Box
    longest: float  # the largest side of a piece, in heights of the body's characters
    long_pieces: int
    thickness: float  # of strokes, in heights of the body's characters
    filled: float  # ink in the group's box
    bent: float  # how far the long pieces are from straight lines and frames, 0 to 1
    straight: float  # the share of their outlines that is drawn in long straight lines, as in charts
    blue: float
    read: float  # how sure text recognition was of what stands there; 0 where it saw no text
    text: str
    rows: int  # lines of text that recognition saw in it, one below the other
    width: float
    height: float


def groups(look: Look, *, in_red: bool = False) -> list[Strokes]:
    """Return the groups of ink (dark and blue, or red) that are neither typed text, nor rules, nor parts of
    pictures."""
    width, _height = look.size
    scale = min(1.0, _WORK_WIDTH / width)
    strokes, blue = _loose_ink(look, scale, in_red=in_red)
    body = max(printed.body_height(look) * strokes.shape[0], 8.0)
    largest = 0.5 * strokes.shape[1] if look.is_page else 1.1 * max(strokes.shape)
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    keep = np.zeros(count, bool)
    for index in range(1, count):
        w, h, area = stats[index, cv2.CC_STAT_WIDTH], stats[index, cv2.CC_STAT_HEIGHT], stats[index, cv2.CC_STAT_AREA]
        keep[index] = area >= 6 and max(w, h) < largest and max(w, h) > 0.25 * body
    pieces = keep[labels].astype(np.uint8)
    reach = max(5, round(1.5 * body)) | 1
    joined = cv2.dilate(pieces, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    total, _areas, boxes, _middle = cv2.connectedComponentsWithStats(joined)
    found = []
    for index in range(1, min(total, 200)):
        x, y, w, h = (int(value) for value in boxes[index][:4])
        x, y, w, h = x + reach // 2, y + reach // 2, w - reach + 1, h - reach + 1
        if w > 0 and h > 0:
            found.append(
                _measure(look, pieces[y : y + h, x : x + w], blue[y : y + h, x : x + w], (x, y), strokes.shape, body)
            )
    return found


def _loose_ink(look: Look, scale: float, *, in_red: bool) -> tuple[np.ndarray, np.ndarray]:
    ink = look.ink
    size = (max(1, round(look.size[0] * scale)), max(1, round(look.size[1] * scale)))
    layer = ink.red if in_red else np.where(ink.red > 0.25, 0, ink.dark)
    dark = cv2.resize(layer, size, interpolation=cv2.INTER_AREA)
    blue = cv2.resize(ink.blue, size, interpolation=cv2.INTER_AREA)
    toned = cv2.resize(ink.toned.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    inked = dark > 0.3 if in_red else (dark > 0.3) | (blue > 0.4)
    mask = (inked & (toned == 0)).astype(np.uint8)
    mask[covered(printed.typed(look), size)] = 0
    return _without_rules(mask, look.skew, size[0] // 18 if look.is_page else size[0] // 3), blue


def _without_rules(mask: np.ndarray, skew: float, shortest: int) -> np.ndarray:
    """Take out straight lines along and across, as of tables and underlines, also on a turned page."""
    height, width = mask.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1)
    back = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
    upright = cv2.warpAffine(mask, turn, (width, height), flags=cv2.INTER_NEAREST) if skew else mask
    reach = max(25, shortest)
    thick = cv2.dilate(upright, np.ones((2, 2), np.uint8))
    rules: np.ndarray = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, reach), np.uint8))
    rules |= cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((reach, 1), np.uint8))
    rules = cv2.dilate(rules, np.ones((3, 3), np.uint8))
    if skew:
        rules = cv2.warpAffine(rules, back, (width, height), flags=cv2.INTER_NEAREST)
    return mask & ~(rules > 0)


def _measure(
    look: Look, pieces: np.ndarray, blue: np.ndarray, corner: tuple[int, int], shape: tuple[int, int], body: float
) -> Strokes:
    _count, labels, stats, _middles = cv2.connectedComponentsWithStats(pieces, connectivity=8)
    distance = _depth(pieces)
    ridge = distance[(distance >= cv2.dilate(distance, np.ones((3, 3)))) & (distance > 0)]
    thickness = 2 * float(np.median(ridge)) / body if len(ridge) else 0.0
    sides = [max(int(s[cv2.CC_STAT_WIDTH]), int(s[cv2.CC_STAT_HEIGHT])) for s in stats[1:]]
    long_ones = [index + 1 for index, side in enumerate(sides) if side > 1.4 * body]
    bent = [_bent((labels == index).astype(np.uint8), stats[index]) for index in long_ones[:12]]
    height, width = shape
    x, y = corner
    box = (x / width, y / height, (x + pieces.shape[1]) / width, (y + pieces.shape[0]) / height)
    lines = [line for line in look.lines if line.box and overlap(line.box, box) > 0.5 and line.recognised]
    inked = pieces > 0
    return Strokes(
        box=box,
        longest=max(sides, default=0) / body,
        long_pieces=len(long_ones),
        thickness=thickness,
        filled=float(pieces.mean()),
        bent=max(bent, default=0.0),
        straight=_straight(labels, long_ones, body),
        blue=float((blue[inked] > 0.3).mean()) if inked.any() else 0.0,
        read=_surely_read(lines, box, look),
        text=" ".join(line.text for line in lines),
        rows=_rows(lines),
        width=pieces.shape[1] / body,
        height=pieces.shape[0] / body,
    )


def _surely_read(lines: list[Line], box: Box, look: Look) -> float:
    """How sure recognition was of what stands in a box; less where it read a few characters in a corner of it."""
    printed_ones = [line for line in lines if not printed.looks_written(line, look)]
    sure = max((line.sure for line in printed_ones), default=0.0)
    few = sum(len(line.text) for line in printed_ones) <= _FEW
    return sure * _explained(printed_ones, box) if few else sure


def _explained(lines: list[Line], box: Box) -> float:
    """The part of a box that lines of text account for, from 0 to 1 where they fill half of it."""
    filled = sum(
        max(0.0, min(line.box[2], box[2]) - max(line.box[0], box[0]))
        * max(0.0, min(line.box[3], box[3]) - max(line.box[1], box[1]))
        for line in lines
        if line.box
    )
    return min(1.0, 2 * filled / max((box[2] - box[0]) * (box[3] - box[1]), 1e-9))


def _rows(lines: list[Line]) -> int:
    """How many lines stand one below the other."""
    count, bottom = 0, -1.0
    for box in sorted((line.box for line in lines if line.box and len(line.text) > 1), key=lambda box: box[1]):
        if box[1] + 0.3 * (box[3] - box[1]) > bottom:
            count, bottom = count + 1, box[3]
    return count


def _depth(piece: np.ndarray) -> np.ndarray:
    """How far each point of ink is from the nearest paper; beyond the cut there is paper."""
    framed = cv2.copyMakeBorder(piece, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]


def _bent(piece: np.ndarray, stat: np.ndarray) -> float:
    """How much longer a stroke's own way is than the diagonal of its box; 0 for straight lines and plain frames."""
    x, y, w, h = (int(value) for value in stat[:4])
    cut = piece[y : y + h, x : x + w]
    distance = _depth(cut)
    pen = max(1.0, 2 * float(distance.max()) * 0.7)
    length = float(cut.sum()) / pen
    edge = (
        cut[:2].any(axis=0).mean()
        + cut[-2:].any(axis=0).mean()
        + cut[:, :2].any(axis=1).mean()
        + cut[:, -2:].any(axis=1).mean()
    ) / 4
    if edge > 0.6:
        return 0.0
    return max(0.0, min(1.0, (length / max(float(np.hypot(w, h)), 1) - 1.0) / 1.2))


def _straight(labels: np.ndarray, long_ones: list[int], body: float) -> float:
    """The share of the outlines of pieces that runs straight on for some characters: a hand seldom does that."""
    around = straight = 0.0
    for index in long_ones[:12]:
        contours, _tree = cv2.findContours((labels == index).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            corners = cv2.approxPolyDP(contour, 0.08 * body, True)[:, 0].astype(float)
            sides = np.hypot(*(corners - np.roll(corners, -1, axis=0)).T)
            around += float(sides.sum())
            straight += float(sides[sides > _STRAIGHT_ON * body].sum())
    return straight / around if around else 0.0
