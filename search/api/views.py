"""The page that explains the public API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from portal.apis.problems import language_of

from . import limits
from .api import MOST_ROWS

ADDRESSES: list[tuple[str, Any]] = [
    ("/api/v1/documents/", _("All public documents, newest first.")),
    (
        "/api/v1/documents/{key}",
        _("One document with text, metadata, attachments and how it relates to others."),
    ),
    ("/api/v1/search", _("What the search page finds, with the same words, filters and order.")),
    ("/api/v1/openapi.json", _("The whole description for programs (OpenAPI 3.1).")),
]
PARAMETERS: list[tuple[str, Any]] = [
    (
        "kind, topic, column, unit, year, effect, files",
        _("Filters, as on the search page. Repeated, one of the values is enough."),
    ),
    ("since", _("Only what was published, or published again, from this moment on (ISO 8601 with its time zone).")),
    ("q, sort, plain", _("Search only: the words, the order (relevance or date), and 1 for these words unchanged.")),
    ("limit", _("How many on a page: 1 to 100.")),
    ("cursor", _("The value of next_cursor, to go on. It belongs to the question that it was given for.")),
]


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """Say in words what there is to ask, in the reader's language."""
    with override(language_of(request) if request.GET.get("lang") is None else _chosen(request.GET["lang"])):
        values = {
            "addresses": ADDRESSES,
            "parameters": PARAMETERS,
            "most": MOST_ROWS,
            "limit": limits.REQUESTS,
            "base": request.build_absolute_uri("/api/v1/"),
        }
        return render(request, "search/api/explained.html", values)


def _chosen(language: str) -> str:
    return "en" if language == "en" else "zh-hans"
