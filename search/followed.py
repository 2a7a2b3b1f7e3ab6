"""Which searches lead to something: how often a result was opened from a page of results (docs/usage.md).

A browser tells the portal from which of its own pages a link was followed. So links carry nothing, nothing is sent
beside them, and nothing is written down but the words, once more.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from portal.usage.gathering import is_a_reader

from . import searched_words
from .engines.base import EngineUnavailable
from .query import Asked, from_address
from .services import leads_to


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count where a page is answered that was opened from a page of results."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html"):
            count(request)
        return response

    return answered


def count(request: HttpRequest) -> None:
    """Count that somebody of the public followed a result; what else the page of results leads to is none."""
    asked = _asked_before(request)
    words = searched_words.kept(asked.typed) if asked else ""
    if asked is None or not words or not is_a_reader(request):
        return
    try:
        if leads_to(asked, request.path):
            searched_words.gathered.add([(timezone.localdate(), words, searched_words.FOLLOWED)])
    except EngineUnavailable:
        return


def _asked_before(request: HttpRequest) -> Asked | None:
    """Return the search from whose page of results the request comes, None where it comes from elsewhere."""
    results = reverse("search:results")
    referrer = request.headers.get("Referer", "")
    if results not in referrer or request.path == results:
        return None
    try:
        place = urlsplit(referrer)
    except ValueError:
        return None
    if place.netloc != request.get_host() or place.path != results:
        return None
    return from_address(QueryDict(place.query))
