"""What pages are made of, lead to and are guarded by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True)
class MenuEntry:
    """A line of the public main menu."""

    label: str
    url: str
    order: int = 100
    current: bool = False
    children: tuple[MenuEntry, ...] = ()


def _itself(row: Any) -> Any:
    return row


@dataclass(frozen=True)
class AddressSource:
    """Public addresses of one kind, as search engines are told of them.

    ``rows(request)`` is an ordered query of all that the public may see now, ``address(row, request)`` the path of one
    of them (no query), ``changed`` the name of the field with the portal's own time of its last publication.

    Where the address holds a number, ``view`` is the name of the view that answers there and ``number`` the look-up of
    its rows by that number: so it is known whether an address that somebody wrote is public. ``subject`` gives what
    was approved to stand there, by which it is taken away.
    """

    name: str
    rows: Callable[[HttpRequest], Any]
    address: Callable[[Any, HttpRequest], str]
    changed: str
    view: str = ""
    number: str = "number"
    subject: Callable[[Any], Any] = _itself


@dataclass(frozen=True)
class HomeSection:
    """A section of the home page: rendered from ``template`` with ``context(request)``."""

    name: str
    template: str
    context: Callable[[HttpRequest], dict[str, Any]]
    order: int = 100
    place: str = "main"


@dataclass(frozen=True)
class Waits:
    """How much waits for a person, how much of that is overdue, and how much is due today."""

    total: int = 0
    late: int = 0
    today: int = 0

    def __add__(self, other: Waits) -> Waits:
        return Waits(self.total + other.total, self.late + other.late, self.today + other.today)


@dataclass(frozen=True)
class TileType:
    """A block that pages are composed of. ``factory`` builds the Wagtail block at first use."""

    name: str
    factory: Callable[[], Any]
    label: Any = ""
    category: str = "text"
    core: bool = False
    scopes: frozenset[str] = field(default_factory=lambda: frozenset({"page"}))


@dataclass(frozen=True)
class ListQuery:
    """What a tile asks of a list: some items by id, in that order; else the newest that fit.

    ``place`` is the id of a page below which they stand, ``unit`` of the unit that made them, ``topic`` a code of the
    source's own, ``keyword`` stands in their title or keywords, ``about`` is the id of a page that they are about.
    """

    count: int
    chosen: tuple[int, ...] = ()
    place: int | None = None
    unit: int | None = None
    topic: str = ""
    keyword: str = ""
    about: int | None = None


@dataclass(frozen=True)
class ListedItem:
    """One line of a list: what the public sees of something that is public on its own account."""

    title: str
    url: str
    on: date | None = None
    abstract: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListSource:
    """Public content that pages may list. ``read`` gives what the public may see now, never more than was asked for.

    ``topics()`` are (code, name) of what a list can be narrowed to; empty where there is nothing of the kind.
    """

    name: str
    label: Any
    read: Callable[[ListQuery, HttpRequest | None], list[ListedItem]]
    topics: Callable[[], list[tuple[str, str]]] = list


@dataclass(frozen=True)
class ActivityCard:
    """Something that the public can take part in, as a page shows it: only what is public already."""

    title: str
    url: str
    kind: Any
    state: Any = ""
    text: str = ""
    closes_on: date | None = None
    is_open: bool = False


@dataclass(frozen=True)
class GuardedTable:
    """A table whose rows show in public, beside pages: writing it needs a permit for exactly this table.

    ``live`` is the name of a boolean column: only rows where it is true (before or after the change) are guarded;
    empty guards every row. ``columns`` restricts updates to these columns; empty means all. ``appended``: a record,
    whose rows are added by anybody and changed or deleted by nobody, permit or not.
    """

    model: str
    live: str = ""
    columns: tuple[str, ...] = ()
    appended: bool = False
