"""What search is told of the things that people look for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class IndexedFile:
    """An attachment as search sees it: its name for people and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class IndexRecord:
    """What a public item offers to search: facts of its state now. Engines never see models.

    ``key`` is ``"<source>:<id>"``. ``on`` is the date lists sort by (source date of imported documents, else the day
    of publication); None is "date unknown". ``archived`` items are found and marked. ``effect`` is a code
    (``in_force``, ``repealed``, …) or "". ``places`` are the ids of the pages in the tree that it is or lies in: what
    lies in a place out of public view is not found, whatever an index still holds.
    """

    key: str
    kind: str
    title: str
    url: str
    body: str = ""
    doc_no: str = ""
    order_no: str = ""
    index_no: str = ""
    unit: str = ""
    column: str = ""
    columns: tuple[str, ...] = ()
    on: date | None = None
    published_at: datetime | None = None
    effect: str = ""
    rank: str = ""
    archived: bool = False
    keywords: tuple[str, ...] = ()
    files: tuple[IndexedFile, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndexSource:
    """A kind of content that is found through search.

    ``read(ids)`` returns the records of those that the public may see now, by id: what was never published, is
    withdrawn, restricted or not there has none. It takes the same number of queries for many ids as for one.
    ``ids()`` yields every id that might be public. ``kinds`` maps the kinds of its records to what people read in the
    filter. ``of_pages``: its ids are those of pages.
    """

    name: str
    kinds: Mapping[str, Any]
    read: Callable[[Sequence[str]], Mapping[str, IndexRecord]]
    ids: Callable[[], Iterable[str]]
    of_pages: bool = False
