"""Cutting folded text into what search engines count: words, bigrams, characters."""

from __future__ import annotations

import re
from operator import add
from typing import NamedTuple

import rjieba

from .folding import fold_text

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_HAN_OR_OTHER_RUN = re.compile(f"([{HAN}]+)|((?:(?![{HAN}_])\\w)+)")


def words(text: str) -> list[str]:
    """Return the words of the text in reading order, folded; long words also give the words inside them.

    Punctuation and white space are dropped. The same function cuts documents and queries.
    """
    return words_of(fold_text(text))


def words_of(folded: str) -> list[str]:
    """Return the words of a text that is folded already."""
    return [word for word in rjieba.cut_for_search(folded) if word.isalnum() or any(map(str.isalnum, word))]


def in_a_row(folded: str) -> list[str]:
    """Return a folded text as words that give it back when joined: each character is in one of them, signs too."""
    return rjieba.cut(folded)


def bigrams(text: str) -> list[str]:
    """Return overlapping pairs of Han characters; runs of other letters and digits stay whole.

    A Han character that stands alone between other signs is given by itself, so that no text is lost.
    """
    return bigrams_of(fold_text(text))


def bigrams_of(folded: str) -> list[str]:
    """Return the bigrams of a text that is folded already."""
    grams: list[str] = []
    for han, other in _HAN_OR_OTHER_RUN.findall(folded):
        if other or len(han) == 1:
            grams.append(other or han)
        else:
            grams += map(add, han, han[1:])
    return grams


def characters(text: str) -> list[str]:
    """Return single Han characters, folded; runs of other letters and digits stay whole."""
    return characters_of(fold_text(text))


def characters_of(folded: str) -> list[str]:
    """Return the characters of a text that is folded already."""
    found: list[str] = []
    for han, other in _HAN_OR_OTHER_RUN.findall(folded):
        if other:
            found.append(other)
        else:
            found += han
    return found


class Cut(NamedTuple):
    """A folded text, cut in each of the ways that are counted."""

    words: list[str]
    bigrams: list[str]
    characters: list[str]


def cut(folded: str) -> Cut:
    """Cut a text that is folded already. Pieces of a text that end where a sentence does give what the whole gives."""
    return Cut(words_of(folded), bigrams_of(folded), characters_of(folded))
