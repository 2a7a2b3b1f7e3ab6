"""Pages that search leaves out at once, whatever its index still holds (law 4)."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q
from wagtail.models import Page, PageViewRestriction

from .models import TakeDown, Withdrawal

SEARCH_WAITS_FOR = 100  # the index has long followed what was done before these


def places() -> list[str]:
    """Return the ids of the pages that were taken down or withdrawn last and are down, and of those that not everybody
    may see, in one query.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_asked())
        return [str(pk) for (pk,) in cursor.fetchall()]


@cache
def _asked() -> tuple[str, tuple[Any, ...]]:
    """Return the query, which every search asks: to put it together takes ten times as long as to answer it."""
    out = (
        Q(pk__in=_down(TakeDown))
        | Q(pk__in=_down(Withdrawal))
        | Q(pk__in=PageViewRestriction.objects.values("page_id"))
    )
    return Page.objects.filter(out).order_by("pk").values_list("pk", flat=True).query.sql_with_params()


def _down(model: Any) -> Any:
    """Return the pages of the last requests of a kind whose pages are down."""
    return model.objects.filter(page__live=False).order_by("-pk").values("page_id")[:SEARCH_WAITS_FOR]
