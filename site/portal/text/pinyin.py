"""Pinyin of Chinese text, for people who type letters only, and for homophones."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.core import Pinyin

from .folding import fold_text


def syllables(text: str) -> list[str]:
    """Return one syllable a Han character, without tones; other letters and digits stay as runs; signs are dropped."""
    return list(_transcribe(text, Style.NORMAL))


def full(text: str) -> str:
    """Return the syllables joined, lower case: 矿产资源 is kuangchanziyuan."""
    return "".join(syllables(text))


def initials(text: str) -> str:
    """Return the first letters of the syllables joined: 矿产资源 is kczy. Other letters and digits stay."""
    return "".join(initials_of(text))


def initials_of(text: str) -> tuple[str, ...]:
    """Return the first letter of each syllable."""
    return _transcribe(text, Style.FIRST_LETTER)


_SEGMENTER = Pinyin()


@lru_cache(maxsize=1024)  # a title is asked for again and again while its document is made
def _transcribe(text: str, style: Style) -> tuple[str, ...]:
    return tuple(piece for word in _words(text) for piece in _transcribe_word(word, style) if piece)


@lru_cache(maxsize=32)  # once for every style
def _words(text: str) -> list[str]:
    return _SEGMENTER.seg(fold_text(text))


@lru_cache(maxsize=50_000)  # the library takes long for a word, and titles have the same ones
def _transcribe_word(word: str, style: Style) -> tuple[str, ...]:
    return tuple(lazy_pinyin([word], style=style, errors=_alphanumeric))


def _alphanumeric(run: str) -> str:
    return "".join(filter(str.isalnum, run))
