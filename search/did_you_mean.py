"""What somebody meant who mistyped: a known word, or words of a title that was found, which read or sound nearly so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz.distance import Levenshtein

from portal.text import pinyin, segmenting
from portal.text.folding import fold_text

_SHORTEST, _LONGEST = 3, 20  # shorter words have too many neighbours
_LONG = 7  # from here on two characters may be wrong, missing or too many


def nearest(typed: str, titles: Iterable[str], known: Iterable[str] = ()) -> str:
    """Return what was most likely meant: a ``known`` word or some words of a title; "" where one of them has what was
    typed, or none is near.

    One edit is near, two in seven characters or more; what sounds the same is near whatever its characters are.
    """
    text = fold_text(typed).strip()
    if not _SHORTEST <= len(text) <= _LONGEST or text.isascii() or len(text.split()) > 1:
        return ""
    words = [fold_text(word) for word in known]
    folded = [fold_text(title) for title in titles]
    if text in words or any(text in title for title in folded):
        return ""
    near = [*words, *(stretch for title in folded for stretch in _stretches(title, len(text)))]
    ways = (_way(text, stretch, place) for place, stretch in enumerate(near))
    return min(filter(None, ways), default=((), ""))[1]


def _way(text: str, stretch: str, place: int) -> tuple[tuple[int, ...], str] | None:
    """Return how likely it is to mistype so, the likeliest least: another character of that sound, one left out, any
    other way; None where it isn't near.
    """
    if abs(len(stretch) - len(text)) > 1:
        return None
    distance = Levenshtein.distance(text, stretch)
    same_sound = len(stretch) == len(text) and pinyin.syllables(stretch) == pinyin.syllables(text)
    if not same_sound and distance > (2 if len(text) >= _LONG else 1):
        return None
    rest = iter(stretch)
    left_out = len(stretch) > len(text) and all(character in rest for character in text)
    way = 0 if same_sound else 1 if left_out else 2
    return (way, distance, len(stretch) < len(text), place), stretch


def _stretches(title: str, length: int) -> Iterator[str]:
    """Yield words of a title in a row that are together as long as what was typed, or one shorter or longer."""
    words = segmenting.in_a_row(title)
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            stretch = "".join(words[start:end])
            if len(stretch) > length + 1 or not stretch.isalnum():
                break
            if len(stretch) >= max(length - 1, _SHORTEST):
                yield stretch
