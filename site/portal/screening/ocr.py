"""Text in pictures, with models that come inside the package `rapidocr`: nothing is fetched at run time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from .kinds import Box
from .pages import Line, Picture

_SETTINGS = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "critical",
    "Global.use_cls": False,
    # What is barely read is wanted too: it tells handwriting from print.
    "Global.text_score": 0.0,
    "Det.box_thresh": 0.4,
    # Lines are found on a smaller copy, and read from the picture itself.
    "Det.limit_type": "max",
    "Det.limit_side_len": 1216,
    "Rec.rec_batch_num": 1,
}


@dataclass(frozen=True)
class Reading:
    """Lines of text in a picture, and by how many degrees they rise to the right (negative: they fall)."""

    lines: list[Line]
    skew: float


def read(picture: Picture) -> Reading:
    """Return the lines of text in a picture, from top to bottom."""
    result = _engine()(picture[:, :, ::-1])
    if result.boxes is None or not result.txts:
        return Reading([], 0.0)
    quads = np.asarray(result.boxes, dtype=float)
    lines = [
        _line(quad, text, float(score), picture)
        for quad, text, score in zip(quads, result.txts, result.scores, strict=True)
        if text.strip()
    ]
    return Reading(sorted(lines, key=lambda line: line.box[1] if line.box else 0), _skew(quads))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params=_SETTINGS)


def _line(quad: np.ndarray, text: str, score: float, picture: Picture) -> Line:
    height, width = picture.shape[:2]
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    box: Box = (float(left / width), float(top / height), float(right / width), float(bottom / height))
    side = (math.dist(quad[0], quad[3]) + math.dist(quad[1], quad[2])) / 2
    slope = float(_slopes(quad[None])[0])
    return Line(text.strip(), box, min(side / height, 1.0), sure=min(score, 0.9999), slope=slope)


def _slopes(quads: np.ndarray) -> np.ndarray:
    """By how many degrees the lines in quads (corners clockwise from the top left) rise to the right."""
    along = quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3]
    return -np.degrees(np.arctan2(along[:, 1], along[:, 0]))


def _skew(quads: np.ndarray) -> float:
    """The median angle of the long lines: short ones are too inexact to tell."""
    lengths = np.hypot(*(quads[:, 1] - quads[:, 0]).T)
    heights = np.hypot(*(quads[:, 3] - quads[:, 0]).T)
    slopes = _slopes(quads[lengths > 4 * heights])
    slopes = slopes[np.abs(slopes) < 20]
    return float(np.median(slopes)) if len(slopes) else 0.0
