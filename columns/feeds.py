"""Feeds of columns, RSS and Atom: what is new in them (clause C1). An address keeps, whatever a column is called.

A column that is archived keeps its feed with its last items, and says so; a merged one leads to the feed of the column
that took it over; one that is gone answers 410.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, get_tag_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.text.writable import writable

from . import reading
from .models import ColumnPage, Life
from .models.items import ItemPage
from .sections.reading import Closing, retired_above
from .sections.visibility import answer_for_hidden

MOST = 20


class ColumnFeed(Feed):
    """The newest items of a column."""

    feed_type: Any = Rss201rev2Feed
    own_address = "columns_public:rss"

    def get_object(self, request: HttpRequest, column: ColumnPage) -> ColumnPage:
        self.request = request
        return column

    def title(self, column: ColumnPage) -> str:
        return writable(column.title)

    def link(self, column: ColumnPage) -> str:
        return self._address(column.get_url(self.request))

    def feed_url(self, column: ColumnPage) -> str:
        return self._address(reverse(self.own_address, args=[column.pk]))

    feed_guid = feed_url

    def description(self, column: ColumnPage) -> str:
        if retired_above(column.path, self.request):
            return _("This column has been closed: nothing new comes here. These are its last items.")
        return writable(column.description)

    subtitle = description

    def items(self, column: ColumnPage) -> list[ItemPage]:
        return reading.newest(column, MOST, self.request)

    def item_title(self, item: Any) -> str:
        return writable(item.title)

    def item_description(self, item: Any) -> str:
        return writable(item.abstract)

    def item_link(self, item: Any) -> str:
        return self._address(item.get_url(self.request))

    def item_guid(self, item: Any) -> str:
        return get_tag_uri(self._address(f"/pages/{item.pk}"), item.first_published_at)

    item_guid_is_permalink = False

    def item_pubdate(self, item: Any) -> datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: Any) -> datetime | None:
        return item.last_published_at

    def _address(self, url: str | None) -> str:
        return self.request.build_absolute_uri(url or "/")


class AtomFeed(ColumnFeed):
    """The same in Atom."""

    feed_type = Atom1Feed
    own_address = "columns_public:atom"


@require_safe
def rss(request: HttpRequest, pk: int) -> HttpResponse:
    """The feed of a column in RSS 2.0."""
    return _answer(request, pk, ColumnFeed)


@require_safe
def atom(request: HttpRequest, pk: int) -> HttpResponse:
    """The feed of a column in Atom."""
    return _answer(request, pk, AtomFeed)


def _answer(request: HttpRequest, pk: int, feed: type[ColumnFeed]) -> HttpResponse:
    column = get_object_or_404(ColumnPage.objects.live(), pk=pk)
    if answer := answer_for_hidden(column, request):
        return answer
    closed = retired_above(column.path, request)
    if closed and closed.outcome == Life.Outcome.MERGED:
        return _of_target(closed, feed)
    return feed()(request, column)


def _of_target(closed: Closing, feed: type[ColumnFeed]) -> HttpResponse:
    target = ColumnPage.objects.live().filter(pk=closed.merged_into).first()
    if target is None:
        raise Http404
    return HttpResponseRedirect(reverse(feed.own_address, args=[target.pk]))
