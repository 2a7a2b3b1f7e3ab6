"""Beside a request that is being written: sections that are like it, and where in the tree it will stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz
from wagtail.models import Page

from portal.text.folding import fold_text

from ..models import Life
from .states import LifeState

ALIKE = 60  # from here on (of 100) two names are worth a look
MOST = 5
SIBLINGS = 40


@dataclass(frozen=True)
class Like:
    page: Any
    life: Life
    score: float


def to_title(title: str) -> list[Like]:
    """Return the sections whose names are like a title, open or retired, the nearest first; none for one character."""
    wanted = fold_text(title).strip()
    if len(wanted) < 2:
        return []
    lives = Life.objects.select_related("page").order_by("page__path")
    scored = [Like(life.page, life, fuzz.WRatio(wanted, fold_text(life.page.title))) for life in lives]
    return sorted((found for found in scored if found.score >= ALIKE), key=lambda found: -found.score)[:MOST]


def place_in_tree(parent: str, title: str) -> list[dict[str, Any]]:
    """Return the lines of the tree around a new section: the pages above it, those beside it, and itself, marked."""
    above = Page.objects.filter(pk=parent).first() if parent.isdecimal() else None
    if above is None:
        return []
    line = [*above.get_ancestors().filter(depth__gt=1), above]
    rows = [{"title": page.title, "level": number, "own": False} for number, page in enumerate(line)]
    beside = Page.objects.child_of(above).filter(life__state__in=LifeState.OPEN).order_by("path")[:SIBLINGS]
    rows += [{"title": page.title, "level": len(line), "own": False} for page in beside]
    return [*rows, {"title": title, "level": len(line), "own": True}]
