"""Numbers as Word writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.files.conversion.numbering import chinese, written
from portal.text.numerals import to_int


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (12, "chineseCounting", "十二"),
        (105, "chineseCountingThousand", "一百零五"),
        (23, "chineseLegalSimplified", "贰拾叁"),
        (20, "ideographDigital", "二〇"),
        (3, "ideographTraditional", "丙"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (28, "lowerLetter", "bb"),
        (4, "upperRoman", "IV"),
        (5, "none", ""),
        (5, "hebrew1", "5"),
    ],
)
def test_formats(number, form, text):
    assert written(number, form) == text


@given(st.integers(1, 9999))
def test_chinese_numbers_are_read_back_as_they_were(number):
    assert to_int(chinese(number)) == number
