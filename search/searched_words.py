"""Which words were searched, by day: what the public looks for, and nothing about who it was (docs/usage.md)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils import timezone

from portal.text.folding import fold_text
from portal.usage.gathering import Gathered, is_a_reader

from .models import LONGEST_WORDS, SearchedWords
from .query import Asked
from .services import Found

ASKED, NOTHING_FOUND, FOLLOWED = "asked", "nothing_found", "followed"
FREQUENT_DAYS = 90
DIFFERENT_A_DAY = 5000  # what comes after them on that day is counted only where it is among them
_SEEN_FROM = 3  # what was asked more rarely may be what only one person would ask
_FREQUENT = 1000
_FREQUENT_KEY, _FREQUENT_SECONDS = "search.frequent", 600
# Digits in any writing; a telephone number has spaces and signs between them, a document number brackets.
_LONG_NUMBER = re.compile(r"(?:[\d〇零一二三四五六七八九](?:(?![〔〕\[\]【】])[\W_])*){7}")
Key = tuple[date, str, str]


@dataclass(frozen=True)
class Searched:
    """Words with how often they were ``asked``, how often of those nothing was found as it was asked, and how often a
    result was ``followed``.
    """

    words: str
    asked: int
    nothing_found: int
    followed: int = 0


def folded(typed: str) -> str:
    """Return what was typed in the one writing that is counted."""
    return " ".join(fold_text(typed).split())


def kept(typed: str) -> str:
    """Return the words as they are counted, "" where nothing may be kept: they are long, or could be somebody's number
    or address.
    """
    words = folded(typed)
    if len(words) > LONGEST_WORDS or "@" in words or _LONG_NUMBER.search(words):
        return ""
    return words if any(map(str.isalnum, words)) else ""


def count(asked: Asked, found: Found, request: HttpRequest) -> None:
    """Count what somebody of the public asks for: once, not again for another page, filter or order of the same."""
    query = asked.query
    again = query.page > 1 or query.filters or query.sort == "date" or asked.plain
    words = kept(asked.typed)
    if words and not again and is_a_reader(request):
        day = timezone.localdate()
        gathered.add((day, words, what) for what in ((ASKED,) if found.as_asked else (ASKED, NOTHING_FOUND)))


def _keep(counts: Counter[Key]) -> None:
    """Add this process's counts to the days' rows."""
    for day, words, what in sorted(counts):
        rows = SearchedWords.objects.filter(day=day)
        more = counts[day, words, what]
        if not rows.filter(words=words).update(**{what: F(what) + more}) and rows.count() < DIFFERENT_A_DAY:
            SearchedWords.objects.create(day=day, words=words, **{what: more})


gathered: Gathered[Key] = Gathered("searched words", _keep)


def most_asked(days: int, at_most: int) -> list[Searched]:
    """Return the words that were asked most often in so many days; none that was asked fewer than three times."""
    return _read(_sums(days).order_by("-times", "words")[:at_most])


def in_vain(days: int, at_most: int) -> list[Searched]:
    """Return of the same words those for which nothing was found as it was asked, most often first."""
    return _read(_sums(days).filter(empty__gt=0).order_by("-empty", "-times", "words")[:at_most])


def never_followed(days: int, at_most: int) -> list[Searched]:
    """Return of the same words those that found something as often, and of whose results nobody opened any."""
    found = _sums(days).annotate(found=F("times") - F("empty")).filter(clicks=0, found__gte=_SEEN_FROM)
    return _read(found.order_by("-found", "words")[:at_most])


def frequent(start: str, at_most: int) -> Iterator[str]:
    """Yield frequent words that go on from ``start`` (folded) and for which something was found, the most asked first.

    They are read again every ten minutes.
    """
    words = cache.get_or_set(_FREQUENT_KEY, _read_frequent, _FREQUENT_SECONDS)
    return islice((known for known in words or () if known.startswith(start) and known != start), at_most)


def _read_frequent() -> list[str]:
    found = _sums(FREQUENT_DAYS).filter(empty__lt=F("times")).order_by("-times", "words")
    return [row.words for row in _read(found[:_FREQUENT])]


def _sums(days: int) -> Any:
    since = timezone.localdate() - timedelta(days=days)
    sums = SearchedWords.objects.filter(day__gt=since).values("words")
    sums = sums.annotate(times=Sum("asked"), empty=Sum("nothing_found"), clicks=Sum("followed"))
    return sums.filter(times__gte=_SEEN_FROM)


def _read(rows: Any) -> list[Searched]:
    return [Searched(row["words"], row["times"], row["empty"], row["clicks"]) for row in rows]
