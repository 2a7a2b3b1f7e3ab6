"""What editors put above the results of certain words: public pages, and never anything else (law 4)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.approvals import takedowns
from search import best_bets, services
from search.models import Scheme
from search.query import parse
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(site):
    return factories.public_disclosure(site)


def listed(page) -> str:
    return f"房产证、补办 = {page.url}、/nowhere/"


def test_it_stands_above_the_results_of_exactly_these_words(document) -> None:
    (card,) = best_bets.shown(" 房產證 ", listed(document))
    assert (card["title"], card["url"]) == (document.title, document.url)
    assert best_bets.shown("房产证 补办", listed(document)) == []


def test_what_was_taken_down_or_is_a_draft_is_not_shown(site, document) -> None:
    takedowns.take_down(document, site.department.publicity.handler, "有误")
    draft = factories.draft_disclosure(site, "draft")
    assert best_bets.shown("房产证", listed(document)) == []
    assert best_bets.shown("房产证", f"房产证 = {draft.url}") == []


def test_an_address_without_anything_public_is_a_problem(site, document) -> None:
    draft = factories.draft_disclosure(site, "draft")
    (first, second) = best_bets.problems(f"{listed(document)}\n草稿 = {draft.url}")
    assert "/nowhere/" in first and draft.url in second


def test_it_stands_there_at_the_first_look_only(document, engine) -> None:
    lists = {Scheme.SYNONYMS: "", Scheme.BEST_BETS: listed(document)}
    asked = parse("房产证")
    assert [card["title"] for card in services.find(asked, lists=lists).above] == [document.title]
    for changed in ({"page": 2}, {"sort": "date"}, {"filters": (("kind", ("news",)),)}):
        narrowed = type(asked)(asked.typed, asked.query.with_changes(**changed))
        assert services.find(narrowed, lists=lists).above == ()


def test_a_long_list_is_read_in_as_many_queries_as_a_short_one(site, document, django_assert_num_queries) -> None:
    def read(lines: int) -> list[str]:
        text = "\n".join(f"词语{n} = {document.url}、/nowhere-{n}/" for n in range(lines))
        return list(best_bets.problems(text))

    read(1)  # what a process asks once is asked
    with CaptureQueriesContext(connection) as few:
        assert len(read(1)) == 1
    with django_assert_num_queries(len(few)):
        assert len(read(50)) == 50
