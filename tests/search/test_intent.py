from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from search.documents import EXACT_FIELDS, TOKEN_FIELDS
from search.engines import elasticsearch_mapping, tantivy_index
from search.engines.base import FACETS, Query
from search.intent import NOTHING, AllOf, AnyOf, AtLeast, Constant, InARow, Term, Weighted, intent
from search.meaning.encoder import Encoder
from search.query import parse
from search.ranking import weights

# Every kind of clause that the translation may make; no string of queries, no script, no pattern but of letters.
CLAUSES = {
    "bool", "constant_score", "dis_max", "match", "match_all", "match_none", "match_phrase", "prefix", "term",
    "wildcard",
}  # fmt: skip
PARTS = {"must", "should", "filter", "must_not", "queries"}
FIELDS = {*TOKEN_FIELDS, *EXACT_FIELDS, *FACETS, "hidden"}


def test_a_query_of_two_words_has_ways_to_match_and_reasons_to_stand_higher() -> None:
    meant = intent(Query(text="矿产 规划"))
    assert len(meant.required) == 1
    (ways,) = meant.required
    assert isinstance(ways, AnyOf)
    assert Weighted(AtLeast("all_bigrams", ("矿产", "规划"), 2), weights().bigrams) in ways.nodes
    both = tuple(Constant(Term("all_words", word), 0.0) for word in ("矿产", "规划"))
    assert AllOf(both) in ways.nodes
    assert Weighted(Term("title_words", "矿产"), weights().title_words) in meant.telling


def test_phrases_exclusions_and_filters_are_parts_of_their_own() -> None:
    meant = intent(Query(phrases=("采矿权",), excluded=("细则",), filters=(("year", ("2026",)),), hidden=("7",)))
    assert meant.required == (InARow("all_bigrams", ("采矿", "矿权")),)
    assert meant.excluded[-1] == Term("places", "7") and len(meant.excluded) == 2
    assert meant.chosen == {"year": AnyOf((Term("year", "2026"),))}


def test_of_a_question_the_text_counts_and_not_the_title(installed: Encoder) -> None:
    meant = intent(parse("离婚的财产怎么约定？").query)
    assert meant.near and meant.near.encoder == installed.name
    (best,) = meant.telling
    fields = {node.node.field for node in best.nodes[0].nodes}
    assert fields == {"all_words", "all_bigrams", "all_characters"}
    assert all(isinstance(node, Constant) and node.score == 0 for node in meant.required)


def test_a_phrase_without_letters_matches_nothing() -> None:
    assert intent(Query(phrases=("！？",))).required == (NOTHING,)


def walk(clause: dict) -> None:
    """Check that a clause is one of those that are allowed, down to its leaves."""
    ((kind, body),) = clause.items()
    assert kind in CLAUSES
    if kind in {"bool", "dis_max", "constant_score"}:
        for part, inner in body.items():
            if part in PARTS:
                for each in inner if isinstance(inner, list) else [inner]:
                    walk(each)
            else:
                assert part in {"boost", "minimum_should_match"}
    else:
        assert set(body) <= FIELDS
        if kind == "wildcard":
            ((_field, asked),) = body.items()
            assert asked["value"].strip("*").isalpha() and asked["value"].isascii()


@given(st.text(max_size=300), st.integers(0, 2))
def test_anything_typed_becomes_clauses_that_are_known_beforehand(typed: str, breadth: int) -> None:
    meant = intent(parse(typed).query.with_changes(breadth=breadth))
    translated = elasticsearch_mapping.translate(meant)
    walk(translated)
    walk(elasticsearch_mapping.filters(meant))
    json.dumps(translated).encode("ascii")
    tantivy_index.translate(meant)
