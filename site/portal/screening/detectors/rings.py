"""Rings in a map of ink: circles and ellipses by voting, then looked at closely, unrolled around their middle."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

ANGLES = 180
REACH = 1.3
STEPS = 104
# Radii in points that one level of the search looks for; larger rings are found on smaller copies.
SMALLEST, LARGEST = 17, 36
_PEAKS = 14
_MIN_VOTES = 0.42
_RIM = 0.07
_FAINTEST = 0.45


@dataclass(frozen=True)
class Ring:
    """An upright ellipse in points of the map it was found in, turned by ``angle`` degrees."""

    x: float
    y: float
    rx: float
    ry: float
    angle: float = 0.0

    @property
    def radius(self) -> float:
        return math.sqrt(self.rx * self.ry)

    def scaled(self, fx: float, fy: float) -> Ring:
        return Ring(self.x * fx, self.y * fy, self.rx * fx, self.ry * fy, self.angle)


@dataclass(frozen=True)
class Unrolled:
    """A ring's ink by angle (rows) and distance from the middle (columns, up to REACH radii)."""

    ink: np.ndarray
    inside: np.ndarray  # where the picture has such a place at all

    def band(self, start: float, end: float) -> np.ndarray:
        return self.ink[:, int(start / REACH * STEPS) : max(int(end / REACH * STEPS), int(start / REACH * STEPS) + 1)]

    @property
    def visible(self) -> np.ndarray:
        """Angles at which the ring's line lies inside the picture."""
        return self.inside[:, round(STEPS / REACH)]

    def strengthened(self) -> Unrolled:
        """The same with faded ink brought up: the ring's own line tells how strong its ink is."""
        line = self.band(1 - _RIM, 1 + _RIM).max(axis=1)
        strength = float(np.percentile(line[self.visible], 60)) if self.visible.any() else 1.0
        return Unrolled(np.minimum(self.ink / min(1.0, max(strength, _FAINTEST)), 1.0), self.inside)

    def cover(self, start: float = 1 - _RIM, end: float = 1 + _RIM, least: float = 0.35) -> float:
        """The share of the visible angles with ink between two distances."""
        visible = self.visible
        if visible.sum() < ANGLES * 0.3:
            return 0.0
        return float((self.band(start, end).max(axis=1)[visible] > least).mean())

    def apart(self) -> float:
        """The share of the visible angles at which the ring's line stands by itself, seen from inside or from outside,
        whichever is more."""
        if not self.visible.any():
            return 0.0
        line = self.band(0.95, 1.05).max(axis=1) > 0.35
        beside = [self.band(0.87, 0.93).max(axis=1) < 0.35, self.band(1.08, 1.2).max(axis=1) < 0.35]
        return max(float((line & free)[self.visible].mean()) for free in beside)

    def thickness(self) -> float:
        """How thick the ring's line is at most angles, in radii; what fills the inside has no line."""
        around = self.ink[:, round(0.8 * STEPS / REACH) : round(1.2 * STEPS / REACH)]
        return (
            float(np.median((around > 0.35).sum(axis=1)[self.visible])) * REACH / STEPS if self.visible.any() else 1.0
        )

    def mean(self, start: float, end: float) -> float:
        band = self.band(start, end)
        return float(band[self.visible].mean()) if self.visible.any() else 0.0


def find(ink: np.ndarray, smallest: float, largest: float, stretch: float = 1.0) -> list[Ring]:
    """Return rings whose radius (in points of the map) lies between two bounds, likeliest first.

    ``stretch`` looks for ellipses that are so many times wider than high (below 1: higher than wide).
    """
    found: list[Ring] = []
    radius = smallest
    while radius < largest:
        scale = SMALLEST / radius
        fx, fy = scale, scale * stretch
        if stretch > 1:
            fx, fy = scale / stretch**0.5, scale * stretch**0.5
        size = (max(1, round(ink.shape[1] * fx)), max(1, round(ink.shape[0] * fy)))
        level = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if fx < 1 else cv2.INTER_LINEAR)
        found += [ring.scaled(1 / fx, 1 / fy) for ring in _vote(level)]
        radius *= LARGEST / SMALLEST * 0.94
    return found


