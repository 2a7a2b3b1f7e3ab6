import pytest

from portal.text import order_numbers
from portal.text.order_numbers import OrderNumber


@pytest.mark.parametrize(
    ("text", "organ", "number"),
    [
        ("国务院令第590号", "国务院", 590),
        ("（国务院令第590号）", "国务院", 590),
        ("国务院令590号", "国务院", 590),
        ("国务院令 第 ５９０ 号", "国务院", 590),
        ("2011年1月21日中华人民共和国国务院令第590号", "国务院", 590),
        ("中华人民共和国主席令第四十五号", "主席", 45),
        ("中华人民共和国主席令（第四十五号）", "主席", 45),
        ("第四十五号主席令", "主席", 45),
        ("自然资源部令第5号", "自然资源部", 5),
        ("依照对外贸易经济合作部令2号", "对外贸易经济合作部", 2),
        ("令第590号", "", 590),
    ],
)
def test_writings(text, organ, number):
    assert order_numbers.find(text) == [OrderNumber(organ, number)]


def test_a_joint_order_counts_for_each_organ():
    found = order_numbers.find("自然资源部、农业农村部令第5号")

    assert found == [OrderNumber("自然资源部", 5), OrderNumber("农业农村部", 5)]


def test_each_order_once_in_order_of_place():
    text = "国务院令第590号，又见第四十五号主席令；自然资源部令第5号。国务院令第590号修改"

    assert [order.normal for order in order_numbers.find(text)] == [
        "国务院令第590号",
        "主席令第45号",
        "自然资源部令第5号",
    ]


def test_keys_find_an_order_with_and_without_its_organ():
    assert OrderNumber("國務院", 590).keys() == ["国务院令590", "令590"]
    assert OrderNumber("", 590).keys() == ["令590"]


@pytest.mark.parametrize("text", ["", "命令第一", "法令", "国务院令", "第5号"])
def test_what_is_no_order(text):
    assert order_numbers.find(text) == []
