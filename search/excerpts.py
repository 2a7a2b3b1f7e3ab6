"""Marking words in titles and cutting excerpts, from stored texts and their folded twins.

Words are looked for in the folded text with plain finds, some tens of places each; only the window that is shown is
folded again, to get back to the places of the source. So an excerpt of a very long text costs little more than one of
a short text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from html import escape

from portal.text.folding import fold

from .analysis import Marks
from .engines.base import Excerpt, StoredText

_PLACES = 40  # places that are looked at, a word
_LENGTH = 110
_LEAD = 24
_STOPS = "。；！？\n"
Span = tuple[int, int]


def mark_title(title: str, wanted: Marks) -> str:
    """Return the title, escaped, with what was found in ``<mark>``."""
    folded = fold(title)
    spans = _spans(folded.text, wanted)
    return _render(title, [folded.source_span(start, end, len(title)) for start, end in spans])


def excerpt(texts: Sequence[StoredText], wanted: Marks) -> Excerpt | None:
    """Return the passage where most of the words are, from the body or else an attachment; None without any text.

    Where no word is in the texts it is how the body begins, unmarked.
    """
    if not texts:
        return None
    best: tuple[float, int, StoredText] | None = None
    for text in texts:
        score, at = _best_window(text.folded, wanted)
        if score and (best is None or score > best[0]):
            best = (score, at, text)
    if best is None:
        return _beginning(texts[0])
    _score, at, text = best
    return Excerpt(_cut(text, at, wanted), text.name)


def _beginning(text: StoredText) -> Excerpt:
    start = " ".join(text.source[: _LENGTH * 2].split())
    return Excerpt(escape(start[:_LENGTH]) + ("…" if len(start) > _LENGTH else ""), text.name)


def _places(folded: str, words: Sequence[str], weight: float) -> list[tuple[int, int, float]]:
    """Return (place, word's number, weight) of the first places of each word."""
    found: list[tuple[int, int, float]] = []
    for number, word in enumerate(words):
        at = folded.find(word)
        for _ in range(_PLACES):
            if at < 0:
                break
            found.append((at, number, weight * len(word)))
            at = folded.find(word, at + len(word))
    return found


def _best_window(folded: str, wanted: Marks) -> tuple[float, int]:
    """Return (score, place) of the window with the greatest weight of different words; (0, 0) where there is none."""
    offset = len(wanted.wholes)
    places = _places(folded, wanted.wholes, 3.0)
    places += [(at, number + offset, weight) for at, number, weight in _places(folded, wanted.words, 1.0)]
    if not places:
        places = _places(folded, wanted.parts, 0.5)
    places.sort()
    best, best_at, first = 0.0, 0, 0
    inside: dict[int, int] = {}
    score = 0.0
    for at, number, weight in places:
        if not inside.get(number):
            score += weight
        inside[number] = inside.get(number, 0) + 1
        while places[first][0] < at - (_LENGTH - _LEAD):
            _, left, left_weight = places[first]
            inside[left] -= 1
            if not inside[left]:
                score -= left_weight
            first += 1
        if score > best:
            best, best_at = score, places[first][0]
    return best, best_at


def _cut(text: StoredText, at: int, wanted: Marks) -> str:
    start = max(0, at - _LEAD)
    at_sentence = start == 0
    for place in range(at - 1, start - 1, -1):
        if text.folded[place] in _STOPS or text.folded[place] in ";!?":
            start, at_sentence = place + 1, True
            break
    end = min(len(text.folded), start + _LENGTH)
    source = _source_window(text, start, end)
    lead = len(source) - len(source.lstrip())
    folded = fold(source)
    spans = [folded.source_span(a, b, len(source)) for a, b in _spans(folded.text, wanted)]
    html = _render(source[lead:], [(max(a - lead, 0), b - lead) for a, b in spans])
    return ("" if at_sentence else "…") + " ".join(html.split()) + ("…" if end < len(text.folded) else "")


def _source_window(text: StoredText, start: int, end: int) -> str:
    """Return the part of the source that the folded places came from."""
    if not text.checkpoints:
        return text.source[start:end]
    first = _to_source(text, start)
    last = _to_source(text, end - 1) + 1 if end < len(text.folded) else len(text.source)
    return text.source[first:last]


def _to_source(text: StoredText, place: int) -> int:
    number = max(bisect_right(text.checkpoints, (place, len(text.source))) - 1, 0)
    folded_at, source_at = text.checkpoints[number]
    last = number + 1 == len(text.checkpoints)
    until = len(text.source) if last else text.checkpoints[number + 1][1]
    offsets = fold(text.source[source_at:until]).offsets
    inside = min(max(place - folded_at, 0), len(offsets) - 1)
    return source_at + (offsets[inside] if offsets else 0)


def _spans(folded: str, wanted: Marks) -> list[Span]:
    """Return what to mark, merged where it touches: whole phrases and words, or parts where neither is found."""
    found = _occurrences(folded, [*wanted.wholes, *wanted.words]) or _occurrences(folded, wanted.parts)
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _occurrences(folded: str, words: Sequence[str]) -> list[Span]:
    found: list[Span] = []
    for word in words:
        at = folded.find(word) if word else -1
        while at >= 0:
            found.append((at, at + len(word)))
            at = folded.find(word, at + len(word))
    return found


def _render(source: str, spans: Sequence[Span]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        start = max(start, at)
        if end > start:
            pieces += [escape(source[at:start]), "<mark>", escape(source[start:end]), "</mark>"]
            at = end
    return "".join(pieces) + escape(source[at:])
