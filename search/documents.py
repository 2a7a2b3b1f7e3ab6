"""From an index record to an index document: cutting, folding, keys. The same for every engine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from itertools import chain, pairwise
from typing import Any

from portal.addons.types import IndexRecord
from portal.text import document_numbers, order_numbers, pinyin, segmenting
from portal.text.folding import fold, fold_in_place, fold_text
from portal.text.segmenting import Cut

from . import versions
from .engines.base import IndexDocument, StoredText
from .meaning import services as meaning
from .meaning.cutting import LONGEST, begun
from .titles import short_title

SCHEMA_VERSION = 13
WITH_FILES = "with"
TOKEN_FIELDS = (
    "title_words", "title_bigrams", "title_characters", "title_syllables", "all_words", "all_bigrams",
    "all_characters",
)  # fmt: skip
ORDERED_FIELDS = frozenset({"title_bigrams", "all_bigrams"})  # where tokens are looked for in a row
EXACT_FIELDS = (
    "title_exact", "starts", "numbers", "mentions", "pinyin_full", "pinyin_initials", "pinyin_inside", "places",
)  # fmt: skip
LONGEST_START = 30
LONGEST_INSIDE = 20
_SHORTEST_START = 2
_STARTS = [slice(length) for length in range(_SHORTEST_START, LONGEST_START + 1)]
_LONGEST_TOKEN = 60  # a run of letters that long is no word, and engines have limits of their own
_CHECKPOINT_EVERY = 1000
_HEAD = 1500  # order numbers of a law stand in the lines on its history, at the top
# A line of promulgation names the order that a law came with; a line of amendment or a citation is only a mention.
_PROMULGATED = re.compile(r"^\W*[12]\d{3}年\d{1,2}月\d{1,2}日[^《〈<]{0,60}?令[^《〈<]{0,20}号")
_AMENDED = re.compile("修改|修订|修正|废止")
_PROBE = "岭海省自然资源厅关于印发《矿产资源規劃管理办法》的通知，岭自然资规〔2026〕8号。研究生命起源"


def fingerprint() -> str:
    """Return what an index depends on: schema, how texts are cut, and the encoder. One with another one is rebuilt."""
    return f"{_cutting()}-{meaning.encoder_name()}"


@cache
def _cutting() -> str:
    packages = [version(name) for name in ("rjieba", "opencc-python-reimplemented", "pypinyin")]
    probe = [segmenting.words(_PROBE), segmenting.bigrams(_PROBE), pinyin.syllables(_PROBE)]
    digest = hashlib.sha256(repr((packages, probe)).encode()).hexdigest()
    return f"{SCHEMA_VERSION}-{digest[:16]}"


def cut_token(token: str) -> str:
    """Return the token as it is indexed and looked for: a very long one by its beginning."""
    return token[:_LONGEST_TOKEN]


def exact_title(text: str) -> str:
    """Return the title as a key: folded, letters and digits only."""
    return "".join(filter(str.isalnum, fold_text(text)))


def syllable_pairs(text: str) -> list[str]:
    """Return overlapping pairs of syllables: what homophones have in common."""
    syllables = pinyin.syllables(text)
    return [f"{a}_{b}" for a, b in pairwise(syllables)] or syllables


def stored_text(name: str, source: str) -> StoredText:
    """Fold a text and keep how to get back from the folded places to those of the source."""
    in_place = fold_in_place(source)
    if in_place is not None:
        return StoredText(name, source, in_place)
    folded = fold(source)
    length = len(folded.text)
    checkpoints: list[tuple[int, int]] = []
    at = 0
    while at < length:
        while 0 < at < length and folded.offsets[at] == folded.offsets[at - 1]:
            at += 1
        if at < length:
            checkpoints.append((at, folded.offsets[at]))
        at += _CHECKPOINT_EVERY
    return StoredText(name, source, folded.text, tuple(checkpoints))


def build(record: IndexRecord, at_version: int, key: str = "") -> IndexDocument:
    """Return the document for a record as it may be seen now; ``key`` is the subject's, else the record's own."""
    texts = tuple(stored_text(f.name, f.text) for f in record.files if f.text)
    if record.body:
        texts = (stored_text("", record.body), *texts)
    cuts = _Cuts(record, texts)
    tokens = cuts.tokens()
    return IndexDocument(
        key=key or record.key,
        version=at_version,
        tokens={field: " ".join(found) for field, found in tokens.items()},
        exact=_exact(record),
        facets=_facets(record),
        on=record.on,
        changed=int(record.updated_at.timestamp()) if record.updated_at else 0,
        card=card(record)
        | {"sketch": versions.sketch(tokens["all_words"][len(tokens["title_words"]) :])}
        | meaning.written(meaning.of_document(cuts.title, cuts.beginning)),
        texts=texts,
    )


def tombstone(key: str, at_version: int) -> IndexDocument:
    """Return the document that hides a subject and keeps its version, so that a late write can't bring it back."""
    return IndexDocument(key=key, version=at_version, hidden=True)


