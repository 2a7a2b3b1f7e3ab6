import pytest
from PIL import ImageDraw

from portal.screening.detectors import strokes
from tests.screening.drawing import BLACK, line, look, page, pen_strokes

BODY = [line("各区县自然资源局要进一步加强耕地保护工作", 0.2 + 0.03 * row) for row in range(5)]


def test_a_signature_is_one_group_with_long_bent_strokes():
    picture = page()
    pen_strokes(picture, 290, 710)
    [group] = strokes.groups(look(picture, BODY))
    assert group.box == pytest.approx((0.31, 0.57, 0.54, 0.64), abs=0.03)
    assert group.long_pieces > 0
    assert group.bent > 0.5
    assert group.straight < 0.5
    assert group.blue > 0.5


def test_the_rules_of_a_table_are_taken_out_and_corners_are_straight():
    picture = page()
    pen = ImageDraw.Draw(picture)
    pen.line((100, 900, 700, 900), fill=BLACK, width=2)
    pen.line((400, 640, 438, 640, 438, 680), fill=BLACK, width=2)
    [corner] = strokes.groups(look(picture, BODY))
    assert corner.straight > 0.8


def test_text_that_fills_a_group_explains_it_and_text_in_its_corner_does_not():
    picture = page()
    pen_strokes(picture, 290, 710, BLACK)
    whole = line("王文华", 0.57, 0.07, left=0.3, right=0.56)
    unsure = whole.__class__(whole.text, whole.box, whole.height, sure=0.85)
    corner = whole.__class__("刃", (0.35, 0.6, 0.38, 0.62), 0.02, sure=0.85)
    assert strokes.groups(look(picture, [*BODY, unsure]))[0].read == pytest.approx(0.85)
    assert strokes.groups(look(picture, [*BODY, corner]))[0].read < 0.3
