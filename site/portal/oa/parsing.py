"""JSON as the portal takes it: no name twice, no number that is none, no character that isn't text."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from .problems import Problem


class StrictParser(Parser):
    """Reads the bodies of requests; raises Problem."""

    def parse_body(self, request: HttpRequest) -> Any:
        return parse(request.body)


def parse(body: bytes) -> dict[str, Any]:
    """Return the object that a body holds; Problem says what it is instead."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_names_once)
    except (ValueError, RecursionError) as error:
        raise Problem("malformed", _("This is no JSON: %(error)s") % {"error": str(error)[:200]}) from error
    if not isinstance(value, dict):
        raise Problem("malformed", _("this is no JSON object"))
    if not all(_is_text(text) for text in _texts(value)):
        raise Problem("malformed", _("It holds characters that aren't text."))
    return value


def _no_number(name: str) -> None:
    raise ValueError(name)


def _names_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _texts(value: Any) -> list[str]:
    found, waiting = [], [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, dict):
            waiting += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            waiting += part
    return found


def _is_text(text: str) -> bool:
    return "\x00" not in text and not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text)
