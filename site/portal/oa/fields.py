"""The fields of a draft against the schema of its maker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from .problems import Problem, pointer_of

MOST_ERRORS = 50


def check(schema: dict[str, Any], fields: dict[str, Any]) -> None:
    """Raise Problem with every field that doesn't fit the schema."""
    found = Draft202012Validator(schema, format_checker=FormatChecker(["date"])).iter_errors(fields)
    if errors := list(dict.fromkeys(pair for error in found for pair in _sentences(error, schema)))[:MOST_ERRORS]:
        raise Problem("invalid", errors=errors)


def _sentences(error: ValidationError, schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (pointer, sentence) for one error; the library's own words are English only, and quote what was sent."""
    name = str(error.absolute_path[0]) if error.absolute_path else ""
    limit: Any = error.validator_value
    match error.validator:
        case "required":
            missing = [name for name in limit if name not in error.instance]
            yield from ((pointer_of(name), _("This field is missing.")) for name in missing)
        case "additionalProperties":
            unknown = [name for name in error.instance if name not in schema["properties"]]
            yield from ((pointer_of(name[:80]), _("There is no such field.")) for name in unknown)
        case "type":
            wanted = limit if isinstance(limit, str) else "、".join(limit)
            yield pointer_of(name), _("The value must be of the type %(type)s.") % {"type": wanted}
        case "maxLength":
            yield pointer_of(name), _("The value is longer than %(length)s characters.") % {"length": limit}
        case "enum":
            yield pointer_of(name), _("The value must be one of: %(values)s.") % {"values": "、".join(limit)}
        case "format":
            yield pointer_of(name), _("The value must be a date (YYYY-MM-DD).")
        case _:
            yield pointer_of(name), _("The value doesn't fit the schema.")
