"""Slices of seals: a seal set across the edges of pages that lay fanned out leaves a strip of itself on each."""

from __future__ import annotations

import cv2
import numpy as np

from ..kinds import Box, Found
from ..looks import Look

_WORK_WIDTH = 800
# In widths of the page: how high the slice of a seal is (34 mm to 55 mm on A4), how wide, and how near to the edge.
_LOWEST, _HIGHEST = 0.16, 0.26
_NARROWEST, _WIDEST = 0.012, 0.13
_EDGE, _GAP = 0.02, 0.08
_INK = 0.35


def find(look: Look) -> list[Found]:
    """Return the slices of red seals at the left and right edges of a page."""
    if not look.view.whole_page:
        return []
    width, _height = look.size
    scale = min(1.0, _WORK_WIDTH / width)
    red = cv2.resize(look.ink.red, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) > _INK
    strip = round(1.3 * _WIDEST * red.shape[1])
    found = []
    for is_right, margin in ((False, red[:, :strip]), (True, red[:, ::-1][:, :strip])):
        for top, bottom in _runs(margin, red.shape[1]):
            near, reach = _reach(margin[top:bottom], red.shape[1])
            if reach and _is_seal(margin[top:bottom, near:reach]):
                far = reach / red.shape[1]
                left, right = (1 - far, 1.0) if is_right else (0.0, far)
                box: Box = (left, top / red.shape[0], right, bottom / red.shape[0])
                found.append(Found("seal", look.number, look.view.where, box, confidence=0.7))
    return found


def _runs(margin: np.ndarray, page_width: int) -> list[tuple[int, int]]:
    """Return from where to where there is ink in a margin, in pieces as high as seals are."""
    if not margin[:, : max(2, round(_EDGE * page_width))].any():
        return []
    rows = np.nonzero(margin.any(axis=1))[0]
    pieces = np.split(rows, np.nonzero(np.diff(rows) > _GAP * page_width)[0] + 1)
    spans = [(int(piece[0]), int(piece[-1]) + 1) for piece in pieces]
    return [(top, end) for top, end in spans if _LOWEST * page_width < end - top < _HIGHEST * page_width]


def _reach(slice_: np.ndarray, page_width: int) -> tuple[int, int]:
    """Return how far from the edge a slice begins and ends: 0, 0 where it begins elsewhere or goes on into the page."""
    columns = np.nonzero(slice_.any(axis=0))[0]
    first = int(columns[0])
    if first > _EDGE * page_width:
        return 0, 0
    gaps = np.nonzero(np.diff(columns) > _EDGE * page_width)[0]
    last = int(columns[gaps[0]] if len(gaps) else columns[-1]) + 1
    return (first, last) if _NARROWEST * page_width < last - first < _WIDEST * page_width else (0, 0)


def _is_seal(slice_: np.ndarray) -> bool:
    """Whether a slice is bounded as a ring is, by an arc or by its two ends, with something but not much inside."""
    high, _wide = slice_.shape
    inner = slice_[round(0.12 * high) : round(0.88 * high)]
    if not 0.05 < slice_.mean() < 0.5 or inner.mean() < 0.03:
        return False
    # The last page's strip bulges towards the edge, the first page's away from it.
    return max(_arc(slice_), _arc(slice_[:, ::-1])) > 0.75 or _ends(slice_)


def _arc(slice_: np.ndarray) -> float:
    """The share of rows whose ink ends on the arc through the slice's ends and its farthest point."""
    high, wide = slice_.shape
    rows = np.nonzero(slice_.any(axis=1))[0]
    last = wide - 1 - slice_[rows, ::-1].argmax(axis=1)
    half, depth = high / 2, wide - 1.0
    radius = (half**2 + depth**2) / (2 * depth)
    expected = depth - radius + np.sqrt(np.maximum(radius**2 - (rows - half) ** 2, 0))
    return float((np.abs(last - expected) < max(2.5, 0.05 * high)).sum() / high)


def _ends(slice_: np.ndarray) -> bool:
    """Whether a line crosses the slice at its top and at its bottom, and nothing stands right inside of it."""
    high = len(slice_)
    rim, gap = max(3, round(0.07 * high)), max(1, round(0.03 * high))
    caps = [slice_[:rim].any(axis=0).mean(), slice_[-rim:].any(axis=0).mean()]
    thin = [slice_[rim : rim + gap].mean(), slice_[-rim - gap : -rim].mean()]
    return min(caps) > 0.75 and max(thin) < 0.35
