"""What pages are made of, lead to and are guarded by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class AddressSource:
    """Public addresses of one kind, as search engines are told of them.

    ``rows(request)`` is an ordered query of all that the public may see now, ``address(row, request)`` the path of one
    of them (no query), ``changed`` the name of the field with the portal's own time of its last publication.
    """

    name: str
    rows: Callable[[HttpRequest], Any]
    address: Callable[[Any, HttpRequest], str]
    changed: str


@dataclass(frozen=True)
class HomeSection:
    """A section of the home page: rendered from ``template`` with ``context(request)``."""

    name: str
    template: str
    context: Callable[[HttpRequest], dict[str, Any]]
    order: int = 100
    place: str = "main"


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
