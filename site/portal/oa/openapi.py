"""What openapi.json says beyond the shapes: signing, headers, uploads, and the kinds of drafts."""

from __future__ import annotations

from typing import Any

from portal.apis import problems

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
    return problems.described(schema)


def invalid(errors: list[dict[str, Any]]) -> Problem:
    """The problem of a request that doesn't fit the shapes."""
    return Problem("invalid", errors=problems.pointed(errors))
