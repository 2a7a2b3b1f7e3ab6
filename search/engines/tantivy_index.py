"""The schema of the embedded engine, and documents and queries in tantivy's terms."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import tantivy
from tantivy import Occur

from ..analysis import Terms, analyse, phrase
from ..documents import EXACT_FIELDS, TOKEN_FIELDS
from ..ranking import weights
from .base import FACETS, IndexDocument, Query, StoredText

_INSIDE_AT_LEAST = 3
_LETTERS = "[a-z0-9]*"  # a dot would stand for all of Unicode, and cost milliseconds to compile
_LONGEST_TOKEN = 60  # a run of letters that long is no word; tantivy drops terms over 65,530 bytes


def schema() -> tantivy.Schema:
    """Return the schema; :data:`search.documents.SCHEMA_VERSION` goes up with every change here."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stamp", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("visible", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("version", fast=True)
    builder.add_integer_field("day", fast=True)
    for name in TOKEN_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in EXACT_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_bytes_field("card", stored=True)  # small, and read for every candidate: not compressed here
    builder.add_bytes_field("texts", stored=True)
    return builder.build()


def to_tantivy(document: IndexDocument) -> tantivy.Document:
    """Return the document for tantivy. Texts are compressed here: its store would unpack them at every look."""
    row = tantivy.Document()
    row.add_text("key", document.key)
    row.add_text("stamp", f"{document.key}\t{document.version}\t{int(document.hidden)}")
    row.add_text("visible", "0" if document.hidden else "1")
    row.add_unsigned("version", document.version)
    row.add_integer("day", document.on.toordinal() if document.on else 0)
    for name, tokens in document.tokens.items():
        row.add_text(name, " ".join(token[:_LONGEST_TOKEN] for token in tokens))
    for name, values in [*document.exact.items(), *document.facets.items()]:
        for value in values:
            row.add_text(name, value)
    row.add_bytes("card", _json(document.card))
    texts = [[text.name, text.source, text.folded, text.checkpoints] for text in document.texts]
    row.add_bytes("texts", _pack(texts))
    return row


def card_of(row: tantivy.Document) -> dict[str, Any]:
    """Return the facts of a result line."""
    return json.loads(_blob(row, "card"))


def texts_of(row: tantivy.Document) -> list[StoredText]:
    """Return the stored texts."""
    packed = json.loads(zlib.decompress(_blob(row, "texts")))
    return [StoredText(name, source, folded, tuple(map(tuple, marks))) for name, source, folded, marks in packed]


def key_of(row: tantivy.Document) -> str:
    """Return the key of a stored document."""
    return str(row.get_first("key"))


def _blob(row: tantivy.Document, field: str) -> bytes:
    return bytes(row.get_first(field) or b"")


def _pack(value: Any) -> bytes:
    return zlib.compress(_json(value), 1)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


class Translation:
    """Translates a query. Everything typed becomes terms of the index: there is no query syntax to inject into."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.schema = _SCHEMA
        self.weights = weights()

    def translate(self, without_filter: str = "") -> tantivy.Query:
        """Return the whole query, or the one without the filter of one facet (for that facet's counts)."""
        must = [(Occur.Must, self._constant(self._term("visible", "1"), 0.0))]
        must += [(Occur.Must, query) for query in self._required()]
        should = [(Occur.Should, query) for query in self._telling()]
        must_not = [(Occur.MustNot, self._phrase("all_bigrams", text)) for text in self.query.excluded]
        must_not += [(Occur.MustNot, self._term("places", place)) for place in self.query.hidden]
        for facet, values in self.query.filters:
            if facet != without_filter:
                must.append((Occur.Must, self._constant(self._any(self._term(facet, v) for v in values), 0.0)))
        return tantivy.Query.boolean_query([*must, *should, *must_not])

    def _required(self) -> list[tantivy.Query]:
        required: list[tantivy.Query] = []
        if self.query.numbers:
            required.append(self._numbers())
        if self.query.text:
            required.append(self._matching(analyse(self.query.text)))
        required += [self._phrase("all_bigrams", text) for text in self.query.phrases]
        for text in self.query.titles:
            grams = analyse(text).bigrams
            required.append(self._terms("title_bigrams", grams, self.weights.title_bigrams, 1.0, "title_characters"))
        return required

    def _numbers(self) -> tantivy.Query:
        w = self.weights
        own = [self._constant(self._term("numbers", key), w.number_own) for key in self.query.numbers]
        mentioned = [self._constant(self._term("mentions", key), w.number_mentioned) for key in self.query.numbers]
        return tantivy.Query.disjunction_max_query([*own, *mentioned])

    def _matching(self, terms: Terms) -> tantivy.Query:
        """Return which documents match at all: most bigrams anywhere or in the title, all words, homophones, pinyin."""
        w = self.weights
        if self.query.breadth == 2:
            return self._any([*self._each("all_words", terms.words, w.words), self._each_bigram(terms, 0.0)])
        share = w.match_some if self.query.breadth else w.match_bigrams
        ways = [
            self._terms("all_bigrams", terms.bigrams, w.bigrams, share, "all_words"),
            self._terms("title_bigrams", terms.bigrams, w.title_bigrams, w.match_title_bigrams, "title_characters"),
            self._all([self._constant(self._term("all_words", word), 0.0) for word in terms.words]),
        ]
        if terms.syllables:
            ways.append(self._terms("title_syllables", terms.syllables, w.title_syllables, w.match_title_syllables, ""))
        if terms.letters:
            ways.append(self._pinyin(terms.letters))
        return self._any(ways)

    def _telling(self) -> Iterable[tantivy.Query]:
        """Yield what only makes a document stand higher."""
        w = self.weights
        for text in (self.query.text, *self.query.titles):
            if not text:
                continue
            terms = analyse(text)
            yield from self._each("all_words", terms.words, w.words)
            yield from self._each("title_words", terms.words, w.title_words)
            yield from self._each("title_characters", terms.characters, w.title_characters)
            if terms.exact_title:
                yield self._constant(self._term("title_exact", terms.exact_title), w.title_exact)
            grams = phrase(text)
            if len(grams) > 1:
                yield tantivy.Query.boost_query(self._phrase("all_bigrams", text), w.phrase)
                yield tantivy.Query.boost_query(self._phrase("title_bigrams", text), w.title_phrase)

    def _pinyin(self, letters: str) -> tantivy.Query:
        """``letters`` holds a to z only, so it can stand in a pattern."""
        w = self.weights
        ways: list[tantivy.Query] = []
        for name in ("pinyin_full", "pinyin_initials"):
            ways.append(self._constant(self._term(name, letters), w.pinyin_exact))
            if len(letters) >= _INSIDE_AT_LEAST:
                for pattern, score in (
                    (f"{letters}{_LETTERS}", w.pinyin_start),
                    (f"{_LETTERS}{letters}{_LETTERS}", w.pinyin_inside),
                ):
                    ways.append(self._constant(tantivy.Query.regex_query(self.schema, name, pattern), score))
        return tantivy.Query.disjunction_max_query(ways)

    def _terms(self, field: str, tokens: Sequence[str], boost: float, share: float, instead: str) -> tantivy.Query:
        """Return a query for at least this share of the tokens. A single Han character is no bigram: ``instead``."""
        if len(tokens) == 1 and len(tokens[0]) == 1 and instead:
            return tantivy.Query.boost_query(
                self._any([self._term(field, tokens[0]), self._term(instead, tokens[0])]), boost
            )
        if not tokens:
            return tantivy.Query.empty_query()
        clauses = [(Occur.Should, self._term(field, token)) for token in tokens]
        least = max(1, math.ceil(share * len(tokens) - 1e-9))
        return tantivy.Query.boost_query(tantivy.Query.boolean_query(clauses, minimum_number_should_match=least), boost)

    def _each(self, field: str, tokens: Sequence[str], boost: float) -> list[tantivy.Query]:
        return [tantivy.Query.boost_query(self._term(field, token), boost) for token in tokens]

    def _each_bigram(self, terms: Terms, boost: float) -> tantivy.Query:
        return self._any(self._each("title_bigrams", terms.bigrams, boost or self.weights.title_bigrams))

    def _phrase(self, field: str, text: str) -> tantivy.Query:
        grams = phrase(text)
        if not grams:
            return tantivy.Query.empty_query()
        if len(grams) == 1:
            return self._terms(field, grams, 1.0, 1.0, "all_words" if field == "all_bigrams" else "title_characters")
        return tantivy.Query.phrase_query(self.schema, field, [gram[:_LONGEST_TOKEN] for gram in grams])

    def _term(self, field: str, value: str) -> tantivy.Query:
        cut = value[:_LONGEST_TOKEN] if field in TOKEN_FIELDS else value
        return tantivy.Query.term_query(self.schema, field, cut)

    @staticmethod
    def _constant(query: tantivy.Query, score: float) -> tantivy.Query:
        return tantivy.Query.const_score_query(query, score)

    @staticmethod
    def _any(queries: Iterable[tantivy.Query]) -> tantivy.Query:
        clauses = [(Occur.Should, query) for query in queries]
        return tantivy.Query.boolean_query(clauses) if clauses else tantivy.Query.empty_query()

    @staticmethod
    def _all(queries: Sequence[tantivy.Query]) -> tantivy.Query:
        clauses = [(Occur.Must, query) for query in queries]
        return tantivy.Query.boolean_query(clauses) if clauses else tantivy.Query.empty_query()


_SCHEMA = schema()
