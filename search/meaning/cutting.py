"""Texts as the encoder reads them: pieces between full stops, each cut into words, bigrams and characters."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from portal.text import segmenting
from portal.text.folding import fold_text
from portal.text.segmenting import Cut

from ..asking import without_asking

LONGEST = 4000  # characters of a document whose pieces its vector is made of
PARTS = 8
SUFFIXES = ("", "\t2", "\t1")  # by which the names of words, bigrams and characters differ
_STOP = re.compile("[。；;！？!?\n]")
_PIECES_OF_A_PASSAGE = 6


def tokens(text: str) -> list[str]:
    """Return the names of words, bigrams and single characters of a piece of text, roughly in the order of reading."""
    cut = segmenting.cut(fold_text(text))
    kinds = zip(SUFFIXES, (cut.words, cut.bigrams, list(dict.fromkeys(cut.characters))), strict=True)
    places = ((at / len(found), f"{token}{suffix}") for suffix, found in kinds for at, token in enumerate(found))
    return [token for _place, token in sorted(places, key=lambda pair: pair[0])]


def pieces(body: str) -> list[str]:
    """Return what stands between full stops and line ends, without what holds nothing."""
    return [piece for piece in _STOP.split(body) if any(map(str.isalnum, piece))]


def passages(body: str) -> Iterator[list[str]]:
    """Yield the pieces of a long text a few at a time: an article or two, as one would be asked for."""
    found = pieces(body)
    for start in range(0, len(found), _PIECES_OF_A_PASSAGE):
        yield found[start : start + _PIECES_OF_A_PASSAGE]


def begun(text: str, longest: int) -> tuple[list[str], str]:
    """Return the pieces that begin within so many characters of a text, and what comes after them."""
    if longest <= 0:
        return [], text
    stop = _STOP.search(text, longest - 1)
    end = stop.end() if stop else len(text)
    return pieces(text[:end]), text[end:]


def parts(found: Sequence[Cut]) -> list[Sequence[Cut]]:
    """Return the parts of a document: its pieces, or of a longer text some pieces each, at most :data:`PARTS`."""
    size = math.ceil(len(found) / PARTS) or 1
    return [found[start : start + size] for start in range(0, len(found), size)]


def of_query(text: str) -> Cut:
    """Return what stands for what somebody typed."""
    return segmenting.cut(fold_text(without_asking(text)))
