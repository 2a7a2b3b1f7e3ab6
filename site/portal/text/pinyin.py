"""Pinyin of Chinese text, for people who type letters only, and for homophones."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from .folding import fold_text


def syllables(text: str) -> list[str]:
    """Return one syllable a Han character, without tones; other letters and digits stay as runs; signs are dropped."""
    return list(_transcribe(text, Style.NORMAL))


def full(text: str) -> str:
    """Return the syllables joined, lower case: 矿产资源 is kuangchanziyuan."""
    return "".join(syllables(text))


def initials(text: str) -> str:
    """Return the first letters of the syllables joined: 矿产资源 is kczy. Other letters and digits stay."""
    return "".join(_transcribe(text, Style.FIRST_LETTER))


@lru_cache(maxsize=1024)  # a title is asked for again and again while its document is made
def _transcribe(text: str, style: Style) -> tuple[str, ...]:
    pieces = lazy_pinyin(fold_text(text), style=style, errors=_alphanumeric)
    return tuple(piece for piece in pieces if piece)


def _alphanumeric(run: str) -> str:
    return "".join(filter(str.isalnum, run))