def _vote(level: np.ndarray) -> list[Ring]:
    """Each edge votes for the middles that lie across it; a ring is where many agree on middle and radius."""
    margin = LARGEST
    level = cv2.copyMakeBorder(level, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    gx, gy = cv2.Sobel(level, cv2.CV_32F, 1, 0, ksize=3), cv2.Sobel(level, cv2.CV_32F, 0, 1, ksize=3)
    strength = np.hypot(gx, gy)
    ys, xs = np.nonzero(strength > 0.5)
    if len(xs) < 40 or len(xs) > 120_000:
        return []
    dx, dy = gx[ys, xs] / strength[ys, xs], gy[ys, xs] / strength[ys, xs]
    weight = np.minimum(strength[ys, xs] / 1.5, 1)
    height, width = level.shape
    radii = np.arange(SMALLEST - 1, LARGEST + 2)
    votes = np.zeros((len(radii), height, width), np.float32)
    for index, radius in enumerate(radii):
        for sign in (1, -1):
            cx = np.rint(xs + sign * radius * dx).astype(np.int32)
            cy = np.rint(ys + sign * radius * dy).astype(np.int32)
            fits = (cx >= 0) & (cx < width) & (cy >= 0) & (cy < height)
            flat = np.bincount(cy[fits] * width + cx[fits], weights=weight[fits], minlength=height * width)
            votes[index] += flat.reshape(height, width).astype(np.float32)
        votes[index] = cv2.boxFilter(votes[index], -1, (3, 3), normalize=False) / (2 * math.pi * radius)
    sums = votes.copy()
    sums[1:] += votes[:-1]
    sums[:-1] += votes[1:]
    return [Ring(x - margin, y - margin, r, r) for x, y, r in _peaks(sums, radii)]


def _peaks(votes: np.ndarray, radii: np.ndarray) -> list[tuple[float, float, float]]:
    best, which = votes.max(axis=0), votes.argmax(axis=0)
    found = []
    for _count in range(_PEAKS):
        _low, high, _at, (x, y) = cv2.minMaxLoc(best)
        if high < _MIN_VOTES:
            break
        found.append((float(x), float(y), float(radii[which[y, x]])))
        cv2.circle(best, (x, y), SMALLEST // 3, 0, -1)
    return found


def unroll(ink: np.ndarray, ring: Ring) -> Unrolled:
    """Return the ring's surroundings by angle and distance; outside the picture there is no ink."""
    xs, ys = _grid(ring)
    flat = cv2.remap(ink, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    height, width = ink.shape[:2]
    inside = (xs >= 0) & (xs < width - 1) & (ys >= 0) & (ys < height - 1)
    return Unrolled(flat, inside)


def _grid(ring: Ring) -> tuple[np.ndarray, np.ndarray]:
    angles = np.linspace(0, 2 * math.pi, ANGLES, endpoint=False)[:, None]
    steps = np.linspace(0, REACH, STEPS)[None, :]
    u, v = steps * ring.rx * np.cos(angles), steps * ring.ry * np.sin(angles)
    turn = math.radians(ring.angle)
    xs = ring.x + u * math.cos(turn) - v * math.sin(turn)
    ys = ring.y + u * math.sin(turn) + v * math.cos(turn)
    return xs.astype(np.float32), ys.astype(np.float32)


def refined(ink: np.ndarray, ring: Ring) -> Ring:
    """Fit the ellipse to the ink nearest to the ring; scans and copies stretch circles a little."""
    for reach in (0.12, 0.07):
        unrolled = unroll(ink, ring)
        low, high = int((1 - reach) / REACH * STEPS), int((1 + reach) / REACH * STEPS) + 1
        band = unrolled.ink[:, low:high]
        strong = band.max(axis=1) > 0.35
        if strong.sum() < ANGLES * 0.35:
            return ring
        xs, ys = _grid(ring)
        rows = np.nonzero(strong)[0]
        columns = low + _weighted_place(band[rows])
        points = np.stack([xs[rows, columns], ys[rows, columns]], axis=1)
        (x, y), (a, b), angle = cv2.fitEllipse(points.astype(np.float32))
        fitted = Ring(x, y, a / 2, b / 2, angle)
        same = 0.8 < fitted.radius / ring.radius < 1.25 and math.hypot(x - ring.x, y - ring.y) < 0.3 * ring.radius
        if not same or not 0.4 < a / max(b, 1e-6) < 2.5:
            return ring
        ring = fitted
    return ring


def _weighted_place(band: np.ndarray) -> np.ndarray:
    return np.rint((band * np.arange(band.shape[1])).sum(axis=1) / np.maximum(band.sum(axis=1), 1e-6)).astype(int)
