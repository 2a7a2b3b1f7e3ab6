from dataclasses import replace

import pytest
from PIL import ImageDraw

from portal.screening.detectors import handwriting
from tests.screening.drawing import BLACK, RED, line, look, page, pen_strokes

BODY = [line("各区县自然资源局要进一步加强耕地保护工作", 0.2 + 0.03 * row) for row in range(5)]
LABEL = line("签发人：", 0.60, left=0.2, right=0.3)


def kinds(picture, lines) -> list[str]:
    return [found.kind for found in handwriting.find(look(picture, lines))]


@pytest.mark.clause("D10")
def test_pen_strokes_at_a_place_to_sign_are_a_signature():
    picture = page()
    pen_strokes(picture, 290, 710)
    assert kinds(picture, [*BODY, LABEL]) == ["signature"]


@pytest.mark.clause("D10")
def test_pen_strokes_in_the_margin_at_the_top_are_an_instruction():
    picture = page()
    pen_strokes(picture, 300, 50)
    assert kinds(picture, BODY) == ["instruction"]


def test_what_was_read_surely_is_print():
    picture = page()
    pen_strokes(picture, 290, 710, BLACK)
    typed = line("王文华", 0.58, 0.07, left=0.3, right=0.6)
    assert kinds(picture, [*BODY, typed]) == []


@pytest.mark.clause("D10")
def test_a_readable_name_much_larger_than_its_label_is_written_by_hand():
    assert kinds(page(), [*BODY, line("签发人：王文华", 0.6, 0.035)]) == ["signature"]
    assert kinds(page(), [*BODY, line("签发人：王文华", 0.6, 0.015)]) == []


def test_tables_frames_and_straight_lines_are_no_handwriting():
    picture = page()
    pen = ImageDraw.Draw(picture)
    for row in range(5):
        pen.line((100, 600 + 40 * row, 700, 600 + 40 * row), fill=BLACK, width=2)
    for column in range(6):
        pen.line((100 + 120 * column, 600, 100 + 120 * column, 760), fill=BLACK, width=2)
    pen.rectangle((300, 820, 420, 880), outline=BLACK, width=2)
    pen.line((500, 830, 640, 900), fill=BLACK, width=2)
    assert kinds(picture, BODY) == []


@pytest.mark.clause("D10")
def test_a_label_that_recognition_stretched_over_a_signature_does_not_hide_it():
    picture = page()
    pen_strokes(picture, 290, 710, BLACK)
    stretched = line("签字：", 0.575, 0.07, left=0.2, right=0.6)
    assert kinds(picture, [*BODY, stretched]) == ["signature"]


@pytest.mark.clause("D10")
def test_a_name_that_was_read_surely_but_stands_askew_is_no_print():
    picture = page()
    pen_strokes(picture, 290, 710, BLACK)
    name = line("王文华", 0.58, 0.07, left=0.3, right=0.6)
    assert kinds(picture, [*BODY, LABEL, replace(name, height=0.02, slope=6.0)]) == ["signature"]
    assert kinds(picture, [*BODY, LABEL, replace(name, height=0.02, slope=0.5)]) == []


@pytest.mark.clause("D10")
def test_a_note_in_red_pencil_is_an_instruction():
    picture = page()
    pen_strokes(picture, 290, 50, RED)
    words = replace(line("请办公室阅处", 0.02, 0.05, left=0.3, right=0.55), sure=0.7)
    assert kinds(picture, [*BODY, words]) == ["instruction"]


def test_red_strokes_that_say_nothing_are_no_instruction():
    picture = page()
    pen_strokes(picture, 290, 710, RED)
    assert kinds(picture, BODY) == []
