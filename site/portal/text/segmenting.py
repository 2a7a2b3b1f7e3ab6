"""Cutting folded text into what search engines count: words, bigrams, characters."""

from __future__ import annotations

import re
from itertools import pairwise

import rjieba

from .folding import fold_text

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_HAN_OR_OTHER_RUN = re.compile(f"([{HAN}]+)|((?:(?![{HAN}_])\\w)+)")


def words(text: str) -> list[str]:
    """Return the words of the text in reading order, folded; long words also give the words inside them.

    Punctuation and white space are dropped. The same function cuts documents and queries.
    """
    cut = rjieba.cut_for_search(fold_text(text))
    return [word for word in cut if any(map(str.isalnum, word))]


def bigrams(text: str) -> list[str]:
    """Return overlapping pairs of Han characters; runs of other letters and digits stay whole.

    A Han character that stands alone between other signs is given by itself, so that no text is lost.
    """
    grams: list[str] = []
    for match in _HAN_OR_OTHER_RUN.finditer(fold_text(text)):
        run = match.group()
        if match.group(2) or len(run) == 1:
            grams.append(run)
        else:
            grams += map("".join, pairwise(run))
    return grams


def characters(text: str) -> list[str]:
    """Return single Han characters, folded; runs of other letters and digits stay whole."""
    found: list[str] = []
    for match in _HAN_OR_OTHER_RUN.finditer(fold_text(text)):
        if match.group(2):
            found.append(match.group())
        else:
            found += match.group()
    return found
