from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.text import personal


def _with_check_digit(seventeen: str) -> str:
    return next(seventeen + last for last in "0123456789X" if personal.is_id_number(seventeen + last))


def _with_luhn(digits: str) -> str:
    return next(digits + last for last in "0123456789" if personal.is_bank_card(digits + last))


# Made up: no county has the code 440000.
ID = _with_check_digit("44000019900101001")
ID_WITH_X = next(number for n in range(100) if (number := _with_check_digit(f"440000199001010{n:02}")).endswith("X"))
CARD = _with_luhn("622200000000000000")


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (personal.ID_NUMBER, ID),
        (personal.ID_NUMBER, ID_WITH_X),
        (personal.ID_NUMBER, ID_WITH_X.lower()),
        (personal.ID_NUMBER, "440000900101001"),
        (personal.ID_NUMBER, f"{ID[:6]} {ID[6:14]} {ID[14:]}"),
        (personal.ID_NUMBER, ID.translate(str.maketrans("0123456789", "０１２３４５６７８９"))),
        (personal.BANK_CARD, CARD),
        (personal.BANK_CARD, " ".join(CARD[n : n + 4] for n in range(0, 19, 4))),
        (personal.MOBILE, "13800000000"),
        (personal.MOBILE, "138-0000-0000"),
        (personal.MOBILE, "138 0000 0000"),
    ],
)
def test_found_where_it_stands(kind, written):
    text = f"联系人：张某，号码{written}。"

    assert personal.find(text) == [personal.PersonalNumber(kind, written, 9, 9 + len(written))]


def test_country_code_before_a_mobile_number():
    assert [number.text for number in personal.find("+86 13800000000")] == ["13800000000"]


def test_check_digits_of_well_known_examples():
    assert personal.is_id_number("11010519491231002X")
    assert not personal.is_id_number("110105194912310021")
    assert personal.is_bank_card("4111111111111111")
    assert not personal.is_bank_card("4111111111111112")


@pytest.mark.parametrize(
    "text",
    [
        "020-83630000",
        "12345678901",
        "金额13800000000.55元",
        "代码A13800000000",
        "00000000000000000000",
        "991231190001010011",
        "440000199013010011",
        "统一社会信用代码11440000006940140J",
        "岭自然资规〔2026〕8号",
        "",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert personal.find(text) == []


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_no_identity_number(place, shift):
    wrong = str((int(ID[place]) + shift) % 10)
    mistyped = ID[:place] + wrong + ID[place + 1 :]
    assume(mistyped != ID)

    assert not personal.is_id_number(mistyped)


@given(st.lists(st.one_of(st.text(), st.sampled_from([ID, CARD, "13800000000"]))))
def test_finds_never_overlap_and_quote_the_text(parts):
    text = " ".join(parts)
    found = personal.find(text)

    for number in found:
        assert text[number.start : number.end] == number.text
    for one, following in pairwise(found):
        assert one.end <= following.start
