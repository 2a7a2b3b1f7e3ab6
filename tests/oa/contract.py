"""Every answer that a test gets is held against openapi.json, as the portal serves it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker


@cache
def document() -> dict[str, Any]:
    """What the portal says of itself."""
    return Client().get("/oa/v1/openapi.json").json()


def check(method: str, address: str, response: Any) -> None:
    """AssertionError when an answer's status, media type or content isn't what openapi.json promises."""
    operation = _operation(method, address.partition("?")[0])
    if operation is None:
        return
    promised = operation["responses"].get(str(response.status_code))
    assert promised, f"{method} {address} answered {response.status_code}: {response.content.decode()[:500]}"
    media = response.headers["Content-Type"].partition(";")[0]
    assert media in promised["content"], f"{media} instead of {list(promised['content'])}"
    schema = {**promised["content"][media]["schema"], "components": document()["components"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(response.json())


def _operation(method: str, path: str) -> dict[str, Any] | None:
    for template, methods in document()["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path):
            return methods.get(method.lower())
    return None
