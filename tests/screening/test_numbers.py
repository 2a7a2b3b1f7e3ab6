import pytest

from portal.screening.detectors import numbers
from portal.screening.pages import Line

IDENTITY, CARD = "11010519491231002X", "6222021234567890128"
# As a number of a thing may look: a place, a day, a running number, and by chance the right check digit.
OF_A_DAY = "510107201903011001"


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
        f"索引号：{OF_A_DAY}",
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


@pytest.mark.clause("D10")
def test_a_number_with_an_old_birthday_is_a_persons_whatever_it_is_called():
    assert kinds(f"样本编号：{IDENTITY}") == ["id_number"]
    assert kinds(f"样本编号：{OF_A_DAY}") == []
    assert kinds(f"身份证号：{OF_A_DAY}") == ["id_number"]
