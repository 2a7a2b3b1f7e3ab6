"""The mapping of an Elasticsearch index, and documents and queries in its terms. No plug-in, no script, no module.

Tokens come ready cut, joined by spaces; the built-in `whitespace` analyser takes them apart again.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from elasticsearch.dsl import Mapping

from ..documents import EXACT_FIELDS, ORDERED_FIELDS, TOKEN_FIELDS, fingerprint
from ..intent import AllOf, AnyOf, AtLeast, Beginning, BestOf, Constant, InARow, Intent, Node, Term, Weighted
from ..meaning import services as meaning
from ..meaning.encoder import DIMENSIONS
from ..ranking import NEAR_FIRST
from .base import FACETS, IndexDocument
from .blobs import pack_card, pack_texts

# Lucene's BM25 leaves out the factor (k1 + 1) that the weights count with: it is the same for every document.
_BM25 = 2.2
_LONGEST_KEY = 8000  # a term has 32,766 bytes at most, a character up to four
_LOOKED_AT = 3  # times as many as are wanted: the graph of vectors is walked approximately
_VECTOR: dict[str, Any] = {
    "dims": DIMENSIONS,
    "element_type": "byte",
    "index": True,
    "similarity": "cosine",
    "index_options": {"type": "hnsw", "m": 16, "ef_construction": 100},
}
VISIBLE: dict[str, Any] = {"term": {"hidden": False}}


def mapping(building: bool = False) -> dict[str, Any]:
    """Return the mapping: strict, and what an index depends on as its ``_meta``.

    Only what is shown is kept as source; the card stands in a column of its own, quick to read for many hits. While an
    index is being filled at one go its vectors have no graph (:func:`graph` gives it one).
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
    made.field("vector", "dense_vector", **(_VECTOR | {"index_options": {"type": "flat"}} if building else _VECTOR))
    made.field("texts", "binary")
    return made.to_dict()


def graph() -> dict[str, Any]:
    """Return the properties that give vectors without a graph one, at the next merging."""
    return {"vector": {"type": "dense_vector", **_VECTOR}}


def to_source(document: IndexDocument) -> dict[str, Any]:
    """Return the document's source; ``day`` 0 is an unknown date."""
    encoder, vector = meaning.held(document.card)
    learnt = {"encoder": encoder, "vector": np.frombuffer(vector, np.int8)} if vector else {}
    return {
        **learnt,
        "key": document.key,
        "hidden": document.hidden,
        "version": document.version,
        "day": document.on.toordinal() if document.on else 0,
        "changed": document.changed,
        **document.tokens,
        **document.exact,
        **document.facets,
        "card": base64.b64encode(pack_card(document.card)).decode("ascii"),
        "texts": base64.b64encode(pack_texts(document.texts)).decode("ascii"),
    }


def translate(wanted: Intent) -> dict[str, Any]:
    """Return the query without the chosen filters: they come after the counting."""
    since = [{"range": {"changed": {"gte": wanted.since}}}] if wanted.since else []
    return {
        "bool": {
            "filter": [VISIBLE, *since],
            "must": _required(wanted),
            "should": [_node(node) for node in wanted.telling],
            "must_not": [_node(node) for node in wanted.excluded],
            "minimum_should_match": 0,
        }
    }


def _required(wanted: Intent) -> list[dict[str, Any]]:
    words = [_node(node) for node in wanted.required]
    near = wanted.near
    if near is None:
        return words
    alike = {
        "knn": {
            "field": "vector",
            "query_vector": np.frombuffer(near.vector, np.int8),
            "k": near.count,
            "num_candidates": _LOOKED_AT * near.count,
            "similarity": near.least,
            "filter": [VISIBLE, {"term": {"encoder": near.encoder}}],
        }
    }
    first = {"constant_score": {"filter": alike, "boost": NEAR_FIRST}}
    return [{"bool": {"should": [{"bool": {"must": words}}, first], "minimum_should_match": 1}}]


def filters(wanted: Intent, without: str = "") -> dict[str, Any]:
    """Return the chosen filters, or all but that of one facet (for that facet's counts)."""
    chosen = [_node(node) for facet, node in wanted.chosen.items() if facet != without]
    return {"bool": {"filter": chosen}} if chosen else {"match_all": {}}


def _node(node: Node, boost: float = 1.0) -> dict[str, Any]:
    """Return a node in the server's own words, worth ``boost`` times as much.

    Plain dictionaries: a query has hundreds of nodes, and objects of the client's language took longer than the answer.
    """
    match node:
        case Term(field, value):
            return {"term": {field: {"value": value, "boost": _BM25 * boost if field in TOKEN_FIELDS else boost}}}
        case AtLeast(field, tokens, least):
            how = {"query": " ".join(tokens), "minimum_should_match": least, "boost": _BM25 * boost}
            return {"match": {field: how}}
        case InARow(field, tokens):
            return {"match_phrase": {field: {"query": " ".join(tokens), "boost": _BM25 * boost}}}
        case Beginning(field, letters):
            return {"prefix": {field: {"value": letters, "boost": boost}}}
        case Weighted(inner, weight):
            return _node(inner, weight * boost)
        case Constant(inner, score):
            return {"constant_score": {"filter": _node(inner), "boost": score * boost}}
        case AnyOf(nodes):
            if not nodes:
                return {"match_none": {}}
            return {"bool": {"should": list(map(_node, nodes)), "minimum_should_match": 1, "boost": boost}}
        case AllOf(nodes):
            return {"bool": {"must": list(map(_node, nodes)), "boost": boost}} if nodes else {"match_none": {}}
        case BestOf(nodes):
            return {"dis_max": {"queries": list(map(_node, nodes)), "boost": boost}}
