import numpy as np
import pytest
from PIL import ImageDraw, ImageFont

from portal.screening import ocr
from tests.screening.drawing import page


def test_lines_with_their_places_and_the_turn_of_the_page():
    picture = page()
    pen = ImageDraw.Draw(picture)
    for row in (300, 360):
        pen.text((120, row), "the quick brown fox jumps over", font=ImageFont.load_default(size=28), fill="black")
    reading = ocr.read(np.asarray(picture.rotate(3, fillcolor="white")))
    assert len(reading.lines) == 2
    assert "brown" in reading.lines[0].text
    assert reading.skew == pytest.approx(3, abs=0.7)
    assert all(line.recognised for line in reading.lines)


def test_an_empty_page_has_no_lines():
    assert ocr.read(np.asarray(page())).lines == []
