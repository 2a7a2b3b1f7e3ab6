"""Numbers as official documents write them: digits of either width and Chinese numerals."""

from __future__ import annotations

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
# Zero is typed as many a round sign, in dates above all.
_DIGITS |= {"○": 0, "零": 0, "O": 0, "Ｏ": 0, "o": 0, "◯": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_PLACES = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_TWENTIES = {"廿": "二十", "卅": "三十"}

# For use inside a character class.
CHINESE = "〇○◯零一二两三四五六七八九十百千廿卅"


def to_int(text: str) -> int | None:
    """Return the number written in ``text`` (590, ５９０, 四十五, 一百二十, 二〇二六), or None where it is none."""
    text = "".join(text.split())
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    for short, long in _TWENTIES.items():
        text = text.replace(short, long)
    if not any(character in _PLACES for character in text):
        return _positional(text)
    return _with_places(text)


def _positional(text: str) -> int | None:
    value = 0
    for character in text:
        if character.isdecimal():
            digit = int(character)
        elif character in _DIGITS:
            digit = _DIGITS[character]
        else:
            return None
        value = value * 10 + digit
    return value


def _with_places(text: str) -> int | None:
    total = 0
    digit: int | None = None
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _PLACES:
            # 十六 is sixteen: a place without a digit counts once.
            total += (1 if digit is None else digit) * _PLACES[character]
            digit = None
        else:
            return None
    return total + (digit or 0)
