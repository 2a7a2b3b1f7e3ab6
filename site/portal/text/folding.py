"""One spelling for text that looks different and means the same: width, case, traditional characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

# Characters that join the one before them under NFKC: they can't be folded alone. Half-width voicing marks too.
_MARKS = (
    "\u0300-\u036f\u1161-\u1175\u11a8-\u11c2\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f\uff9e\uff9f"
)
_MARK = re.compile(f"[{_MARKS}]")
_CLUSTER = re.compile(f"[^{_MARKS}]?[{_MARKS}]+")
# Word processors leave these invisible characters inside words; people never type them into a search box.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


class Folded(NamedTuple):
    """Folded text, and for each of its characters the index of the source character that it came from."""

    text: str
    offsets: list[int]

    def source_span(self, start: int, end: int, source_length: int) -> tuple[int, int]:
        """Return the span of the source that the folded span ``[start, end)`` came from, to mark it there."""
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else source_length
            return at, at
        last = self.offsets[end - 1]
        following = end
        while following < len(self.offsets) and self.offsets[following] == last:
            following += 1
        return self.offsets[start], self.offsets[following] if following < len(self.offsets) else source_length


class _CharacterTable(dict[str, str]):
    """Folds one character; every character is worked out once a process."""

    def __init__(self, simplified: dict[str, str]) -> None:
        super().__init__()
        self._simplified = simplified

    def __missing__(self, character: str) -> str:
        folded = "" if character in _INVISIBLE else self.fold_cluster(character)
        self[character] = folded
        return folded

    def fold_cluster(self, cluster: str) -> str:
        lowered = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).lower())
        return "".join(self._simplified.get(character, character) for character in lowered)


@cache
def _table() -> _CharacterTable:
    """Read OpenCC's dictionary of single characters once: its phrase conversion is too slow for whole documents.

    Folding needs no right choice between two simplified forms, only the same choice for the text and for the query.
    """
    simplified: dict[str, str] = {}
    source = resources.files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        traditional, _, choices = line.partition("\t")
        if choices and len(traditional) == 1:
            simplified[traditional] = choices.split()[0]
    # A few simplified forms are listed as traditional ones too: follow them, so that folding twice adds nothing.
    for traditional, target in simplified.items():
        seen = {traditional}
        while target in simplified and target not in seen:
            seen.add(target)
            target = simplified[target]
        simplified[traditional] = target
    return _CharacterTable(simplified)


def _pieces(text: str) -> tuple[list[str], Sequence[int]]:
    """Return the folded pieces of the text, and where in the source each begins."""
    table = _table()
    if text.isascii() or not _MARK.search(text):
        return list(map(table.__getitem__, text)), range(len(text))
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for match in _CLUSTER.finditer(text):
        pieces += map(table.__getitem__, text[at : match.start()])
        starts += range(at, match.start())
        pieces.append(table.fold_cluster(match.group()))
        starts.append(match.start())
        at = match.end()
    pieces += map(table.__getitem__, text[at:])
    starts += range(at, len(text))
    return pieces, starts


def fold(text: str) -> Folded:
    """Fold for comparing and indexing: NFKC, lower case, simplified characters, invisible characters dropped.

    ``offsets[i]`` is the index in ``text`` of the character that folded character ``i`` came from: it never goes
    down, so a find in the folded text can be marked in the source.
    """
    pieces, starts = _pieces(text)
    lengths = set(map(len, pieces))
    if lengths <= {1}:
        return Folded("".join(pieces), list(starts))
    offsets = [start for piece, start in zip(pieces, starts, strict=True) for _ in piece]
    return Folded("".join(pieces), offsets)


def fold_in_place(text: str) -> str | None:
    """Return the folded text where each of its characters comes from the one in the same place, else None."""
    if not text.isascii() and _MARK.search(text):
        return None
    pieces = list(map(_table().__getitem__, text))
    folded = "".join(pieces)
    return folded if len(folded) == len(text) and "" not in pieces else None


@lru_cache(maxsize=32)  # one text is cut in several ways, one after the other
def fold_text(text: str) -> str:
    """Return only the folded text, for callers that mark nothing in the source."""
    return "".join(_pieces(text)[0])
