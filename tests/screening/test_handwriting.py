from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from portal.screening.detectors import handwriting, strokes
from tests.screening.drawing import BLACK, HEIGHT, RED, WIDTH, line, look, page, pen_strokes

BODY = [line("各区县自然资源局要进一步加强耕地保护工作", 0.2 + 0.03 * row) for row in range(5)]
LABEL = line("签发人：", 0.60, left=0.2, right=0.3)


def kinds(picture, lines, **shape) -> list[str]:
    return [found.kind for found in handwriting.find(look(picture, lines, **shape))]


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


LABELS_OF_A_CHART = [line(f"{month}月", 0.7, 0.03, left=month / 10, right=month / 10 + 0.05) for month in range(1, 7)]


def test_strokes_in_a_stored_picture_with_labels_are_a_drawing():
    picture = page()
    pen_strokes(picture, 290, 710)
    assert kinds(picture, LABELS_OF_A_CHART, whole_page=False) == []
    assert kinds(picture, [*LABELS_OF_A_CHART, LABEL], whole_page=False) != []


def test_strokes_in_a_picture_with_labels_on_a_page_are_a_drawing():
    picture = page()
    pen_strokes(picture, 290, 710)
    seen = look(picture, [*BODY, *LABELS_OF_A_CHART])
    assert handwriting.find(seen)
    seen.view.pictures = [(0.05, 0.5, 0.95, 0.8)]
    assert handwriting.find(seen) == []


def test_the_curve_of_a_scanned_chart_is_no_handwriting():
    picture = page()
    months = [(250 + 32 * month, 700 - (month * 37) % 90) for month in range(10)]
    pen = ImageDraw.Draw(picture)
    pen.line(months, fill=BLACK, width=4)
    for x, y in months[::3]:
        pen.ellipse((x - 14, y - 14, x + 14, y + 14), outline=BLACK, width=4)
    assert kinds(picture, BODY) == []


def test_a_photograph_has_no_paper_to_write_on():
    dark = Image.new("RGB", (WIDTH, HEIGHT), (104, 100, 96))
    pen_strokes(dark, 290, 710, (0, 0, 0))
    assert kinds(dark, []) == []


def test_a_word_on_a_coloured_banner_is_no_name():
    banner = Image.new("RGB", (800, 200), RED)
    words = line("读懂", 0.2, 0.6, left=0.3, right=0.7)
    assert kinds(banner, [words], whole_page=False) == []
    assert kinds(Image.new("RGB", (800, 200), "white"), [words], whole_page=False) == ["signature"]


def test_handwriting_that_is_shown_as_a_work_is_no_instruction():
    picture = page()
    pen_strokes(picture, 300, 50)
    assert kinds(picture, [*BODY, line("图1　学生硬笔书法作品", 0.12)]) == []
    assert kinds(picture, [*BODY, line("图1　学生硬笔书法作品", 0.5)]) == ["instruction"]
    assert kinds(picture, [*BODY, line("关于举办书法作品展览活动的通知", 0.12)]) == ["instruction"]


@pytest.mark.clause("D10")
def test_a_name_that_runs_into_print_is_not_hidden_by_reading_both_as_one_line():
    picture = page()
    pen_strokes(picture, 290, 710, BLACK)
    both = line("王文武阳县农业农村局", 0.57, 0.075, left=0.3, right=0.6)
    assert kinds(picture, [*BODY, both]) == ["signature"]


@pytest.mark.clause("D10")
def test_a_character_read_from_a_corner_of_a_signature_does_not_make_it_print():
    picture = page()
    pen_strokes(picture, 290, 710, BLACK)
    corner = replace(line("刃", 0.6, 0.02, left=0.35, right=0.38), sure=0.89)
    assert kinds(picture, [*BODY, corner]) == ["signature"]
    assert strokes.groups(look(picture, [*BODY, corner]))[0].read < 0.5


@pytest.mark.clause("D10")
def test_a_name_beside_the_label_of_any_office():
    named = line("王文华", 0.585, 0.04, left=0.32, right=0.45)
    for office in ("县　长：", "书记：", "主席："):
        assert kinds(page(), [*BODY, named, line(office, 0.6, left=0.2, right=0.3)]) == ["signature"]
    assert kinds(page(), [*BODY, named]) == []


def test_frames_drawn_with_a_ruler_are_no_handwriting():
    picture = page()
    pen = ImageDraw.Draw(picture)
    pen.line((200, 690, 245, 708, 290, 690, 245, 672, 200, 690), fill=(40, 60, 160), width=2)
    pen.line((400, 640, 438, 640, 438, 680), fill=BLACK, width=2)
    assert kinds(picture, BODY) == []


def test_a_motto_in_a_stored_picture_is_no_name():
    picture = Image.new("RGB", (800, 200), "white")
    motto = line("不忘初心", 0.2, 0.6, left=0.1, right=0.9)
    compound = line("欧阳文华", 0.2, 0.6, left=0.1, right=0.9)
    assert kinds(picture, [motto], whole_page=False) == []
    assert kinds(picture, [compound], whole_page=False) == ["signature"]


def test_names_signed_one_below_the_other_are_no_instruction():
    picture = page()
    pen_strokes(picture, 560, 520)
    pen_strokes(picture, 560, 580)
    names = [
        replace(line(name, top, 0.05, left=0.66, right=0.86), sure=0.7)
        for name, top in (("王文华", 0.42), ("李秀英", 0.47))
    ]
    assert kinds(picture, [*BODY, *names]) == ["signature"]
    words = [names[0], replace(names[1], text="请办公室阅处")]
    assert kinds(picture, [*BODY, *words]) == ["instruction"]
