"""A question as the pairs of its neighbouring characters, by which others like it are found; packed to be stored."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Collection, Sequence
from itertools import pairwise

from portal.text.folding import fold

_IDLE = frozenset("请问怎么办理如何什么需要哪些可以是否我们你们吗呢的了在有和")
_NUMBERS = "I"  # of 32 bits


def pairs(text: str) -> set[int]:
    """Return the pairs of neighbouring characters of a text, folded, without words that every question has.

    A pair is a number of 32 bits: sixteen of each character.
    """
    letters = [letter for letter in fold(text).text if letter.isalnum()]
    return {
        (ord(one) & 0xFFFF) << 16 | ord(other) & 0xFFFF
        for one, other in pairwise(letters)
        if not (one in _IDLE and other in _IDLE)
    }


def packed(found: Collection[int]) -> bytes:
    """Return pairs as bytes, the lowest first and little-endian on every machine."""
    numbers = array(_NUMBERS, sorted(found))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def unpacked(stored: bytes | memoryview) -> Sequence[int]:
    """Return the pairs of their bytes, each once: no set, which would take longer to make than to compare."""
    numbers = array(_NUMBERS)
    numbers.frombytes(stored)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
