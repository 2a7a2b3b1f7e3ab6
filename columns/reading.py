"""Questions that public pages ask of columns: what stands in them, what is archived, where one is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.db.models import F, QuerySet
from wagtail.models import Page

from .models import ColumnLife, ColumnPage, Disclosure, Interpretation, NewsPage
from .states import LifeState

ITEM_MODELS = (Disclosure, Interpretation, NewsPage)
LIST_FIELDS = ("pk", "title", "url_path", "listed_on", "first_published_at", "is_import")


def retired_paths() -> list[str]:
    """Tree paths of retired columns: what stands below them is archived."""
    return list(ColumnLife.objects.filter(state=LifeState.RETIRED).values_list("column__path", flat=True))


def is_archived(path: str, retired: Iterable[str] | None = None) -> bool:
    """Say whether a tree path lies in a retired column."""
    return any(path.startswith(prefix) for prefix in (retired_paths() if retired is None else retired))


def public_columns() -> QuerySet[ColumnPage]:
    """Columns that the public sees in menus and trees: live, and not in a retired one."""
    columns = ColumnPage.objects.live().select_related("owner_unit").order_by("path")
    for prefix in retired_paths():
        columns = columns.exclude(path__startswith=prefix)
    return columns


def items_below(column: ColumnPage, year: int | None = None) -> QuerySet[Page]:
    """Public items of a column and of the columns in it, newest first; those without a date come last."""
    model = {"news": NewsPage}.get(column.kind, Disclosure)
    if Interpretation.objects.live().child_of(column).exists():
        model = Interpretation
    items = model.objects.live().descendant_of(column).order_by(F("listed_on").desc(nulls_last=True), "-pk")
    return items.filter(listed_on__year=year) if year else items


def latest(model: type[Page], count: int) -> list[Any]:
    """The newest public items of a type, without imports (those never count as new) and archived ones."""
    items = model.objects.live().filter(is_import=False).order_by("-first_published_at")
    for prefix in retired_paths():
        items = items.exclude(path__startswith=prefix)
    return list(items[:count])


def years_of(column: ColumnPage) -> list[int]:
    """Years in which a column has public items, newest first."""
    dates = chain.from_iterable(
        model.objects.live().descendant_of(column).exclude(listed_on=None).dates("listed_on", "year")
        for model in ITEM_MODELS
    )
    return sorted({day.year for day in dates}, reverse=True)


def last_update(column: ColumnPage) -> Any:
    """When the column, or one in it, last got an item of its own (imports don't count), or None."""
    found = [
        model.objects.live().descendant_of(column).filter(is_import=False).order_by("-first_published_at")
        .values_list("first_published_at", flat=True).first()
        for model in ITEM_MODELS
    ]
    return max((time for time in found if time), default=None)
