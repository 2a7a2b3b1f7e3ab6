import pytest
from PIL import ImageDraw

from portal.screening.detectors import headers
from portal.screening.pages import Line
from tests.screening.drawing import BLACK, HEIGHT, RED, WIDTH, line, look, page


def sheet(colour, *, rule=True):
    """A page whose head has a bar of ink where the header's characters are, and a line below."""
    picture = page()
    pen = ImageDraw.Draw(picture)
    for left in range(150, 680, 60):
        pen.rectangle((left, 160, left + 40, 205), fill=colour)
    if rule:
        pen.rectangle((90, 300, 740, 303), fill=colour)
    return picture


HEAD = Line("岭南市自然资源局文件", (0.17, 155 / HEIGHT, 0.83, 210 / HEIGHT), 0.045, sure=0.98)
NUMBER = Line("岭自然资〔2024〕12号", (0.38, 0.2, 0.62, 0.215), 0.015, sure=0.99)


@pytest.mark.clause("D10")
@pytest.mark.parametrize("colour", [RED, BLACK])
def test_a_header_with_number_and_line_is_found_in_red_and_in_grey(colour):
    [found] = headers.find(look(sheet(colour), [HEAD, NUMBER]))
    assert (found.kind, found.excerpt) == ("red_header", "岭南市自然资源局文件")


@pytest.mark.parametrize("text", ["热烈庆祝国庆节", "关于做好耕地保护工作的通知", "招聘公告", "红色旅游文化节"])
def test_red_headlines_are_no_headers(text):
    headline = Line(text, HEAD.box, HEAD.height, sure=0.98)
    assert headers.find(look(sheet(RED), [headline, line("各区县各单位", 0.4)])) == []


def test_letters_far_apart_are_one_header():
    parts = [
        Line("清江县", (0.2, 0.13, 0.4, 0.18), 0.045, sure=0.9),
        Line("人民政府", (0.5, 0.13, 0.8, 0.18), 0.045, sure=0.9),
    ]
    [found] = headers.find(look(sheet(RED), [*parts, NUMBER]))
    assert found.excerpt == "清江县人民政府"


def test_red_characters_that_cannot_be_read_count_with_number_and_line():
    assert [found.kind for found in headers.find(look(sheet(RED), [NUMBER]))] == ["red_header"]
    assert headers.find(look(sheet(RED, rule=False), [NUMBER])) == []


@pytest.mark.clause("D10")
def test_a_header_among_paragraphs():
    lines = [Line("岭南市自然资源局文件", None, 0.043, (255, 0, 0)), Line("岭自然资〔2024〕12号"), Line("", ruled=True)]
    assert [found.kind for found in headers.in_text(lines, 1)] == ["red_header"]
    assert headers.in_text([Line("热烈庆祝", None, 0.043, (255, 0, 0)), Line("", ruled=True)], 1) == []


@pytest.mark.clause("D10")
def test_a_telegram_is_known_by_its_name_and_its_fields():
    lines = [line("明传电报", 0.1, 0.04), line("发电单位 省厅    签批盖章 李明", 0.17), line("等级 特急·明电", 0.2)]
    assert [found.kind for found in headers.telegram(lines, 1)] == ["telegram_header"]


@pytest.mark.clause("D10")
def test_a_telegram_among_paragraphs_is_not_hidden_by_a_picture_further_on():
    paragraphs = [Line("密码电报", None, 0.052), Line("发电单位：安远区人民政府"), Line("等级：平急")]
    assert headers.telegram([*paragraphs, line("请办公室阅处", 0.7)], 1)


def test_running_text_about_telegrams_is_no_header():
    lines = [line("密码电报按照有关规定办理，明传电报不得涉及国家秘密。", 0.1), line("发电单位应当核对。", 0.15)]
    assert headers.telegram(lines, 1) == []


def test_a_line_in_a_photograph_far_down_is_no_rule():
    picture = page()
    ImageDraw.Draw(picture).rectangle((0, int(0.9 * HEIGHT), WIDTH, int(0.9 * HEIGHT) + 3), fill=RED)
    assert headers.find(look(picture, [NUMBER])) == []
