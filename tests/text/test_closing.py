from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.closing import date_of

BODY = "各市自然资源局：\n　　现将有关事项通知如下。本通知自2026年1月1日起施行。\n"


@pytest.mark.parametrize(
    "line",
    [
        "2026年11月16日",
        "　　　2026 年 11 月 16 日　",
        "２０２６年１１月１６日",
        "二〇二六年十一月十六日",
        "二○二六年十一月十六日",
        "二Ｏ二六年十一月十六日",
        "岭南省自然资源厅　2026年11月16日",
    ],
)
@pytest.mark.clause("D3")
def test_every_writing_of_the_closing_date(line):
    assert date_of(f"{BODY}岭南省自然资源厅\n{line}\n（此件公开发布）") == date(2026, 11, 16)


@pytest.mark.clause("D3")
def test_the_day_of_printing_is_not_the_day_of_formation():
    text = f"{BODY}岭南省自然资源厅\n2026年11月16日\n岭南省自然资源厅办公室　2026年11月17日印发"

    assert date_of(text) == date(2026, 11, 16)


@pytest.mark.parametrize("text", ["", BODY, "2026年13月40日", "截至日期，2026年11月16日", "二〇二六年十一月"])
def test_no_closing_date(text):
    assert date_of(text) is None


def test_a_date_at_the_head_of_a_long_text_does_not_close_it():
    assert date_of("2026年1月1日\n" + "一行正文。\n" * 50) is None


@given(st.dates(date(1949, 10, 1), date(2099, 12, 31)))
def test_any_date_is_read_back(day):
    assert date_of(f"{BODY}厅\n{day.year}年{day.month}月{day.day}日") == day
