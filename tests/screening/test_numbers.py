import pytest

from portal.screening.detectors import numbers
from portal.screening.pages import Line

IDENTITY, CARD = "11010519491231002X", "6222021234567890128"


def kinds(*texts: str) -> list[str]:
    return [found.kind for found in numbers.find([Line(text) for text in texts], 1)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [(f"身份证号：{IDENTITY}", "id_number"), (f"卡号 {CARD}", "bank_card"), ("联系电话13800138000", "mobile")],
)
def test_numbers_of_persons(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        f"索引号：{IDENTITY}",
        f"项目编号：{CARD}",
        "流水号 13800138000",
        "身份证号：110105194912310021",
        "电话：020-83121234",
    ],
)
def test_numbers_of_things_and_wrong_check_digits(text):
    assert kinds(text) == []


def test_a_word_for_things_further_back_does_not_hide_a_person():
    assert kinds(f"项目编号 A-12，申请人身份证号 {IDENTITY}") == ["id_number"]


def test_a_number_broken_between_lines():
    assert kinds("身份证号 1101051949", "1231002X，男") == ["id_number"]


def test_each_number_once_and_masked():
    [found] = numbers.find([Line(f"身份证号：{IDENTITY}"), Line(f"身份证号：{IDENTITY}")], 1)
    assert found.excerpt == "110…2X"
