"""All results in one order: by score, ties by their places; who reads on comes back wherever the last one stands."""

from __future__ import annotations

import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st

from search.engines.base import Position
from search.engines.tantivy_index import place
from search.engines.tantivy_order import Order


def index_of(rows: list[tuple[str, int, int]]) -> tantivy.Searcher:
    """An index of rows (key, day, times that the word stands there)."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("key", stored=True, tokenizer_name="raw")
    builder.add_unsigned_field("place", fast=True)
    index = tantivy.Index(builder.build())
    with index.writer(15_000_000) as writer:
        for key, day, times in rows:
            row = tantivy.Document()
            row.add_text("body", " ".join(["word"] * times + ["other"] * 3))
            row.add_text("key", key)
            row.add_unsigned("place", place(day, key))
            writer.add_document(row)
        writer.commit()
    index.reload()
    return index.searcher()


def ordered(rows: list[tuple[str, int, int]]) -> Order:
    searcher = index_of(rows)
    query = tantivy.Query.term_query(_schema(), "body", "word", index_option="freq")
    return Order(searcher, query)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def keys(order: Order, found: list) -> list[str]:
    return [order.searcher.doc(address)["key"][0] for _score, address in found]


def test_ties_stand_by_their_places_newest_first():
    order = ordered([("a", 5, 1), ("b", 9, 1), ("c", 7, 1)])
    assert keys(order, order.after(None, 10)) == ["b", "c", "a"]


def test_an_empty_answer_has_no_first():
    order = ordered([("a", 5, 0)])
    assert len(order) == 0 and order.after(None, 10) == []


@pytest.mark.parametrize("size", [1, 2, 7])
def test_pages_hold_all_and_each_once(size):
    order = ordered([(f"k{n}", n % 4, 1 + n % 3) for n in range(20)])
    read, last = [], None
    while page := order.after(last, size):
        read += keys(order, page)
        score, key = page[-1][0], read[-1]
        last = Position(score, int(key[1:]) % 4, key)
    assert read == keys(order, order.after(None, 20)) and len(set(read)) == 20


def test_who_was_withdrawn_meanwhile_leaves_a_place_to_go_on_from():
    rows = [("a", 5, 3), ("b", 5, 2), ("c", 5, 1)]
    before = ordered(rows)
    (score, _address), *_rest = before.after(None, 2)[1:]
    gone = ordered([row if row[0] != "b" else ("older", 1, 2) for row in rows])  # as good, but of an older day
    assert keys(gone, gone.after(Position(score, 5, "b"), 5)) == ["older", "c"]


@given(
    st.lists(st.tuples(st.text(max_size=8), st.integers(0, 800_000)), min_size=2, max_size=30, unique_by=lambda r: r[1])
)
def test_places_stand_as_days_do_and_fit_64_bits(rows):
    by_place = sorted(rows, key=lambda row: place(row[1], row[0]))
    assert [day for _key, day in by_place] == sorted(day for _key, day in rows)
    assert all(0 <= place(day, key) < 2**64 for key, day in rows)
