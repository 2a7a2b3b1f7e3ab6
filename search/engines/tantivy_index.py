"""The schema of the embedded engine, and documents and queries in tantivy's terms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import tantivy
from tantivy import Occur

from ..documents import EXACT_FIELDS, ORDERED_FIELDS, TOKEN_FIELDS
from ..intent import AllOf, AnyOf, AtLeast, Beginning, BestOf, Constant, InARow, Intent, Node, Term, Weighted
from ..ranking import NEAR_FIRST
from .base import FACETS, IndexDocument, Position, StoredText
from .blobs import pack_card, pack_texts, unpack_card, unpack_texts

_KEY_BITS = 44
_LETTERS = "[a-z0-9]*"  # a dot would stand for all of Unicode, and cost milliseconds to compile


def schema() -> tantivy.Schema:
    """Return the schema; :data:`search.documents.SCHEMA_VERSION` goes up with every change here."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stamp", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("visible", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("version", fast=True)
    builder.add_integer_field("day", fast=True)
    builder.add_unsigned_field("place", fast=True)
    builder.add_unsigned_field("changed", fast=True)
    for name in TOKEN_FIELDS:
        kept = "position" if name in ORDERED_FIELDS else "freq"
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=kept)
    for name in EXACT_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_bytes_field("card", stored=True)
    builder.add_bytes_field("texts", stored=True)
    return builder.build()


def to_tantivy(document: IndexDocument) -> tantivy.Document:
    """Return the document for tantivy. Texts come compressed: its store would unpack them at every look."""
    row = tantivy.Document()
    row.add_text("key", document.key)
    row.add_text("stamp", f"{document.key}\t{document.version}\t{int(document.hidden)}")
    row.add_text("visible", "0" if document.hidden else "1")
    row.add_unsigned("version", document.version)
    row.add_integer("day", document.on.toordinal() if document.on else 0)
    row.add_unsigned("place", place(document.on.toordinal() if document.on else 0, document.key))
    row.add_unsigned("changed", document.changed)
    for name, tokens in document.tokens.items():
        row.add_text(name, tokens)
    for name, values in [*document.exact.items(), *document.facets.items()]:
        for value in values:
            row.add_text(name, value)
    row.add_bytes("card", pack_card(document.card))
    row.add_bytes("texts", pack_texts(document.texts))
    return row


def place(day: int, key: str) -> int:
    """Return a number by which documents stand in one order: newest highest, and each at a place of its own.

    It has 64 bits: 20 for the day, 44 for the key. Among 100,000 of one day, two share theirs once in 3,000 indexes.
    """
    digest = hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()
    return day << _KEY_BITS | int.from_bytes(digest) >> (64 - _KEY_BITS)


def before(translated: tantivy.Query, position: Position) -> tantivy.Query:
    """Return the query for what is older than a position."""
    return _within(translated, "place", upper=place(position.day, position.key) - 1)


def _within(query: tantivy.Query, field: str, lower: int = 0, upper: int | None = None) -> tantivy.Query:
    between = tantivy.Query.range_query(_SCHEMA, field, tantivy.FieldType.Unsigned, lower, upper)
    return tantivy.Query.boolean_query([(Occur.Must, query), (Occur.Must, tantivy.Query.const_score_query(between, 0))])


def card_of(row: tantivy.Document) -> dict[str, Any]:
    """Return the facts of a result line."""
    return unpack_card(_blob(row, "card"))


def texts_of(row: tantivy.Document) -> list[StoredText]:
    """Return the stored texts."""
    return unpack_texts(_blob(row, "texts"))


def key_of(row: tantivy.Document) -> str:
    """Return the key of a stored document."""
    return str(row.get_first("key"))


def _blob(row: tantivy.Document, field: str) -> bytes:
    return bytes(row.get_first(field) or b"")


def translate(
    wanted: Intent, without_filter: str = "", near: Sequence[str] = (), counting: bool = False
) -> tantivy.Query:
    """Return the whole query, or the one without the filter of one facet (for that facet's counts).

    ``near`` are the keys that :attr:`Intent.near` comes to in this index. ``counting`` leaves out what only scores.
    """
    filters = [_VISIBLE, *(node for facet, node in wanted.chosen.items() if facet != without_filter)]
    must = [(Occur.Must, _node(Constant(node, 0.0))) for node in filters]
    must += [(Occur.Must, node) for node in _required(wanted, near)]
    should = [] if counting else [(Occur.Should, _node(node)) for node in wanted.telling]
    must_not = [(Occur.MustNot, _node(node)) for node in wanted.excluded]
    query = tantivy.Query.boolean_query([*must, *should, *must_not])
    return _within(query, "changed", lower=wanted.since) if wanted.since else query


def _required(wanted: Intent, near: Sequence[str]) -> list[tantivy.Query]:
    words = [_node(node) for node in wanted.required]
    if not near or not wanted.near:
        return words
    alike = [(Occur.Should, _node(Constant(Term("key", key), NEAR_FIRST))) for key in near]
    both = tantivy.Query.boolean_query([(Occur.Must, query) for query in words])
    return [tantivy.Query.boolean_query([(Occur.Should, both), *alike])]


def _node(node: Node) -> tantivy.Query:
    match node:
        case Term(field, value):
            return tantivy.Query.term_query(_SCHEMA, field, value)
        case AtLeast(field, tokens, least):
            clauses = [(Occur.Should, tantivy.Query.term_query(_SCHEMA, field, token)) for token in tokens]
            return tantivy.Query.boolean_query(clauses, minimum_number_should_match=least)
        case InARow(field, tokens):
            return tantivy.Query.phrase_query(_SCHEMA, field, list(tokens))
        case Beginning(field, letters):
            return tantivy.Query.regex_query(_SCHEMA, field, f"{letters}{_LETTERS}")
        case Weighted(inner, weight):
            return tantivy.Query.boost_query(_node(inner), weight)
        case Constant(inner, score):
            return tantivy.Query.const_score_query(_node(inner), score)
        case AnyOf(nodes):
            return _boolean(Occur.Should, nodes)
        case AllOf(nodes):
            return _boolean(Occur.Must, nodes)
        case BestOf(nodes):
            return tantivy.Query.disjunction_max_query([_node(inner) for inner in nodes])


def _boolean(occur: Occur, nodes: Iterable[Node]) -> tantivy.Query:
    clauses = [(occur, _node(node)) for node in nodes]
    return tantivy.Query.boolean_query(clauses) if clauses else tantivy.Query.empty_query()


_SCHEMA = schema()
_VISIBLE = Term("visible", "1")
