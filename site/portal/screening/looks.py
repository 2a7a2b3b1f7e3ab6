"""A view prepared for the detectors: its ink, and all its lines of text, recognised where the file gives none."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from . import ocr
from .ink import Ink
from .kinds import Box, overlap
from .pages import Line, View

# Pictures smaller than this part of a page hold no text that matters; so much ink outside known lines is worth a look.
_SMALL_PICTURE = 0.004
_UNEXPLAINED = 0.06
# A stored picture is a page of text from so many points and lines on.
_PAGE_SIDE, _PAGE_LINES = 500, 6


@dataclass(frozen=True)
class Look:
    """``lines`` are all lines of the view, with places; ``skew`` is the angle of its text in degrees."""

    number: int
    view: View
    ink: Ink
    lines: list[Line]
    skew: float

    @property
    def is_page(self) -> bool:
        """Whether this is a page of text, also one that was pasted as a picture."""
        large = min(self.size) >= _PAGE_SIDE and len(self.lines) >= _PAGE_LINES
        return self.view.whole_page or large

    @property
    def size(self) -> tuple[int, int]:
        return self.ink.size


def look(number: int, view: View) -> Look:
    """Prepare a view; text recognition is left out where the file's own text explains all the ink."""
    ink = Ink(view.picture)
    if view.known and not _needs_reading(view, ink):
        return Look(number, view, ink, view.known, 0.0)
    reading = ocr.read(view.picture)
    fresh = [replace(line, where=view.where) for line in reading.lines if not _is_known(line, view.known)]
    lines = sorted([*view.known, *fresh], key=lambda line: line.box[1] if line.box else 0)
    return Look(number, view, ink, lines, 0.0 if view.known else reading.skew)


def _needs_reading(view: View, ink: Ink) -> bool:
    if any((box[2] - box[0]) * (box[3] - box[1]) > _SMALL_PICTURE for box in view.pictures):
        return True
    strokes = ink.dark > 0.4
    total = int(strokes.sum())
    rest = strokes & ~covered([line.box for line in view.known if line.box], ink.size)
    return total > 0 and int(rest.sum()) > max(_UNEXPLAINED * total, 400)


def covered(boxes: list[Box], size: tuple[int, int], margin: float = 0.003) -> np.ndarray:
    """Return a mask of the places of boxes in a picture of a size (width, height)."""
    width, height = size
    mask = np.zeros((height, width), bool)
    for left, top, right, bottom in boxes:
        rows = slice(max(0, int((top - margin) * height)), max(0, int((bottom + margin) * height) + 1))
        mask[rows, max(0, int((left - margin) * width)) : max(0, int((right + margin) * width) + 1)] = True
    return mask


def _is_known(line: Line, known: list[Line]) -> bool:
    return any(other.box and line.box and overlap(other.box, line.box) > 0.4 for other in known)
