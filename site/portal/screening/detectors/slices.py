"""Slices of seals: a seal set across the edges of pages that lay fanned out leaves a strip of itself on each."""

from __future__ import annotations

import cv2
import numpy as np

from ..kinds import Box, Found
from ..looks import Look
from . import rings
from .rings import Ring, Unrolled

_WORK_WIDTH = 800
# In widths of the page: the radius of seals (16 mm to 29 mm on A4), how high and wide a slice is, and how near to the
# edge: a scanner that shows more than the paper moves the paper's own edge inwards.
_SMALLEST, _LARGEST = 0.075, 0.14
_LOWEST, _NARROWEST, _WIDEST = 0.1, 0.012, 0.15
_EDGE, _BREAK = 0.1, 0.02
# Between a ring's two ends there may be nothing; other red ink may stand nearer than that.
_GAPS = (0.08, 0.18)
_INK, _SPECK = 0.35, 6
_TRIES, _FEWEST = 400, 12


def find(look: Look) -> list[Found]:
    """Return the slices of red seals at the left and right edges of a page."""
    if not look.view.whole_page or look.ink.red.sum() < 60:
        return []
    red = _upright(look)
    strip = round((1.3 * _WIDEST + _EDGE) * red.shape[1])
    found = []
    for is_right, margin in ((False, red[:, :strip]), (True, red[:, ::-1][:, :strip])):
        for top, bottom in _runs(margin, red.shape[1]):
            near, reach = _reach(margin[top:bottom], red.shape[1])
            if reach and _is_seal(margin[top:bottom, near:reach], red.shape[1]):
                left, right = (red.shape[1] - reach, red.shape[1]) if is_right else (0, reach)
                box = _box((left, top, right, bottom), red.shape, look.skew)
                found.append(Found("seal", look.number, look.view.where, box, confidence=0.7))
    return found


def _upright(look: Look) -> np.ndarray:
    """Where there is red ink on the page, turned as its text runs: slices are cut along the edges of the paper."""
    scale = min(1.0, _WORK_WIDTH / look.size[0])
    red = cv2.resize(look.ink.red, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = red.shape
    mask = (cv2.warpAffine(red, _turn(red.shape, -look.skew), (width, height)) > _INK).astype(np.uint8)
    _count, labels, stats, _middles = cv2.connectedComponentsWithStats(mask, connectivity=8)
    large = stats[:, cv2.CC_STAT_AREA] >= _SPECK
    large[0] = False
    kept: np.ndarray = large[labels]
    return kept


def _turn(shape: tuple[int, ...], degrees: float) -> np.ndarray:
    height, width = shape[:2]
    turn: np.ndarray = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return turn


def _box(place: tuple[int, int, int, int], shape: tuple[int, ...], skew: float) -> Box:
    """Return a place of the upright page as a box of the page as it was scanned."""
    left, top, right, bottom = place
    corners = np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]], np.float32)
    height, width = shape[:2]
    turned = cv2.transform(corners, _turn(shape, skew))[0] / (width, height)
    (left_, top_), (right_, bottom_) = np.clip(turned.min(axis=0), 0, 1), np.clip(turned.max(axis=0), 0, 1)
    return (float(left_), float(top_), float(right_), float(bottom_))


def _runs(margin: np.ndarray, page_width: int) -> list[tuple[int, int]]:
    """Return from where to where there is ink in a margin, in pieces as high as slices are."""
    if not margin[:, : max(2, round(_EDGE * page_width))].any():
        return []
    rows = np.nonzero(margin.any(axis=1))[0]
    spans = set()
    for gap in _GAPS:
        pieces = np.split(rows, np.nonzero(np.diff(rows) > gap * page_width)[0] + 1)
        spans |= {(int(piece[0]), int(piece[-1]) + 1) for piece in pieces}
    high = (_LOWEST * page_width, 2.1 * _LARGEST * page_width)
    return [(top, end) for top, end in sorted(spans) if high[0] < end - top < high[1]]


def _reach(slice_: np.ndarray, page_width: int) -> tuple[int, int]:
    """Return how far from the edge a slice begins and ends: 0, 0 where it begins elsewhere or goes on into the page."""
    columns = np.nonzero(slice_.any(axis=0))[0]
    first = int(columns[0])
    if first > _EDGE * page_width:
        return 0, 0
    gaps = np.nonzero(np.diff(columns) > _BREAK * page_width)[0]
    last = int(columns[gaps[0]] if len(gaps) else columns[-1]) + 1
    return (first, last) if _NARROWEST * page_width < last - first < _WIDEST * page_width else (0, 0)


