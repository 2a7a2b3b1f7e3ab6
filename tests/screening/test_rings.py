import numpy as np
import pytest
from PIL import Image, ImageDraw

from portal.screening.detectors import rings


def drawn(*box: int) -> np.ndarray:
    picture = Image.new("L", (400, 500), 0)
    ImageDraw.Draw(picture).ellipse(box, outline=255, width=3)
    return np.asarray(picture, dtype=np.float32) / 255


def test_a_circle_is_found_with_its_middle_and_radius():
    ink = drawn(120, 200, 220, 300)
    best = max(
        (rings.refined(ink, ring) for ring in rings.find(ink, 20, 120)), key=lambda r: rings.unroll(ink, r).cover()
    )
    assert (best.x, best.y, best.radius) == pytest.approx((170, 250, 50), abs=2)
    assert rings.unroll(ink, best).cover() > 0.98
    assert rings.unroll(ink, best).thickness() < 0.12


def test_an_oval_is_found_when_stretched():
    ink = drawn(100, 200, 240, 300)
    best = max(
        (rings.refined(ink, ring) for ring in rings.find(ink, 20, 120, stretch=1.4)),
        key=lambda r: rings.unroll(ink, r).cover(0.95, 1.05),
    )
    assert sorted((best.rx, best.ry)) == pytest.approx([50, 70], abs=3)


def test_what_lies_outside_the_picture_is_not_counted():
    ink = drawn(-60, 200, 40, 300)
    ring = rings.Ring(-10, 250, 50, 50)
    assert rings.unroll(ink, ring).cover() > 0.9


def test_faded_ink_is_brought_up():
    ring = rings.Ring(170, 250, 50, 50)
    faint = rings.unroll(drawn(120, 200, 220, 300) * 0.5, ring)
    assert faint.strengthened().mean(0.97, 1.0) > 1.4 * faint.mean(0.97, 1.0)


def test_nothing_is_found_on_an_empty_page():
    assert rings.find(np.zeros((500, 400), np.float32), 20, 120) == []


def test_a_line_with_ink_on_both_sides_does_not_stand_apart():
    ring = rings.Ring(170, 250, 50, 50)
    alone = drawn(120, 200, 220, 300)
    assert rings.unroll(alone, ring).apart() > 0.95
    crossed = alone.copy()
    crossed[:, ::4] = crossed[::4] = 1
    assert rings.unroll(crossed, ring).apart() < 0.3
