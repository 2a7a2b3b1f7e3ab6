"""Texts as the encoder reads them: pieces between full stops, each a row of tokens."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from portal.text import segmenting

from ..asking import without_asking

LONGEST = 4000  # characters of a document that its vector is made of
PARTS = 8
_STOP = re.compile("[。；;！？!?\n]")
_PIECES_OF_A_PASSAGE = 6


def tokens(text: str) -> list[str]:
    """Return words, bigrams and single characters of a piece of text, roughly in the order of reading."""
    kinds = (
        segmenting.words(text),
        [f"{gram}\t2" for gram in segmenting.bigrams(text)],
        [f"{character}\t1" for character in dict.fromkeys(segmenting.characters(text))],
    )
    places = ((at / len(found), token) for found in kinds for at, token in enumerate(found))
    return [token for _place, token in sorted(places, key=lambda pair: pair[0])]


def pieces(body: str) -> list[str]:
    """Return what stands between full stops and line ends, without what holds nothing."""
    return [piece for piece in _STOP.split(body) if any(map(str.isalnum, piece))]


def passages(body: str) -> Iterator[list[str]]:
    """Yield the pieces of a long text a few at a time: an article or two, as one would be asked for."""
    found = pieces(body)
    for start in range(0, len(found), _PIECES_OF_A_PASSAGE):
        yield found[start : start + _PIECES_OF_A_PASSAGE]


def of_document(title: str, body: str) -> tuple[list[str], list[list[str]]]:
    """Return the tokens that stand for a document's title, and those of each part of how its text begins.

    A part is a piece; of a longer text some pieces, so that there are at most :data:`PARTS`.
    """
    found = pieces(body[:LONGEST])
    size = math.ceil(len(found) / PARTS) or 1
    parts = (found[start : start + size] for start in range(0, len(found), size))
    return tokens(title), [list(chain.from_iterable(map(tokens, part))) for part in parts]


def of_query(text: str) -> Sequence[str]:
    """Return the tokens that stand for what somebody typed."""
    return tokens(without_asking(text))
