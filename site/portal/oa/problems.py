"""What goes wrong, as problem details (RFC 9457) in the caller's language: a code for programs, words for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _

from portal.addons.types import DraftRefused
from portal.approvals.errors import ActRefused, PublishingRefused, Stale

PROBLEMS: dict[str, tuple[int, Any]] = {
    "malformed": (400, _("The request can't be read.")),
    "unauthorised": (401, _("The token is missing, unknown, expired or revoked.")),
    "bad-signature": (401, _("The signature doesn't fit the request.")),
    "clock-skew": (401, _("The time of the request is too far from the portal's.")),
    "replayed": (401, _("This request has been received already.")),
    "wrong-address": (403, _("The system may not call from this address.")),
    "missing-scope": (403, _("The system may not do this.")),
    "maker-refused": (403, _("The named person can't act here.")),
    "not-found": (404, _("There is nothing at this address.")),
    "not-allowed": (405, _("This address doesn't take that method.")),
    "stale": (409, _("Somebody acted on the case since then.")),
    "refused": (409, _("The act was refused; nothing was changed.")),
    "key-used": (409, _("This idempotency key was used for another request.")),
    "too-large": (413, _("The request is too large.")),
    "invalid": (422, _("Something handed in isn't right.")),
    "too-many": (429, _("Too many requests; try again later.")),
    "failed": (500, _("The portal failed to answer; the request can be repeated.")),
}


class Problem(Exception):
    """One of :data:`PROBLEMS`, with what is to be said of it: ``errors`` are (JSON pointer, sentence) pairs."""

    def __init__(
        self,
        code: str,
        detail: Any = "",
        errors: Iterable[tuple[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.code, self.detail, self.errors = code, detail, list(errors)
        self.status, self.title = PROBLEMS[code]
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


def of(error: Exception) -> Problem:
    """Return the problem that an exception of the rooms below means."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, DraftRefused):
        pairs = [(pointer_of(name), line) for name, found in error.errors.items() for line in found]
        return Problem("invalid", " ".join(str(line) for _pointer, line in pairs), pairs)
    if isinstance(error, ActRefused):
        return Problem(
            "stale" if isinstance(error, Stale) else "refused", error, [("", line) for line in error.reasons]
        )
    return Problem("refused", error)


REFUSALS = (Problem, DraftRefused, ActRefused, PublishingRefused)


def pointer_of(name: str) -> str:
    """The JSON pointer of a field that a draft maker names ("" is the whole request)."""
    if not name:
        return ""
    return "/attachments" if name == "attachments" else f"/fields/{name}"


def answer(details: dict[str, Any], headers: Mapping[str, str] | None = None) -> JsonResponse:
    """A problem as an answer."""
    kind = "application/problem+json"
    return JsonResponse(details, status=details["status"], content_type=kind, headers=dict(headers or {}))


def language_of(request: HttpRequest) -> str:
    """The caller's language, of those the portal speaks; without a wish the portal's own."""
    if "Accept-Language" not in request.headers:
        return settings.LANGUAGE_CODE
    return get_language_from_request(request)
