"""Types of sections, what their pages may begin with, and what else counts as an update of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class SectionType:
    """What units may ask to open: a column, a special topic, what an add-on brings (clause C5).

    ``page_model`` is a page class with a contract. ``build(request)`` returns an unsaved page as a request asks for it;
    ``places()`` are the pages below which it may stand. ``has_end``: it begins and ends on planned days.
    """

    name: str
    label: Any
    page_model: Any
    build: Callable[[Any], Any]
    places: Callable[[], Any]
    has_end: bool = False


@dataclass(frozen=True)
class SectionTemplate:
    """What a new section of a type may begin with, chosen in its request (clause C5).

    ``tiles()`` returns the content of its page in stored form (``type``, ``value``, ``id``), in the language that is
    active; what people have to replace in it is marked (``portal.tiles.places.place``). ``text`` says what it
    is good for; the sketch beside it is drawn from the tiles. The name is its own among all templates.
    """

    name: str
    label: Any
    text: Any
    section: str
    tiles: Callable[[], list[dict[str, Any]]]


def _always() -> bool:
    return True


@dataclass(frozen=True)
class RoomUpdates:
    """What counts as an update of columns at whose address a room shows what isn't a page (clause G3).

    ``address`` is the path of the room's public page: the column there, and those above it, are updated by it.
    ``last()`` tells when the room published something there last, or None. ``owes()``: whether anything is owed now;
    a column that takes questions owes nothing while none waits.
    """

    address: str
    last: Callable[[], datetime | None]
    owes: Callable[[], bool] = _always
