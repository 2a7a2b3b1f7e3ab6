"""Whether something is what was decided on before, in other clothes: by its words and files, whatever its id is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rapidfuzz import fuzz

from portal.text import html

from .snapshots import TEXT_FIELDS, marks_in

ALIKE = 0.8  # from here on two texts count as the same one, reworked
_NO_WORDS = frozenset({"id", "type", "files", "links", "place", "with", "children"})


def same(snapshot: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether a page of a snapshot has exactly the words and files of the other snapshot's own page."""
    words, files = _words(other), hashes(other)
    return bool(words or files) and any(_words(page) == words and hashes(page) == files for page in _pages(snapshot))


def alike(snapshot: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether a page of one snapshot has nearly the words of a page of the other."""
    texts = [words for page in _pages(other) if (words := _words(page))]
    return any(
        fuzz.ratio(words, text, score_cutoff=ALIKE * 100) > 0
        for page in _pages(snapshot)
        if (words := _words(page))
        for text in texts
    )


def hashes(snapshot: dict[str, Any]) -> set[str]:
    """Return the SHA-256 of the files that a snapshot names."""
    return {mark.sha256 for mark in marks_in(snapshot)}


def _pages(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    """What is snapped, and what goes public together with it."""
    return [snapshot, *snapshot.get("with", ())]


def _words(snapshot: dict[str, Any]) -> str:
    """The words that people read of one page, or of what is no page, without spaces and marks of form."""
    fields = snapshot.get("fields")
    shown = {name: fields.get(name) for name in sorted(TEXT_FIELDS)} if isinstance(fields, dict) else snapshot
    return "".join("".join(html.to_text(text).split()) for text in _texts(shown))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in _NO_WORDS:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
