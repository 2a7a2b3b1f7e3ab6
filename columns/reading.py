"""Questions that public pages ask of columns: what stands in them, what is archived, where one is.

What a page asks several times over (its menu, its links, its own column) is asked once a request: give the request
along. Lists leave the texts of their items in the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, F, Max, Q, QuerySet, Value
from django.db.models.functions import Cast, Length, Substr
from wagtail.models import Page, Site

from portal.addons import registry
from portal.addons.types import RoomUpdates

from .models import ColumnPage, Disclosure, Interpretation, Life, NewsPage
from .models.items import ItemPage
from .models.relations import with_effect
from .sections.reading import in_sight, is_archived, once, retired, taken_over

ITEM_MODELS = (Disclosure, Interpretation, NewsPage)
LONG_FIELDS = ("body", "abstract")
LONG_COLUMN_FIELDS = ("body", "purpose")


def public_columns(request: Any = None) -> list[ColumnPage]:
    """Columns that the public sees in menus and trees, in tree order: live, in sight, and not in a retired one."""

    def read() -> list[ColumnPage]:
        columns = in_sight(ColumnPage.objects.live(), request).defer(*LONG_COLUMN_FIELDS).order_by("path")
        return [column for column in columns if not is_archived(column.path, request)]

    return once(request, "columns", read)


def ancestors_of(page: Page, request: Any) -> list[Page]:
    """Pages above one, from the home page down: those that the request has read already, where that will do."""
    site = Site.find_for_request(request)
    known: dict[str, Page] = {column.path: column for column in public_columns(request)}
    if site is not None:
        known[site.root_page.path] = site.root_page
    # What isn't public itself (a column taken down, say) isn't named either.
    paths = [page.path[:length] for length in range(2 * page.steplen, len(page.path), page.steplen)]
    if all(path in known for path in paths):
        return [known[path] for path in paths]
    return list(page.get_ancestors().live().filter(depth__gt=1))


class Items:
    """Public items of several types as one list: counted and cut in the database, whatever its length."""

    def __init__(self, parts: list[QuerySet], total: int, left_out: tuple[str, ...] = LONG_FIELDS) -> None:
        self.total, self.left_out = total, left_out
        typed = [part.annotate(type_number=Value(number)) for number, part in enumerate(parts)]
        rows = [part.values_list("pk", "listed_on", "type_number") for part in typed]
        united = rows[0].union(*rows[1:], all=True)  # a page has one type: nothing stands twice
        self.rows = united.order_by(F("listed_on").desc(nulls_last=True), "-pk")

    def count(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[ItemPage]:
        rows = list(self.rows[part])
        found: dict[int, ItemPage] = {}
        for number in sorted({number for _pk, _day, number in rows}):
            keys = [pk for pk, _day, of_type in rows if of_type == number]
            items = ITEM_MODELS[number].objects.defer(*self.left_out)
            found.update((with_effect(items) if ITEM_MODELS[number] is Disclosure else items).in_bulk(keys))
        return [found[pk] for pk, _day, _number in rows if pk in found]


def items_below(
    column: ColumnPage,
    year: int | None = None,
    counts: dict[int | None, int] | None = None,
    request: Any = None,
) -> Items:
    """Public items of a column and of the columns in it, newest first; those without a date come last.

    ``counts`` are those of :func:`per_year`, where they were asked for already.
    """
    parts = _all_below(column, request)
    counts = per_year(column, request) if counts is None else counts
    if year:
        return Items([part.filter(listed_on__year=year) for part in parts], counts.get(year, 0))
    return Items(parts, sum(counts.values()))


def latest(model: type[Page], count: int, request: Any = None) -> list[Any]:
    """The newest public items of a type, without imports (those never count as new) and archived ones."""
    items = in_sight(model.objects.live().filter(is_import=False), request)
    items = items.defer(*LONG_FIELDS).order_by("-first_published_at")
    for closed in retired(request):
        if closed.outcome != Life.Outcome.MERGED:
            items = items.exclude(path__startswith=closed.path)
    return list((with_effect(items) if model is Disclosure else items)[:count])


def newest(column: ColumnPage, count: int, request: Any = None) -> list[ItemPage]:
    """The newest public items of a column and of those in it, for a feed: no imports, and none of archived columns.

    A column that is archived itself keeps what it had.
    """
    parts = [part.filter(is_import=False) for part in _all_below(column, request)]
    for closed in retired(request):
        if closed.outcome != Life.Outcome.MERGED and not column.path.startswith(closed.path):
            parts = [part.exclude(path__startswith=closed.path) for part in parts]
    return Items(parts, count, left_out=("body",))[:count]


def _all_below(column: ColumnPage, request: Any = None) -> list[QuerySet]:
    """Public items below a column and in what was merged into it, unordered, a query for each of ITEM_MODELS."""
    places = Q()
    for path in paths_of(column.path, request):
        places |= Q(path__startswith=path)
    return [in_sight(model.objects.live().filter(places), request).order_by() for model in ITEM_MODELS]


def merges(request: Any = None) -> list[tuple[str, str]]:
    """Return the tree paths of merged sections, each with the path of the one that took it over."""

    def read() -> list[tuple[str, str]]:
        sources = taken_over(request)
        if not sources:
            return []
        targets = dict(Page.objects.filter(pk__in=[found.merged_into for found in sources]).values_list("pk", "path"))
        return [(found.path, targets[found.merged_into]) for found in sources]

    return once(request, "merges", read)


def paths_of(path: str, request: Any = None, merged: list[tuple[str, str]] | None = None) -> list[str]:
    """Return the tree path of a column and those of the columns that were merged into it, or into one in it.

    ``merged`` is what :func:`merges` says, where it was asked already.
    """
    merged = merges(request) if merged is None else merged
    paths, grown = [path], bool(merged)
    while grown:
        more = [
            source
            for source, target in merged
            if source not in paths and any(target.startswith(known) for known in paths)
        ]
        paths, grown = paths + more, bool(more)
    return paths


def per_year(column: ColumnPage, request: Any = None) -> dict[int | None, int]:
    """How many public items a column has from each year (None: without a date), in one query."""
    year = Substr(Cast("listed_on", CharField()), 1, 4)
    # Dated and undated apart: each half is answered from the index of dates, without reading any text.
    halves = [
        half
        for items in _all_below(column, request)
        for half in (items.exclude(listed_on=None), items.filter(listed_on=None))
    ]
    parts = [half.values(year=year).annotate(number=Count("pk")) for half in halves]
    rows = parts[0].union(*parts[1:], all=True).values_list("year", "number")
    found: dict[int | None, int] = {}
    for text, number in rows:
        key = int(text) if text else None
        found[key] = found.get(key, 0) + number
    return found


def years_of(counts: dict[int | None, int]) -> list[int]:
    """Years in which a column has public items, newest first, from its counts."""
    return sorted((year for year in counts if year), reverse=True)


def last_update(column: ColumnPage, request: Any = None) -> datetime | None:
    """When the column, or one in it, last got something of its own, or None.

    That is an item (imports don't count), or what a room published at an address there.
    """
    times = [room.last() for room in rooms_in(column)]
    return max([*_own_updates(_all_below(column, request)).values(), *filter(None, times)], default=None)


def rooms_in(column: ColumnPage) -> list[RoomUpdates]:
    """Return the rooms that publish at the address of a column, or below it."""
    path = address_of(column)
    return [room for room in registry.items("room_updates") if room.address.startswith(path)]


def is_owed(column: ColumnPage) -> bool:
    """Say whether anything is owed in a column: nothing where a room at its very address owes nothing now."""
    path = address_of(column)
    return all(room.owes() for room in rooms_in(column) if room.address == path)


def address_of(page: Page) -> str:
    """Return the path at which a page stands in public: below the home page, whatever that is called in the tree."""
    return "/" + page.url_path.lstrip("/").partition("/")[2]


def last_updates(columns: Iterable[ColumnPage], request: Any = None) -> dict[int, datetime]:
    """Answer :func:`last_update` for many columns (by id, those that have one), with as many queries as for one."""
    found = _own_updates([in_sight(model.objects.live(), request).order_by() for model in ITEM_MODELS])
    merged, columns = merges(request), list(columns)
    rooms = {room.address: room.last() for room in {room for column in columns for room in rooms_in(column)}}
    answers = {
        column.pk: [
            *(
                time
                for path in paths_of(column.path, request, merged)
                for place, time in found.items()
                if place.startswith(path)
            ),
            *filter(None, (rooms[room.address] for room in rooms_in(column))),
        ]
        for column in columns
    }
    return {pk: max(times) for pk, times in answers.items() if times}


def _own_updates(parts: list[QuerySet]) -> dict[str, datetime]:
    """When each place (the tree path above some items) last got an item of its own; one query."""
    place = Substr("path", 1, Length("path") - Value(Page.steplen))
    rows = [
        part.filter(is_import=False)
        .values(place=place)
        .annotate(last=Max("first_published_at"))
        .values_list("place", "last")
        for part in parts
    ]
    found: dict[str, datetime] = {}
    for path, time in rows[0].union(*rows[1:], all=True):
        if time is not None:
            found[path] = max(time, found.get(path, time))
    return found
