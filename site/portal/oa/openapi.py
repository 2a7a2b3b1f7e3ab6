"""What openapi.json says beyond the shapes: signing, headers, uploads, and the kinds of drafts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from . import services
from .callers import RAW
from .problems import Problem

DESCRIPTION = """\
Systems of the department hand in drafts, start their approval and follow it (clause D5). Every request is signed and
names the person for whom it is made; see docs/oa.md for the string that is signed and a client that does it."""

_HEADERS = {
    "Timestamp": ("Gongkai-Timestamp", "Seconds since 1970, by the caller's clock.", r"^[0-9]{1,12}$"),
    "Nonce": ("Gongkai-Nonce", "A random value that is used once.", "^[A-Za-z0-9_-]{16,64}$"),
    "Signature": ("Gongkai-Signature", "HMAC-SHA256 in hexadecimal digits.", "^[0-9a-f]{64}$"),
    "Maker": ("Gongkai-Maker", "The person for whom it is done, percent-encoded UTF-8.", "^[!-~]{1,360}$"),
    "Unit": ("Gongkai-Unit", "The code of the unit in which that person holds a post.", "^[A-Za-z0-9_-]{1,40}$"),
    "IdempotencyKey": (
        "Idempotency-Key", "Repeated with the same request, it gets the same answer for some days.", "^[!-~]{1,120}$",
    ),
}  # fmt: skip
_COMMON = ("Timestamp", "Nonce", "Signature", "Maker", "Unit")


def _refs(*names: str) -> list[dict[str, str]]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


READING: dict[str, Any] = {"parameters": _refs(*_COMMON)}
CHANGING: dict[str, Any] = {"parameters": _refs(*_COMMON, "IdempotencyKey")}
UPLOADING: dict[str, Any] = {
    "parameters": _refs(*_COMMON, "IdempotencyKey"),
    "requestBody": {"required": True, "content": {RAW: {}}},
}


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """Add the headers, the kinds' fields, and the media type of problems to what the shapes give."""
    components = schema["components"]
    components["parameters"] = {
        name: {
            "name": header,
            "in": "header",
            "required": True,
            "description": text,
            "schema": {"type": "string", "pattern": pattern},
        }
        for name, (header, text, pattern) in _HEADERS.items()
    }
    for maker in services.makers().values():
        components["schemas"][f"Fields-{maker.name}"] = maker.schema()
    for path in schema["paths"].values():
        for found in path.values():
            for status, response in found["responses"].items():
                if int(status) >= 400:
                    response["content"] = {"application/problem+json": response["content"]["application/json"]}
    return schema


_SENTENCES = {
    "missing": lambda _context: _("This field is missing."),
    "extra_forbidden": lambda _context: _("There is no such field."),
    "string_too_long": lambda context: (
        _("The value is longer than %(length)s characters.") % {"length": context["max_length"]}
    ),
    "too_long": lambda context: _("There are more than %(count)s.") % {"count": context["max_length"]},
}


def invalid(errors: list[dict[str, Any]]) -> Problem:
    """The problem of a request that doesn't fit the shapes; pydantic's own words are English only."""
    return Problem("invalid", errors=[(_pointer(error["loc"]), _sentence(error)) for error in errors[:50]])


def _pointer(place: tuple[Any, ...]) -> str:
    """``("body", "draft", "kind")`` is ``/kind`` of the body; of a query or a path the name stands alone."""
    parts = place[2:] if place[0] == "body" else place[1:]
    return "".join(f"/{part}" for part in parts)


def _sentence(error: dict[str, Any]) -> str:
    words = _SENTENCES.get(error["type"])
    if words:
        return words(error.get("ctx", {}))
    wanted = error["type"].partition("_")[0]
    return _("The value isn't right (%(wanted)s).") % {"wanted": wanted}
