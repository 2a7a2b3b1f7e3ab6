"""How often a result was opened is counted by words and day, and nothing else is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search import engines, searched_words, services
from search.engines.base import EngineUnavailable
from search.models import SearchedWords
from tests import factories

pytestmark = pytest.mark.django_db
READER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
PRIVACY = "/privacy/"  # a page of the portal that answers; the shelf's item says that it stands there
SEARCH = "http://testserver/search/?q=采矿权"


@pytest.fixture(autouse=True)
def nothing_gathered():
    """Counts of other tests in this process aren't ours."""
    searched_words.gathered.take()
    yield
    searched_words.gathered.take()


@pytest.fixture
def reader() -> Client:
    return Client(**READER)


@pytest.fixture
def found(shelf):
    shelf.put("1", title="采矿权出让登记办法", url=PRIVACY, kind="news")
    services.write_current(shelf.source(), list(shelf.records))
    return shelf


def opened(client: Client, referrer: str, url: str = PRIVACY, **more) -> None:
    assert client.get(url, headers={"Referer": referrer}, **more).status_code == 200


def written() -> dict[str, int]:
    searched_words.gathered.write()
    return {row.words: row.followed for row in SearchedWords.objects.filter(day=factories.today())}


def test_a_result_that_is_opened_counts_for_the_words_in_their_one_writing(reader, found) -> None:
    reader.get("/search/", {"q": "采矿权"})
    opened(reader, SEARCH)
    opened(reader, "http://testserver/search/?q=採礦權&kind=news&sort=date")
    assert written() == {"采矿权": 2}
    row = SearchedWords.objects.get()
    assert (row.asked, row.nothing_found, row.followed) == (1, 0, 2)


def test_links_of_results_carry_nothing(reader, found) -> None:
    html = reader.get("/search/", {"q": "采矿权"}).content.decode()
    assert f'<a href="{PRIVACY}"><mark>采矿权</mark>' in html


@pytest.mark.parametrize(
    "referrer",
    [
        "", "http://testserver/", "http://testserver/search/saved/?q=采矿权", "https://elsewhere.example/search/?q=采矿权",
        "http://testserver/search/", "http://testserver/search/?q=量子计算机", "http://testserver/search/?page=2",
        "http://testserver/search/?q=13800138000", "http://[/search/?q=采矿权", "/search/?q=采矿权",
        "http://testserver/search/?q=采矿权&kind=disclosure",
    ],
)  # fmt: skip
def test_what_was_opened_from_elsewhere_or_is_no_result_there_counts_for_nothing(reader, found, referrer) -> None:
    opened(reader, referrer)
    assert written() == {}


def test_what_else_the_page_of_results_leads_to_is_no_result(reader, found) -> None:
    opened(reader, SEARCH, "/search/?q=采矿权&kind=news")
    opened(reader, SEARCH, "/sitemap/")
    opened(reader, SEARCH, "/search/suggest/?q=采矿")
    assert written() == {}


def test_neither_staff_nor_programs_count(reader, found, department, client) -> None:
    client.force_login(department.registration.liaison)
    opened(client, SEARCH, **READER)
    opened(Client(HTTP_USER_AGENT="Baiduspider/2.0"), SEARCH)
    reader.head(PRIVACY, headers={"Referer": SEARCH})
    assert written() == {}


def test_nothing_about_anybody_is_kept(reader, found) -> None:
    """No cookie is set, and no row holds an address, a network, a moment or which result it was."""
    response = reader.get(PRIVACY, headers={"Referer": SEARCH}, REMOTE_ADDR="203.0.113.77")
    assert not response.cookies and not reader.cookies
    with CaptureQueriesContext(connection) as queries:
        assert written() == {"采矿权": 1}
    told = "\n".join(query["sql"] for query in queries)
    assert "203.0.113.77" not in told and PRIVACY not in told and "Firefox" not in told
    fields = {field.name for field in SearchedWords._meta.get_fields()}
    assert fields == {"id", "day", "words", "asked", "nothing_found", "followed"}


def test_an_engine_that_is_away_stops_nobody(reader, found, monkeypatch) -> None:
    def down(query):
        raise EngineUnavailable

    monkeypatch.setattr(engines.current(), "search", down)
    opened(reader, SEARCH)
    assert written() == {}


def test_a_recommended_page_counts_as_well(reader, shelf, monkeypatch) -> None:
    monkeypatch.setattr(services.best_bets, "shown", lambda typed, text: [{"url": PRIVACY, "title": "隐私"}])
    opened(reader, SEARCH)
    assert written() == {"采矿权": 1}


def test_a_page_that_is_opened_without_a_search_costs_no_query_more(reader, found) -> None:
    reader.get(PRIVACY)
    with CaptureQueriesContext(connection) as without:
        reader.get(PRIVACY)
    with CaptureQueriesContext(connection) as elsewhere:
        opened(reader, "http://testserver/interaction/answers/")
    assert len(elsewhere) == len(without)
