"""What goes wrong, as problem details (RFC 9457) in the caller's language: a code for programs, words for people."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Annotated, Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language_from_request, gettext_lazy
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

PROBLEMS: dict[str, tuple[int, Any]] = {
    "malformed": (400, gettext_lazy("The request can't be read.")),
    "not-found": (404, gettext_lazy("There is nothing at this address.")),
    "not-allowed": (405, gettext_lazy("This address doesn't take that method.")),
    "too-large": (413, gettext_lazy("The request is too large.")),
    "invalid": (422, gettext_lazy("Something handed in isn't right.")),
    "too-many": (429, gettext_lazy("Too many requests; try again later.")),
    "unavailable": (503, gettext_lazy("Search is not available at the moment.")),
    "failed": (500, gettext_lazy("The portal failed to answer; the request can be repeated.")),
}


class Problem(Exception):
    """One of ``known``, with what is to be said of it: ``errors`` are (JSON pointer, sentence) pairs."""

    known: ClassVar[dict[str, tuple[int, Any]]] = PROBLEMS

    def __init__(
        self,
        code: str,
        detail: Any = "",
        errors: Iterable[tuple[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.code, self.detail, self.errors = code, detail, list(errors)
        self.status, self.title = self.known[code]
        self.headers = dict(headers or {})
        super().__init__(code)

    def as_json(self) -> dict[str, Any]:
        """The problem's details, in the language that is active."""
        return {
            "type": f"urn:gongkai:problem:{self.code}",
            "title": str(self.title),
            "status": self.status,
            "detail": str(self.detail or self.title),
            "errors": [{"pointer": pointer, "detail": str(sentence)} for pointer, sentence in self.errors],
        }


class Pointed(Schema):
    pointer: Annotated[str, Field(description="Where it is in the request, as a JSON pointer.")]
    detail: str


class ProblemDetails(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Pointed]


def answer(details: dict[str, Any], headers: Mapping[str, str] | None = None) -> JsonResponse:
    """A problem as an answer."""
    kind = "application/problem+json"
    return JsonResponse(details, status=details["status"], content_type=kind, headers=dict(headers or {}))


def too_many(seconds: int) -> dict[str, str]:
    """The headers that go with "too many requests"."""
    return {"Retry-After": str(seconds)}


def language_of(request: HttpRequest) -> str:
    """The caller's language, of those the portal speaks; without a wish the portal's own."""
    if "Accept-Language" not in request.headers:
        return settings.LANGUAGE_CODE
    return get_language_from_request(request)


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """Give the problems of an OpenAPI document their media type."""
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


def pointed(errors: list[dict[str, Any]], gathered: Container[str] = ()) -> list[tuple[str, str]]:
    """Return what doesn't fit the shapes as pointers and sentences; pydantic's own words are English only.

    ``gathered`` are the names under which a view takes several parameters as one shape: no caller knows them.
    """
    return [(_pointer(error["loc"], gathered), _sentence(error)) for error in errors[:50]]


def _pointer(place: tuple[Any, ...], gathered: Container[str]) -> str:
    """``("body", "draft", "kind")`` is ``/kind`` of the body; of a query or a path the name stands alone."""
    named = place[0] == "body" or (len(place) > 2 and place[1] in gathered)
    return "".join(f"/{part}" for part in place[2 if named else 1 :])


def _sentence(error: dict[str, Any]) -> str:
    words = _SENTENCES.get(error["type"])
    if words:
        return words(error.get("ctx", {}))
    wanted = error["type"].partition("_")[0]
    return _("The value isn't right (%(wanted)s).") % {"wanted": wanted}
