import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.dates import DATE, day_of


def read(text):
    found = re.fullmatch(DATE, text)
    return day_of(found) if found else None


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月16日",
        "2026 年 11 月 16 日",
        "２０２６年１１月１６日",
        "二〇二六年十一月十六日",
        "二Ｏ二六年十一月十六日",
    ],
)
def test_every_writing_of_a_day(text):
    assert read(text) == date(2026, 11, 16)


@pytest.mark.parametrize("text", ["2026年13月1日", "2026年2月30日", "〇〇〇〇年一月一日", "2026年11月", "26年1月1日"])
def test_what_is_no_day(text):
    assert read(text) is None


@given(st.dates(date(1000, 1, 1)))
def test_any_day_is_read_back(day):
    assert read(f"{day.year}年{day.month}月{day.day}日") == day
