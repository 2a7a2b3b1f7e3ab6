import math

import pytest
from PIL import ImageDraw

from portal.screening.detectors import maps
from portal.screening.pages import Line
from tests.screening.drawing import line, look, page

NAMES = [("青石镇", 0.3, 0.4), ("白沙乡", 0.6, 0.45), ("大塘镇", 0.4, 0.55), ("石桥镇", 0.7, 0.6), ("东岭乡", 0.5, 0.7)]
LABELS = [line(name, y, left=x, right=x + 0.06) for name, x, y in NAMES]
TITLE = line("清江县行政区划图", 0.2, 0.03)


def regions():
    picture = page()
    pen = ImageDraw.Draw(picture)
    for x, y, colour in ((280, 480, (250, 230, 180)), (520, 520, (200, 230, 200)), (400, 760, (220, 210, 240))):
        corners = [
            (
                x + (130 + 35 * math.sin(5 * a) + 20 * math.cos(9 * a)) * math.cos(a),
                y + (120 + 30 * math.cos(7 * a)) * math.sin(a),
            )
            for a in (step * math.pi / 60 for step in range(120))
        ]
        pen.polygon(corners, fill=colour, outline=(120, 100, 100))
    return picture


def test_a_map_with_regions_names_and_title():
    [found] = maps.find(look(regions(), [TITLE, *LABELS]), [])
    assert (found.kind, found.excerpt) == ("map_no_review", "清江县行政区划图")


@pytest.mark.parametrize("text", ["审图号：粤S（2023）12号", "审 图 号 GS（2024）1234号"])
def test_a_review_number_on_the_page_or_in_the_caption(text):
    assert maps.find(look(regions(), [TITLE, *LABELS, line(text, 0.9)]), []) == []
    assert maps.find(look(regions(), [TITLE, *LABELS], whole_page=False), [Line(text)]) == []


def test_bars_with_names_below_are_a_chart():
    picture = page()
    pen = ImageDraw.Draw(picture)
    for column in range(5):
        pen.rectangle((150 + 110 * column, 500 + 30 * column, 210 + 110 * column, 800), fill=(90, 140, 220))
    names = [
        line(name, 0.7, left=0.18 + 0.13 * place, right=0.24 + 0.13 * place)
        for place, (name, _x, _y) in enumerate(NAMES)
    ]
    assert maps.find(look(picture, [line("各镇完成情况统计图", 0.75), *names]), []) == []


def test_a_list_of_places_is_no_map():
    names = [line(name, 0.3 + 0.03 * place, left=0.15, right=0.25) for place, (name, _x, _y) in enumerate(NAMES)]
    assert maps.find(look(page(), [line("位置图", 0.2), *names]), []) == []
