import numpy as np
from PIL import ImageDraw

from portal.screening import looks, ocr
from portal.screening.ocr import Reading
from portal.screening.pages import Line, View
from tests.screening.drawing import line, page


def test_text_that_explains_all_ink_is_not_recognised_again(monkeypatch):
    monkeypatch.setattr(ocr, "read", lambda picture: 1 / 0)
    picture = page()
    ImageDraw.Draw(picture).rectangle((150, 300, 600, 320), fill="black")
    known = [Line("文", (0.15, 0.25, 0.75, 0.28), 0.02)]
    assert looks.look(1, View(np.asarray(picture), known=known)).lines == known


def test_ink_outside_the_text_is_recognised_and_what_is_known_stays(monkeypatch):
    monkeypatch.setattr(ocr, "read", lambda picture: Reading([line("文", 0.25), line("新", 0.8)], 0.0))
    picture = page()
    ImageDraw.Draw(picture).rectangle((150, 900, 600, 960), fill="black")
    known = [Line("文", (0.15, 0.25, 0.85, 0.264), 0.02)]
    assert [item.text for item in looks.look(1, View(np.asarray(picture), known=known)).lines] == ["文", "新"]
