"""The lists of words in force, and what everyday words do to a search: official ones are looked for as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

from django.utils.translation import gettext as _

from portal.text.folding import fold_text

from . import word_lists
from .engines.base import Alternative
from .models import Scheme, SearchRule
from .query import Asked, Understood
from .ranking import weights

_OWN_SYNONYMS = Path(__file__).parent / "data" / "synonyms.txt"
DEFAULTS: dict[str, str] = {Scheme.SYNONYMS: _OWN_SYNONYMS.read_text(encoding="utf-8"), Scheme.BEST_BETS: ""}
_MOST_ALTERNATIVES = 5


def in_force() -> dict[str, str]:
    """Return the text in force of every list, in one query: the live version, else the portal's own."""
    return {**DEFAULTS, **dict(SearchRule.objects.filter(live=True).values_list("scheme", "text"))}


def widened(asked: Asked, synonyms: str) -> Asked:
    """Return the search with the official words for everyday ones as alternatives, and say so.

    ``synonyms`` is the text of the list. What somebody wants to the letter (``plain``), puts together with OR or asks
    by number stays as it is.
    """
    query = asked.query
    if asked.plain or query.alternatives or query.numbers or not query.text:
        return asked
    others = list(other_wordings(query.text, synonyms))
    if not others:
        return asked
    alternatives = tuple(Alternative(text, query.phrases, _weight(query.text, text)) for text in others)
    note = Understood(_("Also looked for: %(words)s") % {"words": "、".join(others)}, undo=True)
    return replace(asked, query=query.with_changes(alternatives=alternatives), understood=(*asked.understood, note))


def _weight(typed: str, other: str) -> float:
    """Longer words score more for being longer: what was typed is to stand first."""
    return weights().synonym * min(1.0, len(typed) / len(other))


def other_wordings(text: str, synonyms: str) -> Iterator[str]:
    """Yield what was typed with every everyday word replaced, once for each thing that it means; at most five."""
    folded = fold_text(text)
    pattern, meanings = _everyday(synonyms)
    if pattern is None:
        return
    parts: list[tuple[str, ...]] = []
    end = 0
    for match in pattern.finditer(folded):
        official = tuple(word for word in meanings[match[0]] if fold_text(word) not in folded)
        if official:
            parts += [(folded[end : match.start()],), official]
            end = match.end()
    if parts:
        yield from islice(("".join(way) for way in product(*parts, (folded[end:],))), _MOST_ALTERNATIVES)


@lru_cache(maxsize=8)
def _everyday(synonyms: str) -> tuple[re.Pattern[str] | None, dict[str, tuple[str, ...]]]:
    """Return what finds everyday words in a text, the longest first, and what each means."""
    meanings = {word: line.meant for line in word_lists.parse(synonyms) for word in line.typed}
    longest_first = sorted(meanings, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if meanings else None, meanings
