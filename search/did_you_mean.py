"""What somebody meant who mistyped: a stretch of a title that was found, which reads or sounds nearly the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz.distance import Levenshtein

from portal.text import pinyin
from portal.text.folding import fold_text

_SHORTEST, _LONGEST = 3, 20  # shorter words have too many neighbours
_LONG = 7  # from here on two characters may be wrong, missing or too many


def nearest(typed: str, titles: Iterable[str]) -> str:
    """Return the stretch of a title that was most likely meant, "" where a title has what was typed, or none is near.

    One edit is near, two in seven characters or more; what sounds the same is near whatever its characters are.
    """
    text = fold_text(typed).strip()
    if not _SHORTEST <= len(text) <= _LONGEST or text.isascii() or len(text.split()) > 1:
        return ""
    folded = [fold_text(title) for title in titles]
    if any(text in title for title in folded):
        return ""
    allowed = 2 if len(text) >= _LONG else 1
    sound = pinyin.syllables(text)
    found: list[tuple[int, int, bool, int, str]] = []
    for place, title in enumerate(folded):
        for stretch in _stretches(title, len(text)):
            distance = Levenshtein.distance(text, stretch)
            same_sound = len(stretch) == len(text) and pinyin.syllables(stretch) == sound
            if distance <= allowed or same_sound:
                found.append((_way(text, stretch, same_sound), distance, len(stretch) < len(text), place, stretch))
    return min(found)[-1] if found else ""


def _way(text: str, stretch: str, same_sound: bool) -> int:
    """Return how likely it is to mistype so, 0 first: another character of that sound, one left out, any other way."""
    if same_sound:
        return 0
    rest = iter(stretch)
    return 1 if len(stretch) > len(text) and all(character in rest for character in text) else 2


def _stretches(title: str, length: int) -> Iterator[str]:
    """Yield the stretches of a title that are as long as what was typed, or one shorter or longer."""
    for size in {length, length + 1, max(length - 1, _SHORTEST)}:
        for start in range(len(title) - size + 1):
            stretch = title[start : start + size]
            if stretch.isalnum():
                yield stretch
