"""A search as a feed: what it holds, what it never holds, and when it says that nothing changed."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import engines
from search import services as searching
from search.engines.base import EngineUnavailable
from search.saved import feeds

from .conftest import ago

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def published(publish):
    publish("1", "采矿权出让登记办法", ago(days=3), abstract="登记机构应当受理", kind="disclosure")
    publish("2", "采矿权转让规定", ago(days=1), kind="news")
    publish("3", "不动产登记须知", ago(hours=1))
    return publish


def get(client, form: str = "rss", headers: dict | None = None, **parameters):
    return client.get(reverse(f"search:{form}"), parameters, headers=headers or {})


def titles(response) -> list[str]:
    found = ElementTree.fromstring(response.content)
    return [item.findtext("title") for item in found.iter("item")] or [
        entry.findtext(f"{ATOM}title") for entry in found.iter(f"{ATOM}entry")
    ]


def test_both_formats_hold_what_the_page_finds_the_newest_first(client, published) -> None:
    for form in ("rss", "atom"):
        response = get(client, form, q="采矿权")
        assert response.headers["Content-Type"].startswith(f"application/{form}+xml")
        assert titles(response) == ["采矿权转让规定", "采矿权出让登记办法"]
    item = ElementTree.fromstring(get(client, q="采矿权").content).findall("channel/item")[1]
    assert item.findtext("link") == "http://testserver/1/" and item.findtext("description") == "登记机构应当受理"
    assert item.findtext("guid").startswith("tag:testserver") and item.findtext("pubDate")


def test_filters_and_the_language_of_queries_are_the_pages(client, published) -> None:
    assert titles(get(client, q="采矿权", kind="news")) == ["采矿权转让规定"]
    assert titles(get(client, q="采矿权 -转让")) == ["采矿权出让登记办法"]
    assert titles(get(client, kind="disclosure")) == ["采矿权出让登记办法"]
    assert titles(get(client, q="采矿权 量子计算机 超导")) == [], "nothing is looked for more broadly"


def test_results_name_their_feeds(client, published) -> None:
    html = client.get(reverse("search:results"), {"q": "采矿权", "kind": "news", "sort": "date"}).content.decode()
    query = "?q=%E9%87%87%E7%9F%BF%E6%9D%83&amp;kind=news"
    for form in ("rss", "atom"):
        assert (
            f'<link rel="alternate" type="application/{form}+xml" title="采矿权" href="/search.{form}{query}">' in html
        )
    assert f'href="/search.rss{query}"' in html and f'href="/search/saved/{query}"' in html


def test_at_most_so_many(client, publish, monkeypatch) -> None:
    monkeypatch.setattr(feeds, "MOST", 2)
    for pk in range(4):
        publish(str(pk), f"采矿权公告{pk}", ago(days=pk))
    assert titles(get(client, q="采矿权")) == ["采矿权公告0", "采矿权公告1"]


def test_what_is_withdrawn_leaves_at_once_even_where_the_index_still_has_it(client, published, shelf) -> None:
    """Law 4."""
    del shelf.records["2"]
    assert titles(get(client, q="采矿权")) == ["采矿权出让登记办法"]


def test_the_same_is_answered_with_304_and_a_withdrawal_is_not(client, published, shelf) -> None:
    first = get(client, q="采矿权")
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert "no-cache" in first.headers["Cache-Control"]
    assert get(client, q="采矿权", headers={"If-None-Match": etag}).status_code == 304
    assert get(client, q="采矿权", headers={"If-Modified-Since": changed}).status_code == 304
    assert get(client, "atom", q="采矿权", headers={"If-None-Match": etag}).status_code == 200
    del shelf.records["2"]
    for header in ({"If-None-Match": etag}, {"If-Modified-Since": changed}):
        after = get(client, q="采矿权", headers=header)
        assert after.status_code == 200 and titles(after) == ["采矿权出让登记办法"]
    assert after.headers["Last-Modified"] != changed


def test_a_feed_without_results_is_the_same_whenever_it_is_read(client, published, travel_to_morrow) -> None:
    first = get(client, q="量子计算机")
    assert titles(first) == [] and "Last-Modified" not in first.headers
    travel_to_morrow()
    assert get(client, q="量子计算机", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.fixture
def travel_to_morrow(monkeypatch):
    from django.utils import feedgenerator

    real = feedgenerator.datetime.datetime

    class Tomorrow(real):
        @classmethod
        def now(cls, tz=None):
            return real.now(tz) + timedelta(days=1)

    return lambda: monkeypatch.setattr(feedgenerator.datetime, "datetime", Tomorrow)


def test_nothing_asked_is_no_feed_and_an_engine_that_is_away_says_so(client, published, monkeypatch) -> None:
    assert get(client).status_code == 404

    def down(query):
        raise EngineUnavailable("connection refused at 10.0.0.1")

    monkeypatch.setattr(engines.current(), "search", down)
    response = get(client, q="采矿权")
    assert (
        response.status_code == 503 and response.headers["Retry-After"] and "10.0.0.1" not in response.content.decode()
    )


def test_the_number_of_queries_doesnt_grow_with_the_results(client, publish, django_assert_max_num_queries) -> None:
    for pk in range(15):
        publish(str(pk), f"采矿权公告{pk}", ago(days=pk))
    get(client, q="采矿权")
    with django_assert_max_num_queries(5):
        get(client, q="采矿权")


@given(q=st.text(max_size=60), kind=st.text(max_size=10))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_is_a_feed_that_can_be_read(client, published, q: str, kind: str) -> None:
    response = client.get("/search.atom", {"q": q, "kind": kind})
    assert response.status_code in (200, 404)
    if response.status_code == 200:
        ElementTree.fromstring(response.content)


def test_newest_finds_to_the_letter_and_only_what_was_published_since(published) -> None:
    from django.http import QueryDict

    from search.query import from_address

    asked = from_address(QueryDict("q=采矿权"))
    since = int(ago(days=2).timestamp())
    assert [hit.card["title"] for hit in searching.newest(asked, 9, since).hits] == ["采矿权转让规定"]
    assert searching.newest(from_address(QueryDict("")), 9).total == 0
