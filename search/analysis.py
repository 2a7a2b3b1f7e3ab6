"""What a query's text comes to after cutting: the tokens that engines look for and excerpts mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from portal.text import segmenting
from portal.text.folding import fold_text

from .asking import without_asking
from .documents import exact_title, syllable_pairs
from .engines.base import Query

_SYLLABLES_AT_LEAST = 3  # shorter queries sound like too many titles


@dataclass(frozen=True)
class Terms:
    """Tokens of one text, each once, in order. ``letters`` is the text where it has Latin letters only, else ""."""

    words: tuple[str, ...] = ()
    bigrams: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    syllables: tuple[str, ...] = ()
    exact_title: str = ""
    letters: str = ""


@lru_cache(maxsize=256)
def analyse(text: str) -> Terms:
    """Cut what was typed. Words of asking are left out unless there is nothing else."""
    if not text.strip():
        return Terms()
    asked = without_asking(text)
    exact = exact_title(text)
    syllables = tuple(dict.fromkeys(pair for piece in asked.split() for pair in syllable_pairs(piece)))
    return Terms(
        words=tuple(dict.fromkeys(segmenting.words(asked))),
        bigrams=_without_lone(segmenting.bigrams(asked)),
        characters=tuple(dict.fromkeys(segmenting.characters(asked))),
        syllables=syllables if len(syllables) >= _SYLLABLES_AT_LEAST else (),
        exact_title=exact,
        letters=exact if re.fullmatch("[a-z]{2,80}", exact) else "",
    )


def _without_lone(grams: list[str]) -> tuple[str, ...]:
    """A lone Han character (号 after digits) is part of another bigram in running text: only a hindrance."""
    found = tuple(dict.fromkeys(grams))
    return tuple(gram for gram in found if not _is_lone_han(gram)) or found


def phrase(text: str) -> list[str]:
    """Return the bigrams of an exact phrase in order, without lone Han characters at its edges."""
    grams = segmenting.bigrams(text)
    start, end = 0, len(grams)
    while end - start > 1 and _is_lone_han(grams[start]):
        start += 1
    while end - start > 1 and _is_lone_han(grams[end - 1]):
        end -= 1
    return grams[start:end]


def _is_lone_han(gram: str) -> bool:
    return len(gram) == 1 and not gram.isascii()


@dataclass(frozen=True)
class Marks:
    """What to mark, folded: ``wholes`` are phrases and the text itself, ``words`` its words, ``parts`` its bigrams."""

    wholes: tuple[str, ...]
    words: tuple[str, ...]
    parts: tuple[str, ...]


def marks(query: Query) -> Marks:
    """Return what excerpts of this query mark."""
    texts = [*(wording.text for wording in query.wordings), *query.titles]
    terms = [analyse(text) for text in texts]
    pieces = [piece for text in texts for piece in fold_text(text).split()]
    phrases = [fold_text(text).strip() for wording in query.wordings for text in wording.phrases]
    wholes = phrases + [piece for piece in pieces if len(piece) > 1]
    words = [word for term in terms for word in term.words]
    long_words = [word for word in words if len(word) > 1]
    parts = [gram for term in terms for gram in term.bigrams]
    return Marks(tuple(dict.fromkeys(wholes)), tuple(dict.fromkeys(long_words or words)), tuple(dict.fromkeys(parts)))
