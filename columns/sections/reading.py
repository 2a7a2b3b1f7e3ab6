"""Questions about sections, whatever their type: which the public sees, which a unit owns.

What a page asks several times over is asked once a request: give the request along.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from wagtail.models import PageViewRestriction

from portal.addons import registry

from ..models import Life
from .states import LifeState


@dataclass(frozen=True)
class Closing:
    """A section that is retired or not public itself, or that closes on a day which the public is told."""

    page_id: int
    path: str
    state: str
    outcome: str
    merged_into: int | None
    retires_on: date | None
    live: bool

    @property
    def is_gone(self) -> bool:
        """Say whether it was retired out of public view."""
        return self.state == LifeState.RETIRED and self.outcome == Life.Outcome.GONE


def once(request: Any, question: str, ask: Any) -> Any:
    """Return the answer that the request keeps, asking at the first time; without a request, ask."""
    if request is None:
        return ask()
    kept = request.__dict__.setdefault("_columns_reading", {})
    if question not in kept:
        kept[question] = ask()
    return kept[question]


def closing(request: Any = None) -> list[Closing]:
    """Return all sections that are retired, about to be, or not public, from the root of the tree down."""
    return once(request, "closing", _read_closing)


def _read_closing() -> list[Closing]:
    rows = Life.objects.filter(Q(state__in=(LifeState.RETIRING, LifeState.RETIRED)) | Q(page__live=False))
    fields = ("page_id", "page__path", "state", "outcome", "merged_into_id", "retires_on", "page__live")
    return [Closing(*row) for row in rows.order_by("page__path").values_list(*fields)]


def retired(request: Any = None) -> list[Closing]:
    """Return all retired sections."""
    return [found for found in closing(request) if found.state == LifeState.RETIRED]


def announced(request: Any = None) -> list[Closing]:
    """Return the sections whose closing is announced."""
    return [found for found in closing(request) if found.state == LifeState.RETIRING]


def retired_above(path: str, request: Any = None) -> Closing | None:
    """Return the outermost retired section that a tree path is, or lies in."""
    return next((found for found in retired(request) if path.startswith(found.path)), None)


def taken_over(request: Any = None) -> list[Closing]:
    """Return the sections whose items another one took over."""
    return [found for found in retired(request) if found.outcome == Life.Outcome.MERGED]


def is_archived(path: str, request: Any = None) -> bool:
    """Say whether a tree path lies in a retired section: nothing new is published there."""
    return retired_above(path, request) is not None


def hidden(request: Any = None) -> list[Closing]:
    """Return the sections out of public view: retired so, taken down, or not public yet.

    This is the one rule that every channel to the public asks: what lies in such a section isn't public either.
    """
    return [found for found in closing(request) if found.is_gone or not found.live]


def is_hidden(path: str, request: Any = None) -> bool:
    """Say whether a tree path lies in a section that is out of public view."""
    return any(path.startswith(found.path) for found in hidden(request))


def in_sight(pages: QuerySet, request: Any = None) -> QuerySet:
    """Leave out pages that lie in a section out of public view, and those that not everybody may see."""
    pages = pages.filter(~Exists(_restrictions_above()))
    places = Q()
    for found in hidden(request):
        places |= Q(path__startswith=found.path)
    return pages.exclude(places) if places else pages


def _restrictions_above() -> QuerySet:
    """Return what restricts a page of the outer query, or one above it: a subquery, so that it costs no query more."""
    restrictions = PageViewRestriction.objects.annotate(path_below=ExpressionWrapper(OuterRef("path"), CharField()))
    return restrictions.filter(path_below__startswith=F("page__path"))


def without_redirects(pages: QuerySet, request: Any = None) -> QuerySet:
    """Leave out sections whose address leads to the one that took their items over."""
    for found in taken_over(request):
        pages = pages.exclude(life__isnull=False, path__startswith=found.path)
    return pages


def owned_by(units: Iterable[Any]) -> list[int]:
    """Return the ids of the sections that some units own."""
    models = [section.page_model for section in registry.items("section_types")]
    own = list(units)
    return [pk for model in models for pk in model.objects.filter(owner_unit__in=own).values_list("pk", flat=True)]
