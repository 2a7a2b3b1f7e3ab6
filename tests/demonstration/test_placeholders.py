"""Placeholders count from the day a document was formed."""

from __future__ import annotations

from datetime import date

import pytest

from portal.demonstration.placeholders import fill

DAY = date(2026, 11, 16)
OTHERS = {"old": {"doc_no": "岭自然资规〔2025〕3号", "title": "旧办法"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{formed_cn}", "2026年11月16日"),
        ("{date:+30}", "2026年12月16日"),
        ("{date:-320}", "2025年12月31日"),
        ("{day:-3}", "11月13日"),
        ("{month}", "2026年11月"),
        ("{month:+1}", "2026年12月"),
        ("{month:+2}", "2027年1月"),
        ("{month:-11}", "2025年12月"),
        ("{year}", "2026"),
        ("{year:-1}", "2025"),
        ("{last_quarter}", "2026年第三季度"),
        ("{doc_no:old}", "岭自然资规〔2025〕3号"),
        ("《{title:old}》自{day}起废止", "《旧办法》自11月16日起废止"),
        ("{unknown} {} {{", "{unknown} {} {{"),
    ],
)
def test_each_is_filled(text, expected):
    assert fill(text, DAY, OTHERS) == expected


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2027, 1, 1), "2026年第四季度"),
        (date(2027, 3, 31), "2026年第四季度"),
        (date(2027, 4, 1), "2027年第一季度"),
        (date(2027, 12, 31), "2027年第三季度"),
    ],
)
def test_the_last_quarter_turns_with_the_year(day, quarter):
    assert fill("{last_quarter}", day, {}) == quarter


def test_a_leap_day_is_counted():
    assert fill("{date:+1}", date(2028, 2, 28), {}) == "2028年2月29日"


def test_another_document_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        fill("{doc_no:missing}", DAY, OTHERS)
