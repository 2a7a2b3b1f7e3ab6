"""What search is told of the things that people look for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class IndexedFile:
    """An attachment: its name for people and its text; its address, size in bytes and SHA-256 where they are known."""

    name: str
    text: str
    url: str = ""
    size: int | None = None
    sha256: str = ""


@dataclass(frozen=True)
class IndexRecord:
    """What a public item offers to search: facts of its state now. Engines never see models.

    ``key`` is ``"<source>:<id>"``. ``on`` is the date lists sort by (source date of imported documents, else the day
    of publication); None is "date unknown". ``archived`` items are found and marked. ``effect`` is a code
    (``in_force``, ``repealed``, …) or "". ``places`` are the ids of the pages in the tree that it is or lies in, and
    its own key where it is none: what lies in a place out of public view is not found, whatever an index still holds.
    ``topics`` are the names of the subject that it stands under and of those above it. ``updated_at`` is its last
    publication. ``facts`` are what else its page tells about it, by the names that its source describes.
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
    topics: tuple[str, ...] = ()
    on: date | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    effect: str = ""
    rank: str = ""
    archived: bool = False
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    files: tuple[IndexedFile, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndexRelation:
    """How a public item relates to another one: ``kind`` is a code, ``label`` says it for people.

    ``key``, ``title``, ``url`` and ``effect`` are the other one's, as in its :class:`IndexRecord`.
    """

    kind: str
    label: Any
    key: str
    title: str
    url: str
    effect: str = ""


@dataclass(frozen=True)
class IndexSource:
    """A kind of content that is found through search.

    ``read(ids)`` returns the records of those that the public may see now, by id: what was never published, is
    withdrawn, restricted or not there has none. It takes the same number of queries for many ids as for one.
    ``ids()`` yields every id that might be public. ``kinds`` maps the kinds of its records to what people read in the
    filter. ``of_pages``: its ids are those of pages. ``facts`` says what each of its records' facts holds.
    ``relations(id)`` returns how a subject that the public may see relates to others that it may see; ``beside(ids)``,
    by id, what of it is shown beside them in results, in the same number of queries for many ids as for one.
    """

    name: str
    kinds: Mapping[str, Any]
    read: Callable[[Sequence[str]], Mapping[str, IndexRecord]]
    ids: Callable[[], Iterable[str]]
    of_pages: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    relations: Callable[[str], Sequence[IndexRelation]] | None = None
    beside: Callable[[Sequence[str]], Mapping[str, Sequence[IndexRelation]]] | None = None