class _Cuts:
    """A record's title and texts, each cut once: ``beginning`` are the pieces that the encoder reads as well.

    Title, keywords and attachments' names count as text too: a query may have its words in several of them.
    """

    def __init__(self, record: IndexRecord, texts: tuple[StoredText, ...]) -> None:
        self._syllables = syllable_pairs(record.title)
        self.title = segmenting.cut(fold_text(record.title))
        self._all = [self.title, *(segmenting.cut(fold_text(keyword)) for keyword in record.keywords)]
        self.beginning: list[Cut] = []
        left = LONGEST
        for text in texts:
            pieces, rest = begun(text.folded, left)
            left -= len(text.folded)
            cuts = list(map(segmenting.cut, pieces))
            self.beginning += cuts
            self._all += [segmenting.cut(fold_text(text.name)), *cuts, segmenting.cut(rest)]

    def tokens(self) -> dict[str, list[str]]:
        """Return the tokens by field."""
        tokens = {
            "title_words": self.title.words,
            "title_bigrams": self.title.bigrams,
            "title_characters": self.title.characters,
            "title_syllables": self._syllables,
            "all_words": [*chain.from_iterable(cut.words for cut in self._all)],
            "all_bigrams": [*chain.from_iterable(cut.bigrams for cut in self._all)],
            "all_characters": [*chain.from_iterable(cut.characters for cut in self._all)],
        }
        return {field: _cut_tokens(found) for field, found in tokens.items()}


def _cut_tokens(tokens: list[str]) -> list[str]:
    return list(map(cut_token, tokens)) if max(map(len, tokens), default=0) > _LONGEST_TOKEN else tokens


def _exact(record: IndexRecord) -> dict[str, list[str]]:
    names = {record.title, short_title(record.title)}
    own = document_numbers.parse(record.doc_no) if record.doc_no else None
    numbers = [*(own.keys() if own else []), *_order_keys(record.order_no)]
    for written in (record.doc_no, record.index_no):
        if written:
            numbers.append(exact_title(written))
    head = record.body[:_HEAD]
    numbers += [key for line in head.splitlines() if _is_promulgation(line) for key in _order_keys(line)]
    mentions = {number.keys()[0] for number in document_numbers.find(record.body)}
    mentions.update(_order_keys(head))
    titles = {exact_title(name) for name in names} - {""}
    full = {pinyin.full(name) for name in names} - {""}
    initials = {pinyin.initials(name) for name in names} - {""}
    return {
        "title_exact": sorted(titles),
        "starts": _starts(titles | full | initials | {exact_title(record.doc_no or record.order_no)}),
        "numbers": sorted(set(numbers) - {""}),
        "mentions": sorted(mentions - set(numbers)),
        "pinyin_full": sorted(full),
        "pinyin_initials": sorted(initials),
        "pinyin_inside": sorted(set(_inside(record.title))),
        "places": list(record.places),
    }


def _starts(names: set[str]) -> list[str]:
    """Return how these names begin, each a key: engines are slow to gather all keys that begin with two letters."""
    starts: set[str] = set()
    for name in names:
        starts.update(map(name.__getitem__, _STARTS[: max(len(name) - _SHORTEST_START + 1, 0)]))
    return sorted(starts)


def _inside(title: str) -> Iterator[str]:
    """Yield what a title sounds like from each of its syllables on, in full and by initials, as far as is indexed."""
    for pieces in (pinyin.syllables(title), pinyin.initials_of(title)):
        for start in range(1, len(pieces)):
            yield "".join(pieces[start : start + LONGEST_INSIDE])[:LONGEST_INSIDE]


def _is_promulgation(line: str) -> bool:
    return bool(_PROMULGATED.match(line)) and not _AMENDED.search(line)


def _order_keys(text: str) -> list[str]:
    return list(chain.from_iterable(number.keys() for number in order_numbers.find(fold_text(text))))


def _facets(record: IndexRecord) -> dict[str, list[str]]:
    values = {
        "kind": [record.kind],
        "effect": [record.effect],
        "topic": list(record.topics),
        "year": [str(record.on.year)] if record.on else [],
        "unit": [record.unit],
        "column": list(record.columns) or [record.column],
        "files": [WITH_FILES] if record.files else [],
    }
    return {facet: [value for value in dict.fromkeys(found) if value] for facet, found in values.items()}


def card(record: IndexRecord) -> dict[str, Any]:
    """Return the facts of a result line."""
    return {
        "title": record.title,
        "url": record.url,
        "kind": record.kind,
        "doc_no": record.doc_no or record.order_no,
        "unit": record.unit,
        "column": record.column,
        "on": record.on.isoformat() if record.on else "",
        "effect": record.effect,
        "rank": record.rank,
        "archived": record.archived,
        "pinyin": [pinyin.full(short_title(record.title)), pinyin.initials(short_title(record.title))],
    }
