"""The lists that editors keep for search, as texts: everyday words for official ones, and best bets.

A line is ``left = right``; several words on a side stand with 、 or a comma between them. A line that begins with # is
a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from portal.text.folding import fold_text

MOST_LINES = 2000
MOST_WORDS = 12
_LONGEST_WORD = 40
_SEPARATORS = re.compile("[、，,;；]")


@dataclass(frozen=True)
class Line:
    """What somebody types (folded), and what stands on the other side as it is written."""

    number: int
    typed: tuple[str, ...]
    meant: tuple[str, ...]


@lru_cache(maxsize=16)
def parse(text: str) -> tuple[Line, ...]:
    """Return the lines that say something; what is no line of the form is left out (:func:`problems` names it)."""
    found = (_line(number, written) for number, written in _written(text))
    return tuple(line for line in found if line is not None)


def changed(before: str, after: str) -> list[str]:
    """Return what is typed in the lines that stand in one of two lists only: first the new ones."""
    lines = [{(line.typed, line.meant): None for line in parse(text)} for text in (after, before)]
    alone = [*(line for line in lines[0] if line not in lines[1]), *(line for line in lines[1] if line not in lines[0])]
    return list(dict.fromkeys(word for typed, _meant in alone for word in typed))


def problems(text: str) -> Iterator[str]:
    """Yield what is wrong with a list, a sentence each."""
    written = list(_written(text))
    if len(written) > MOST_LINES:
        yield _("There are %(count)s lines; %(most)s are the most.") % {"count": len(written), "most": MOST_LINES}
    seen: dict[str, int] = {}
    for number, content in written:
        line = _line(number, content)
        if line is None:
            yield _("Line %(number)s has not the form “words = words”.") % {"number": number}
            continue
        yield from _too_much(line)
        for word in line.typed:
            if word in seen:
                told = {"number": number, "word": word, "other": seen[word]}
                yield _("Line %(number)s: “%(word)s” stands in line %(other)s already.") % told
            seen.setdefault(word, number)


def _too_much(line: Line) -> Iterator[str]:
    if max(len(line.typed), len(line.meant)) > MOST_WORDS:
        yield _("Line %(number)s: at most %(most)s words on each side.") % {"number": line.number, "most": MOST_WORDS}
    for word in line.typed:
        if len(word) < 2 or len(word) > _LONGEST_WORD:
            told = {"number": line.number, "word": word, "most": _LONGEST_WORD}
            yield _("Line %(number)s: “%(word)s” has to have 2 to %(most)s characters.") % told


def _written(text: str) -> Iterator[tuple[int, str]]:
    for number, content in enumerate(text.splitlines(), 1):
        if content.strip() and not content.lstrip().startswith("#"):
            yield number, content


def _line(number: int, content: str) -> Line | None:
    left, sign, right = content.partition("=")
    typed = tuple(dict.fromkeys(" ".join(fold_text(word).split()) for word in _words(left)))
    meant = tuple(dict.fromkeys(_words(right)))
    return Line(number, typed, meant) if sign and typed and meant else None


def _words(side: str) -> list[str]:
    return [word for part in _SEPARATORS.split(side) if (word := part.strip())]
