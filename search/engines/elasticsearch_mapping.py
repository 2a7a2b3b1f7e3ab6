"""The mapping of an Elasticsearch index, and documents and queries in its terms. No plug-in, no script, no module.

Tokens come ready cut, joined by spaces; the built-in `whitespace` analyser takes them apart again.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from elasticsearch.dsl import Mapping
from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    Knn,
    Match,
    MatchAll,
    MatchNone,
    MatchPhrase,
    Prefix,
    Query,
    Range,
    Wildcard,
)
from elasticsearch.dsl.query import Term as TermQuery

from ..documents import EXACT_FIELDS, ORDERED_FIELDS, TOKEN_FIELDS, fingerprint
from ..intent import AllOf, AnyOf, AtLeast, BestOf, Constant, Holding, InARow, Intent, Node, Term, Weighted
from ..meaning import services as meaning
from ..meaning.encoder import DIMENSIONS
from .base import FACETS, IndexDocument
from .blobs import pack_card, pack_texts

# Lucene's BM25 leaves out the factor (k1 + 1) that the weights count with: it is the same for every document.
_BM25 = 2.2
_LONGEST_KEY = 8000  # a term has 32,766 bytes at most, a character up to four
_LOOKED_AT = 3  # times as many as are wanted: the graph of vectors is walked approximately
VISIBLE = TermQuery(hidden=False)


def mapping() -> dict[str, Any]:
    """Return the mapping: strict, and what an index depends on as its ``_meta``.

    Only what is shown is kept as source; the card stands in a column of its own, quick to read for many hits.
    """
    made = Mapping()
    made.meta("dynamic", "strict")
    made.meta("_source", includes=["texts"])
    made.meta("_meta", fingerprint=fingerprint())
    made.field("key", "keyword")
    made.field("hidden", "boolean")
    made.field("version", "long")
    made.field("day", "integer")
    made.field("changed", "long")
    for name in TOKEN_FIELDS:
        kept = "positions" if name in ORDERED_FIELDS else "freqs"
        made.field(name, "text", analyzer="whitespace", index_options=kept)
    for name in EXACT_FIELDS:
        made.field(name, "keyword", doc_values=False, ignore_above=_LONGEST_KEY)
    for name in FACETS:
        made.field(name, "keyword", ignore_above=_LONGEST_KEY)
    made.field("card", "binary", doc_values=True)
    made.field("encoder", "keyword")
    made.field("vector", "dense_vector", dims=DIMENSIONS, element_type="byte", index=True, similarity="cosine")
    made.field("texts", "binary")
    return made.to_dict()


def to_source(document: IndexDocument) -> dict[str, Any]:
    """Return the document's source; ``day`` 0 is an unknown date."""
    encoder, vector = meaning.held(document.card)
    learnt = {"encoder": encoder, "vector": np.frombuffer(vector, np.int8).tolist()} if vector else {}
    return {
        **learnt,
        "key": document.key,
        "hidden": document.hidden,
        "version": document.version,
        "day": document.on.toordinal() if document.on else 0,
        "changed": document.changed,
        **{name: " ".join(tokens) for name, tokens in document.tokens.items()},
        **document.exact,
        **document.facets,
        "card": base64.b64encode(pack_card(document.card)).decode("ascii"),
        "texts": base64.b64encode(pack_texts(document.texts)).decode("ascii"),
    }


def translate(wanted: Intent) -> Query:
    """Return the query without the chosen filters: they come after the counting."""
    since = [Range(changed={"gte": wanted.since})] if wanted.since else []
    return Bool(
        filter=[VISIBLE, *since],
        must=_required(wanted),
        should=[_node(node) for node in wanted.telling],
        must_not=[_node(node) for node in wanted.excluded],
        minimum_should_match=0,
    )


def _required(wanted: Intent) -> list[Query]:
    words = [_node(node) for node in wanted.required]
    near = wanted.near
    if near is None:
        return words
    alike = Knn(
        field="vector",
        query_vector=np.frombuffer(near.vector, np.int8).tolist(),
        k=near.count,
        num_candidates=_LOOKED_AT * near.count,
        similarity=near.least,
        filter=[VISIBLE, TermQuery(encoder=near.encoder)],
        boost=near.score,
    )
    return [Bool(should=[Bool(must=words), alike], minimum_should_match=1)]


def filters(wanted: Intent, without: str = "") -> Query:
    """Return the chosen filters, or all but that of one facet (for that facet's counts)."""
    chosen = [_node(node) for facet, node in wanted.chosen.items() if facet != without]
    return Bool(filter=chosen) if chosen else MatchAll()


def _node(node: Node) -> Query:
    match node:
        case Term(field, value) if field in TOKEN_FIELDS:
            return TermQuery(**{field: {"value": value, "boost": _BM25}})
        case Term(field, value):
            return TermQuery(**{field: value})
        case AtLeast(field, tokens, least):
            how = {"query": " ".join(tokens), "minimum_should_match": least, "boost": _BM25}
            return Match(**{field: how})
        case InARow(field, tokens):
            return MatchPhrase(**{field: {"query": " ".join(tokens), "boost": _BM25}})
        case Holding(field, letters, anywhere):
            return Wildcard(**{field: {"value": f"*{letters}*"}}) if anywhere else Prefix(**{field: {"value": letters}})
        case Weighted(inner, weight):
            return Bool(must=[_node(inner)], boost=weight)
        case Constant(inner, score):
            return ConstantScore(filter=_node(inner), boost=score)
        case AnyOf(nodes):
            return Bool(should=[_node(inner) for inner in nodes], minimum_should_match=1) if nodes else MatchNone()
        case AllOf(nodes):
            return Bool(must=[_node(inner) for inner in nodes]) if nodes else MatchNone()
        case BestOf(nodes):
            return DisMax(queries=[_node(inner) for inner in nodes])
