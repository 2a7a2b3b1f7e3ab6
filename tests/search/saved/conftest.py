"""Searches that somebody saved, and documents that are published meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from search import services as searching
from search.models import SavedSearch
from search.query import from_address
from search.saved import services

ADDRESS = "lu.yuan@example.org"


@pytest.fixture
def publish(shelf) -> Callable[..., None]:
    """Publish a document on the shelf at a moment, found by search; ``bring`` others in as well."""

    def put(pk: str, title: str, at: datetime | None = None, **facts) -> None:
        at = timezone.localtime(at or timezone.now())
        shelf.put(pk, title=title, **{"on": at.date(), "published_at": at, "updated_at": at} | facts)
        searching.write_current(shelf.source(), [pk])

    return put


@pytest.fixture
def saved(engine) -> Callable[..., SavedSearch]:
    """A search that was confirmed an hour ago."""

    def make(search: str = "q=采矿权", how: str = "daily", to: str = ADDRESS) -> SavedSearch:
        services.ask(to, from_address(QueryDict(search)), how)
        row = SavedSearch.objects.latest("pk")
        services.confirm(row, how)
        hour_ago = timezone.now() - timedelta(hours=1)
        SavedSearch.objects.filter(pk=row.pk).update(since=hour_ago, next_at=hour_ago if row.next_at else None)
        return SavedSearch.objects.get(pk=row.pk)

    return make


@pytest.fixture(autouse=True)
def _no_limits_of_others():
    from tests.plugins.portal import empty_caches

    empty_caches()
    yield
    empty_caches()


def ago(**much: float) -> datetime:
    return timezone.now() - timedelta(**much)
