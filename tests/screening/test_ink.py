import numpy as np
from PIL import Image, ImageDraw

from portal.screening.ink import Ink


def ink_of(colour, ground=(255, 255, 255)) -> Ink:
    picture = Image.new("RGB", (200, 200), ground)
    ImageDraw.Draw(picture).rectangle((80, 80, 120, 120), fill=colour)
    return Ink(np.asarray(picture))


def test_red_is_red_and_other_colours_are_not():
    assert ink_of((214, 30, 36)).red[100, 100] == 1
    for colour in ((25, 25, 25), (240, 160, 30), (120, 40, 200), (40, 60, 180)):
        assert ink_of(colour).red[100, 100] < 0.2


def test_yellow_paper_is_made_white():
    old = ink_of((30, 30, 30), ground=(235, 220, 190))
    assert old.light[10, 10] > 250
    assert old.red[10, 10] == 0


def test_filled_areas_are_toned_and_thin_lines_are_not():
    picture = Image.new("RGB", (400, 400), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((20, 20, 120, 120), fill=(120, 150, 120))
    pen.line((200, 200, 380, 300), fill="black", width=3)
    toned = Ink(np.asarray(picture)).toned
    assert toned[70, 70] and not toned[250, 290]
