"""What search leaves out at once, whatever its index still holds (law 4)."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from wagtail.models import Page, PageViewRestriction

from .models import Absence, TakeDown, Withdrawal

SEARCH_WAITS_FOR = 100  # the index has long followed what was done before these


def places() -> list[str]:
    """Return the places out of public view, in one query: the ids of the pages that were taken down or withdrawn last
    and are down, of those that not everybody may see, and what was taken away last from addresses of rooms.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_asked())
        return [place for (place,) in cursor.fetchall()]


@cache
def _asked() -> tuple[str, tuple[Any, ...]]:
    """Return the query, which every search asks: to put it together takes ten times as long as to answer it."""
    out = (
        Q(pk__in=_down(TakeDown))
        | Q(pk__in=_down(Withdrawal))
        | Q(pk__in=PageViewRestriction.objects.values("page_id"))
    )
    pages = Page.objects.filter(out).order_by().annotate(place=Cast("pk", CharField()))
    rows = Absence.objects.filter(pk__in=Absence.objects.order_by("-since").values("pk")[:SEARCH_WAITS_FOR])
    return pages.values_list("place").union(rows.values_list("place")).query.sql_with_params()


def _down(model: Any) -> Any:
    """Return the pages of the last requests of a kind whose pages are down."""
    return model.objects.filter(page__live=False).order_by("-pk").values("page_id")[:SEARCH_WAITS_FOR]
