"""Paper and ink: a picture with its paper made white, and maps of what is red, dark, toned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from .pages import Picture

cv2.setNumThreads(1)

_DARKEST_PAPER = 110
RED_STEP = 26
_PAPER = 205
_SMALL = 900


@dataclass(frozen=True)
class Ink:
    """Maps of a picture; each has its height and width."""

    picture: Picture

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in points."""
        return self.picture.shape[1], self.picture.shape[0]

    @cached_property
    def bright(self) -> np.ndarray:
        """The least of the three channels of the picture as it is: high on paper only."""
        return self.picture.min(axis=2)

    @cached_property
    def paper(self) -> float:
        """How bright the picture's paper is, as its brightest tenth tells."""
        return float(np.percentile(self.bright[::4, ::4], 90)) if self.bright.size else 255.0

    @cached_property
    def white(self) -> np.ndarray:
        """The picture with its paper made white: shadows and the yellow of old paper are divided out."""
        width, height = self.size
        small_size = (max(8, width // 16), max(8, height // 16))
        small = cv2.resize(self.picture, small_size, interpolation=cv2.INTER_AREA)
        reach = max(3, min(small_size) // 5) | 1
        paper = cv2.blur(cv2.dilate(small, np.ones((reach, reach), np.uint8)), (reach, reach))
        paper = np.maximum(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), _DARKEST_PAPER)
        return np.minimum(self.picture.astype(np.float32) * 255 / paper, 255).astype(np.uint8)

    @cached_property
    def light(self) -> np.ndarray:
        """Lightness, 0 to 255, paper at 255."""
        return cv2.cvtColor(self.white, cv2.COLOR_RGB2GRAY)

    @cached_property
    def dark(self) -> np.ndarray:
        """Darkness from 0 to 1, of any colour."""
        return np.clip((255 - self.light.astype(np.float32) - 25) / 110, 0, 1)

    @cached_property
    def red(self) -> np.ndarray:
        """Redness from 0 to 1: how far red stands above green and blue, in hues from crimson to vermilion."""
        soft = cv2.GaussianBlur(self.white, (3, 3), 0).astype(np.int16)
        r, g, b = soft[:, :, 0], soft[:, :, 1], soft[:, :, 2]
        step = r - np.maximum(g, b)
        # Orange and purple are other colours: green and blue must not be far apart.
        apart = np.abs(g - b)
        red = np.where(apart < 0.62 * step + 12, step - RED_STEP, 0)
        return np.clip(red / 60, 0, 1).astype(np.float32)

    @cached_property
    def blue(self) -> np.ndarray:
        """Blueness from 0 to 1, as of pens."""
        soft = cv2.GaussianBlur(self.white, (3, 3), 0).astype(np.int16)
        return np.clip((soft[:, :, 2] - soft[:, :, 0] - 25) / 60, 0, 1).astype(np.float32)

    @cached_property
    def toned(self) -> np.ndarray:
        """Where a photograph, a filled area or a coloured ground is: what stays when thin strokes are smoothed away."""
        width, height = self.size
        longest = max(width, height)
        # In a small picture of its own a pen's stroke is a larger part of the whole than on a page.
        reach = max(5, round(longest / (120 if longest > _SMALL else 25))) | 1
        smooth = cv2.morphologyEx(self.picture, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
        toned = (smooth.min(axis=2) < min(_PAPER, 0.82 * self.paper)).astype(np.uint8)
        return cv2.dilate(toned, np.ones((reach, reach), np.uint8)).astype(bool)