def _is_seal(slice_: np.ndarray, page_width: int) -> bool:
    """Whether a slice is a piece of a ring between straight cuts, with something but not much inside."""
    # Above and below there is paper, to the sides there may be a cut.
    above = round(0.1 * len(slice_))
    slice_ = np.pad(slice_, ((above, above), (0, 0)))
    ring = _ring(slice_)
    if ring is None or not _SMALLEST * page_width < ring.radius < _LARGEST * page_width:
        return False
    unrolled = rings.unroll(slice_.astype(np.float32), ring)
    seen = unrolled.visible
    if seen.mean() < 0.08 or unrolled.thickness() > 0.13:
        return False
    line = (unrolled.band(0.95, 1.05).max(axis=1) > 0.35)[seen].mean()
    free = (unrolled.band(0.87, 0.93).mean(axis=1) < 0.35)[seen].mean()
    ys, xs = np.nonzero(slice_)
    away = np.hypot(xs - ring.x, ys - ring.y) / ring.radius
    outside, within = float((away > 1.06).mean()), _inner(unrolled)
    return bool(line > 0.75 and free > 0.4 and outside < 0.05 and 0.01 < within < 0.5)


def _inner(ring: Unrolled) -> float:
    """The share of what can be seen inside a ring's line that is inked."""
    part = slice(0, int(0.85 / rings.REACH * rings.STEPS))
    seen = ring.inside[:, part]
    return float(ring.ink[:, part][seen].mean()) if seen.any() else 0.0


def _ring(slice_: np.ndarray) -> Ring | None:
    """The circle through most points of a slice's outline, as drawing three of them again and again finds it."""
    across, down = _outline(slice_)
    points = np.concatenate([across, down])
    high = np.ptp(points[:, 1])
    # A strip from the middle of a seal has its ring at its top and bottom only, one from a side has it at that side.
    drawn = np.concatenate([_triples(across), _triples(down)])
    with np.errstate(divide="ignore", invalid="ignore"):
        middles = _middles(drawn)
        radii = np.hypot(*(drawn[:, 0] - middles).T)
        away = np.hypot(*(points[None] - middles[:, None]).transpose(2, 0, 1))
        near = np.abs(away - radii[:, None]) < np.maximum(1.2, 0.02 * radii)[:, None]
    likely = (radii > 0.45 * high) & (radii < 1.6 * high)
    votes = np.where(likely, near.sum(axis=1), 0)
    best = int(votes.argmax())
    return _fitted(points[near[best]]) if votes[best] >= _FEWEST else None


def _triples(points: np.ndarray) -> np.ndarray:
    drawn: np.ndarray = points[np.random.default_rng(0).integers(0, len(points), (_TRIES, 3))]
    return drawn


def _outline(slice_: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first and last inked points of each column, and those of each row, as x and y."""
    columns, rows = _ends(slice_.T), _ends(slice_)
    return columns, rows[:, ::-1]


def _ends(lines: np.ndarray) -> np.ndarray:
    inked = np.nonzero(lines.any(axis=1))[0]
    first = lines[inked].argmax(axis=1)
    last = lines.shape[1] - 1 - lines[inked, ::-1].argmax(axis=1)
    return np.stack([np.tile(inked, 2), np.concatenate([first, last])], axis=1).astype(float)


def _middles(triples: np.ndarray) -> np.ndarray:
    """The middles of circles through three points each; far away or nowhere for points on a line."""
    a, b, c = triples[:, 0], triples[:, 1] - triples[:, 0], triples[:, 2] - triples[:, 0]
    double = 2 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    bb, cc = (b**2).sum(axis=1), (c**2).sum(axis=1)
    x = (c[:, 1] * bb - b[:, 1] * cc) / double
    y = (b[:, 0] * cc - c[:, 0] * bb) / double
    return a + np.stack([x, y], axis=1)


def _fitted(points: np.ndarray) -> Ring:
    """The circle that lies nearest to points."""
    x, y = points.T
    (twice_x, twice_y, rest), *_rest = np.linalg.lstsq(
        np.stack([x, y, np.ones_like(x)], axis=1), x**2 + y**2, rcond=None
    )
    radius = float(np.sqrt(max(rest + (twice_x**2 + twice_y**2) / 4, 1.0)))
    return Ring(float(twice_x / 2), float(twice_y / 2), radius, radius)
