from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.text import document_numbers
from search.engines.base import FACETS, LAST_PAGE
from search.query import LONGEST, address, from_address, parse

WORDS = st.text("矿产资源规划土地登记林权abc123", min_size=1, max_size=8)


def test_operators_are_taken_out_of_the_words() -> None:
    query = parse('采矿权 "出让 登记" -废止 －“征求意见” 标题:规划 单位：登记局 年:2026').query
    assert query.text == "采矿权"
    assert query.phrases == ("出让 登记",)
    assert query.excluded == ("废止", "征求意见")
    assert query.titles == ("规划",)
    assert dict(query.filters) == {"unit": ("登记局",), "year": ("2026",)}


@pytest.mark.parametrize(
    ("typed", "wordings"),
    [
        ("采矿权 OR 探矿权", [("采矿权", ()), ("探矿权", ())]),
        ("出让 采矿权 | 探矿权 公告", [("出让 采矿权 公告", ()), ("出让 探矿权 公告", ())]),
        ("采矿权 或 探矿权 或 矿业权", [("采矿权", ()), ("探矿权", ()), ("矿业权", ())]),
        ('"采矿权" OR 探矿权', [("", ("采矿权",)), ("探矿权", ())]),
        ("OR 采矿权", [("OR 采矿权", ())]),
        ("采矿权 OR", [("采矿权", ())]),
        ("采矿权 OR OR 探矿权", [("采矿权", ()), ("探矿权", ())]),
        ("采矿权或探矿权", [("采矿权或探矿权", ())]),
        ('采矿权 "OR" 探矿权', [("采矿权 探矿权", ("OR",))]),
    ],
)
def test_or_stands_between_two_of_which_one_is_enough(typed: str, wordings: list) -> None:
    asked = parse(typed)
    assert [(one.text, one.phrases) for one in asked.query.wordings] == wordings
    assert len(asked.understood) == (len(wordings) > 1)


def test_there_are_never_many_wordings() -> None:
    assert len(parse(" ".join(f"甲{n} OR 乙{n}" for n in range(9))).query.wordings) == 6


def test_a_word_before_a_colon_that_is_no_field_stays_a_word() -> None:
    assert parse("关于：采矿权").query.text == "关于：采矿权"


def test_a_hyphen_inside_a_word_is_no_minus() -> None:
    query = parse("GB/T 2260-2007 采矿-选矿").query
    assert query.excluded == () and "2260-2007" in query.text


def test_a_kind_is_understood_by_its_name() -> None:
    from search.labels import of

    assert dict(parse(f"类型:{of('kind', 'news')}").query.filters) == {"kind": ("news",)}


@pytest.mark.parametrize("typed", ["岭自然资规〔2026〕8号", "嶺自然資規[2026]8號", "岭自然资规2026年8号"])
def test_a_document_number_goes_to_its_key_and_is_said(typed: str) -> None:
    asked = parse(typed)
    assert asked.query.numbers == (document_numbers.parse("岭自然资规〔2026〕8号").keys()[0],)
    assert asked.query.text == ""
    assert [note.undo for note in asked.understood] == [True]


def test_plain_takes_the_rewriting_back() -> None:
    asked = parse("岭自然资规〔2026〕8号", plain=True)
    assert asked.query.numbers == () and asked.query.text == "岭自然资规〔2026〕8号" and asked.understood == ()


def test_a_number_among_words_keeps_the_words() -> None:
    query = parse("岭自然资规〔2026〕8号 采矿权").query
    assert query.text == "采矿权" and len(query.numbers) == 1


def test_an_order_goes_to_its_key() -> None:
    assert parse("国务院令第590号").query.numbers == ("国务院令590",)
    assert parse("根据国务院令第590号征收房屋").query.numbers == ()


@pytest.mark.parametrize(
    ("parameters", "page"),
    [
        ("page=0", 1),
        ("page=-3", 1),
        ("page=x", 1),
        ("page=７", 1),
        ("page=7", 7),
        ("page=99999", LAST_PAGE),
        ("page=" + "9" * 50, 1),
    ],
)
def test_pages_are_bounded(parameters: str, page: int) -> None:
    assert from_address(QueryDict(parameters)).query.page == page


def test_bad_parameters_are_put_right_and_said() -> None:
    asked = from_address(QueryDict("q=采矿权&year=20x6&sort=random&unit=%00"))
    assert asked.query.filters == () and asked.query.sort == "relevance"
    assert len(asked.understood) == 1


def test_a_long_query_is_cut_and_said() -> None:
    asked = parse("矿" * 5000)
    assert len(asked.typed) == LONGEST and len(asked.understood) == 1


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_anything_typed_is_understood_somehow(typed: str) -> None:
    asked = parse(typed)
    assert len(asked.typed) <= LONGEST
    for value in (*asked.query.phrases, *asked.query.excluded, *asked.query.titles):
        assert any(map(str.isalnum, value))


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3))
def test_words_phrases_and_exclusions_come_back(words: list[str], phrases: list[str], excluded: list[str]) -> None:
    typed = " ".join([*words, *(f'"{phrase}"' for phrase in phrases), *(f"-{word}" for word in excluded)])
    query = parse(typed, plain=True).query
    assert query.text.split() == words
    assert query.phrases == tuple(phrases) and query.excluded == tuple(excluded)


VALUES = st.text(min_size=1, max_size=20).map(str.strip).filter(lambda text: text and text.isprintable())


@settings(max_examples=150, deadline=None)
@given(
    VALUES,
    st.dictionaries(
        st.sampled_from([f for f in FACETS if f != "year"]), st.lists(VALUES, min_size=1, max_size=3, unique=True)
    ),
)
def test_an_address_reads_back_as_the_same_search(typed: str, filters: dict[str, list[str]]) -> None:
    built = QueryDict(mutable=True)
    built["q"] = typed
    for facet, values in filters.items():
        built.setlist(facet, values)
    asked = from_address(built)
    again = from_address(QueryDict(address(asked)[1:]))
    assert again.query.text == asked.query.text and set(again.query.filters) == set(asked.query.filters)
