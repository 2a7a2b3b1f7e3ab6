"""Every URL of the resolver, and an address for each, made from the objects of the tests' site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
_ANONYMOUS = re.compile(r"\((?!\?)(?:[^()]|\([^()]*\))*\)")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One URL of the resolver: as it is written, with its parameters in angle brackets."""

    pattern: str

    @property
    def parameters(self) -> list[str]:
        return _PARAMETER.findall(self.pattern)

    def address(self, values: dict[str, Any]) -> str:
        """The address with its parameters filled in; KeyError names a parameter without a value."""
        return "/" + _PARAMETER.sub(lambda found: str(values[found[1]]), self.pattern)


def _written(pattern: RoutePattern | RegexPattern) -> str:
    if isinstance(pattern, RoutePattern):
        return str(pattern)
    text = pattern.regex.pattern
    text = _GROUP.sub(r"<\1>", text)
    text = _ANONYMOUS.sub("<rest>", text).replace("(?:", "(")
    return text.removeprefix("^").removesuffix("$").removesuffix(r"\Z").replace("\\", "")


def _walk(entries: list[URLPattern | URLResolver], prefix: str) -> Iterator[Route]:
    for entry in entries:
        pattern = prefix + _written(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, pattern)
        else:
            yield Route(pattern)


def routes() -> list[Route]:
    """Every URL, once, in the order of the resolver: of two that are written alike the first answers."""
    return list(dict.fromkeys(_walk(get_resolver().url_patterns, "")))
