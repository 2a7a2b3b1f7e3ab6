"""Types of sections, and what their pages may begin with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
