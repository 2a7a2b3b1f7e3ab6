"""Messages at tiles, however deep they stand, as Wagtail's form shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

Way = tuple[str | int, ...]  # numbers in lists of tiles, and between them the lists' places: (3, "columns.0.tiles", 1)
Said = tuple[Way | None, str]


def at_tiles(said: Iterable[Said]) -> StreamBlockValidationError:
    """Return an error with each message at its tile: (way in the stream, text); without a way above the stream."""
    said = list(said)
    elsewhere = list(dict.fromkeys(text for way, text in said if way is None))
    return _stream([(way, text) for way, text in said if way], elsewhere)


def _stream(said: list[tuple[Way, str]], elsewhere: Iterable[str] = ()) -> StreamBlockValidationError:
    return StreamBlockValidationError({index: _tile(rest) for index, rest in _grouped(said)}, list(elsewhere))


def _tile(said: list[tuple[Way, str]]) -> ValidationError:
    own = [text for way, text in said if not way]
    inner: list[tuple[Way, Way, str]] = [(tuple(str(way[0]).split(".")), way[1:], text) for way, text in said if way]
    return _value(inner, own) if inner else ValidationError(own)


def _value(said: list[tuple[Way, Way, str]], own: Iterable[str] = ()) -> ValidationError:
    """The error of a value of which the lists of tiles stand at the first of each: (steps, way in the list, text)."""
    if not said[0][0]:
        return _stream([(way, text) for _steps, way, text in said])
    found: dict[Any, list[tuple[Way, Way, str]]] = {}
    for steps, way, text in said:
        found.setdefault(steps[0], []).append((steps[1:], way, text))
    below = {step: _value(rest) for step, rest in found.items()}
    if str(said[0][0][0]).isdecimal():
        return ListBlockValidationError({int(step): error for step, error in below.items()}, list(own))
    return StructBlockValidationError(below, list(own))


def _grouped(said: list[tuple[Way, str]]) -> list[tuple[Any, list[tuple[Way, str]]]]:
    found: dict[Any, list[tuple[Way, str]]] = {}
    for way, text in said:
        found.setdefault(way[0], []).append((way[1:], text))
    return list(found.items())
