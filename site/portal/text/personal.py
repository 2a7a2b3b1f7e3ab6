"""Numbers that identify a person and must not appear in public: identity cards, bank cards, mobile phones."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

ID_NUMBER = "id_number"
BANK_CARD = "bank_card"
MOBILE = "mobile"

_HALF_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {ord("Ｘ"): ord("X"), ord("ｘ"): ord("x")}
_GAP = "[ \u00a0\u3000-]?"
_EDGE_BEFORE, _EDGE_AFTER = "(?<![0-9A-Za-z.])", "(?![0-9A-Za-z])(?!\\.[0-9])"
_DIGITS_WITH_GAPS = re.compile(f"{_EDGE_BEFORE}(?:[0-9]{_GAP}){{14,18}}[0-9Xx]{_EDGE_AFTER}")
_MOBILE = re.compile(
    f"(?<![0-9A-Za-z.])(?:\\+?86{_GAP})?(?P<number>1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}){_EDGE_AFTER}"
)
_PROVINCE_CODES = """
    11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83
"""
_PROVINCES = frozenset(_PROVINCE_CODES.split())
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


class PersonalNumber(NamedTuple):
    """A find: its kind, as it is written in the text, and where."""

    kind: str
    text: str
    start: int
    end: int


def find(text: str) -> list[PersonalNumber]:
    """Return the personal numbers in the text, in order of place, none overlapping another.

    Identity numbers must have a possible province and birthday and (with 18 digits) the right check digit, bank cards
    must pass Luhn's check: other long numbers are left alone. Full-width digits and gaps of one space or hyphen are
    seen through.
    """
    plain = text.translate(_HALF_WIDTH)
    found: list[PersonalNumber] = []
    for match in _DIGITS_WITH_GAPS.finditer(plain):
        kind = _kind(re.sub("[^0-9X]", "", match.group().upper()))
        if kind:
            found.append(PersonalNumber(kind, text[match.start() : match.end()], match.start(), match.end()))
    for match in _MOBILE.finditer(plain):
        start, end = match.span("number")
        if not any(other.start < end and start < other.end for other in found):
            found.append(PersonalNumber(MOBILE, text[start:end], start, end))
    return sorted(found, key=lambda number: number.start)


def _kind(number: str) -> str | None:
    if is_id_number(number):
        return ID_NUMBER
    if is_bank_card(number):
        return BANK_CARD
    return None


def is_id_number(number: str) -> bool:
    """Return whether ``number`` (15 or 18 characters, no gaps, X in upper case) can be an identity number."""
    if number[:2] not in _PROVINCES:
        return False
    if re.fullmatch("[0-9]{15}", number):
        return _is_birthday(f"19{number[6:12]}")
    if not re.fullmatch("[0-9]{17}[0-9X]", number) or not _is_birthday(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number[17] == _CHECK_DIGITS[total % 11]


def _is_birthday(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return born.year >= 1900


def is_bank_card(number: str) -> bool:
    """Return whether ``number`` (16 to 19 digits, no gaps) has a card issuer's first digit and passes Luhn's check."""
    if not re.fullmatch("[3-69][0-9]{15,18}", number):
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
