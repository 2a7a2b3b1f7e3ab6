"""A search as a feed, RSS and Atom: the newest documents that match, with the page's words and filters."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, get_tag_uri
from django.utils.http import parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.addons.types import IndexRecord
from portal.text.writable import writable

from ..engines.base import EngineUnavailable
from ..query import Asked, address, from_address
from ..records import public
from ..services import newest
from .wording import named

MOST = 20
RETRY_SECONDS = "600"


@dataclass(frozen=True)
class Listed:
    """A search, and what the public may see now of its newest results."""

    asked: Asked
    records: list[IndexRecord]


class SearchFeed(Feed):
    """The newest results of a search. What was published is dated by the portal, never by its source."""

    feed_type: Any = Rss201rev2Feed
    own_address = "search:rss"

    def get_object(self, request: HttpRequest, listed: Listed) -> Listed:
        self.request = request
        return listed

    def title(self, listed: Listed) -> str:
        return writable(_("Search: %(search)s") % {"search": named(listed.asked)})

    def description(self, listed: Listed) -> str:
        return _("What is new among the results of this search, the newest first.")

    subtitle = description

    def link(self, listed: Listed) -> str:
        return self._address(reverse("search:results") + address(listed.asked, sort="date"))

    def feed_url(self, listed: Listed) -> str:
        return self._address(reverse(self.own_address) + address(listed.asked, sort=None))

    feed_guid = feed_url

    def items(self, listed: Listed) -> list[IndexRecord]:
        return listed.records

    def item_title(self, item: Any) -> str:
        return writable(item.title)

    def item_description(self, item: Any) -> str:
        return writable(item.abstract)

    def item_link(self, item: Any) -> str:
        return self._address(item.url)

    def item_guid(self, item: Any) -> str:
        return get_tag_uri(self._address(f"/{item.key.replace(':', '/')}"), item.published_at)

    item_guid_is_permalink = False

    def item_pubdate(self, item: Any) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Any) -> datetime | None:
        return item.updated_at

    def _address(self, url: str) -> str:
        return self.request.build_absolute_uri(url or "/")


class AtomFeed(SearchFeed):
    """The same in Atom."""

    feed_type = Atom1Feed
    own_address = "search:atom"


@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """The feed of a search in RSS 2.0; the parameters are those of the page of results."""
    return _answer(request, SearchFeed)


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The feed of a search in Atom."""
    return _answer(request, AtomFeed)


def _answer(request: HttpRequest, feed: type[SearchFeed]) -> HttpResponse:
    asked = from_address(request.GET)
    if not asked.query.asks_something:
        raise Http404
    try:
        found = newest(asked, MOST)
    except EngineUnavailable:
        said = _("Search is not available at the moment.")
        headers = {"Retry-After": RETRY_SECONDS}
        return HttpResponse(said, status=503, content_type="text/plain; charset=utf-8", headers=headers)
    records = list(public([hit.key for hit in found.hits]).values())
    return _conditional(request, feed()(request, Listed(asked, records)), records)


def _conditional(request: HttpRequest, response: HttpResponse, records: list[IndexRecord]) -> HttpResponse:
    """Answer 304 where nothing changed. The ETag is of what is told: an empty feed is dated by the moment it is read.

    When the newest item is withdrawn, the time of the last change goes back, and whoever has only the later time must
    be told (law 4): a time is the same or it isn't.
    """
    told = [(item.key, item.title, item.abstract, item.url, item.published_at, item.updated_at) for item in records]
    where = (request.get_full_path(), settings.WAGTAIL_SITE_NAME)
    etag = f'W/"{hashlib.sha256(repr((where, told)).encode("utf-8", "replace")).hexdigest()[:32]}"'
    if not records:
        del response["Last-Modified"]
    changed = response.headers.get("Last-Modified")
    same = changed is not None and request.headers.get("If-Modified-Since") == changed
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["X-Robots-Tag"] = "noindex"
    at = parse_http_date_safe(changed) if same and changed else None
    return get_conditional_response(request, etag=etag, last_modified=at, response=response) or response
