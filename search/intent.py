"""What a query wants, as a tree that every engine expresses in its own terms: one ranking intent, written once.

`docs/search.md` says what it is for. Scores are BM25 with k1 1.2 and b 0.75 times weights, and constants.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .analysis import Terms, analyse, phrase
from .asking import is_question
from .documents import LONGEST_INSIDE, LONGEST_START, TOKEN_FIELDS, cut_token, exact_title
from .engines.base import Alternative, Query
from .meaning import services as meaning
from .ranking import weights

_INSIDE_AT_LEAST = 3


@dataclass(frozen=True)
class Term:
    """The field holds this token or key."""

    field: str
    value: str


@dataclass(frozen=True)
class AtLeast:
    """The field holds at least ``least`` of the tokens; each that it holds counts."""

    field: str
    tokens: tuple[str, ...]
    least: int


@dataclass(frozen=True)
class InARow:
    """The field holds the tokens one after the other."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Beginning:
    """A key of the field begins with ``letters`` (a to z only)."""

    field: str
    letters: str


@dataclass(frozen=True)
class Weighted:
    """The node's score times ``weight``."""

    node: Node
    weight: float


@dataclass(frozen=True)
class Constant:
    """This score, whatever the node's own would be."""

    node: Node
    score: float


@dataclass(frozen=True)
class AnyOf:
    """One of these or more; scores add up. Without nodes nothing matches."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class AllOf:
    """All of these; scores add up. Without nodes nothing matches."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class BestOf:
    """One of these or more; the highest score counts."""

    nodes: tuple[Node, ...]


Node = Term | AtLeast | InARow | Beginning | Weighted | Constant | AnyOf | AllOf | BestOf
NOTHING = AnyOf(())


@dataclass(frozen=True)
class Near:
    """The document is one of the ``count`` nearest to a vector, and not less near than ``least`` (cosine).

    It scores :data:`~search.ranking.NEAR_FIRST`. ``encoder`` made the vector: those of another one say nothing.
    """

    encoder: str
    vector: bytes
    count: int
    least: float


@dataclass(frozen=True)
class Intent:
    """``required`` must match and scores, ``telling`` only scores, ``excluded`` must not match.

    ``near`` will do instead of what is required, and scores.

    ``chosen`` are the filters, a node a facet, without any score: a facet's own counts leave its own filter out.
    ``since`` is the second from which on what matches was published last.
    """

    required: tuple[Node, ...]
    telling: tuple[Node, ...]
    excluded: tuple[Node, ...]
    chosen: dict[str, Node]
    since: int = 0
    near: Near | None = None


def intent(query: Query) -> Intent:
    """Return what the query wants. Everything typed becomes tokens and keys: there is no syntax to inject into.

    Who asks in their own words has few of them in a row in the answer: some of them are enough from the first, and what
    they score is what the text says, whatever its title.
    """
    near = _near(query)
    required = tuple(_required(query, _least_share(query, asked=near is not None)))
    return Intent(
        required=tuple(Constant(node, 0.0) for node in required) if near else required,
        telling=tuple(_saying(query) if near else _telling(query)),
        excluded=(
            *(_in_a_row("all_bigrams", text) for text in query.excluded),
            *(Term("places", place) for place in query.hidden),
        ),
        chosen={facet: AnyOf(tuple(Term(facet, value) for value in values)) for facet, values in query.filters},
        since=query.since,
        near=near,
    )


def _near(query: Query) -> Near | None:
    """Return what is about the same, where somebody asks in their own words and wants what fits best first."""
    told = query.typing or query.phrases or query.titles or query.numbers or query.sort == "date"
    if told or not is_question(query.text):
        return None
    vector = meaning.of_query(query.text)
    if vector is None:
        return None
    w = weights()
    return Near(meaning.encoder_name(), vector.tobytes(), w.near_count, w.near_least)


def _least_share(query: Query, asked: bool) -> float:
    """Return how much of its bigrams a document has to have."""
    w = weights()
    if asked:
        return w.match_of_question
    return w.match_some if query.breadth else w.match_bigrams


def _required(query: Query, share: float) -> Iterator[Node]:
    if query.typing:
        yield _typing(query)
        return
    if query.numbers:
        yield _numbers(query.numbers)
    if query.alternatives:
        yield BestOf(tuple(_weighted(AllOf(tuple(_worded(one, query.breadth, share))), one) for one in query.wordings))
    else:
        yield from _worded(query.wordings[0], query.breadth, share)
    for text in query.titles:
        yield _share("title_bigrams", analyse(text).bigrams, weights().title_bigrams, 1.0, "title_characters")


def _worded(wording: Alternative, breadth: int, share: float) -> Iterator[Node]:
    if wording.text:
        yield _matching(analyse(wording.text), breadth, share)
    for text in wording.phrases:
        yield _in_a_row("all_bigrams", text)


def _weighted(node: Node, wording: Alternative) -> Node:
    return node if wording.weight == 1.0 else Weighted(node, wording.weight)


def _typing(query: Query) -> Node:
    """Return which titles fit what has been typed so far: far above, those that begin with it or whose number it is."""
    pieces = [piece for piece in query.typing.split() if any(map(str.isalnum, piece))]
    holds = AllOf(tuple(_in_a_row("title_bigrams", piece) for piece in pieces))
    begins = (_begins(query.typing, holds), *(Term("numbers", key) for key in query.numbers))
    return AnyOf((Constant(AnyOf(begins), weights().title_start), holds))


def _begins(text: str, holds: Node) -> Node:
    """Only so much of a beginning is indexed: what is longer has to be in the title too, letters aside."""
    key = exact_title(text)
    start = Term("starts", key[:LONGEST_START])
    return start if len(key) <= LONGEST_START or key.isascii() else AllOf((start, holds))


def _numbers(numbers: Iterable[str]) -> Node:
    w = weights()
    own = tuple(Constant(Term("numbers", key), w.number_own) for key in numbers)
    return BestOf((*own, *(Constant(Term("mentions", key), w.number_mentioned) for key in numbers)))


def _matching(terms: Terms, breadth: int, share: float) -> Node:
    """Return which documents match at all: most bigrams anywhere or in the title, all words, homophones, pinyin."""
    w = weights()
    if breadth == 2:
        in_title = AnyOf(tuple(_each("title_bigrams", terms.bigrams, w.title_bigrams)))
        return AnyOf((*_each("all_words", terms.words, w.words), in_title))
    ways = [
        _share("all_bigrams", terms.bigrams, w.bigrams, share, "all_words"),
        _share("title_bigrams", terms.bigrams, w.title_bigrams, w.match_title_bigrams, "title_characters"),
        AllOf(tuple(Constant(_term("all_words", word), 0.0) for word in terms.words)),
    ]
    if terms.syllables:
        ways.append(_share("title_syllables", terms.syllables, w.title_syllables, w.match_title_syllables))
    if terms.letters:
        ways.append(_pinyin(terms.letters))
    return AnyOf(tuple(ways))


def _telling(query: Query) -> Iterator[Node]:
    """Yield what only makes a document stand higher; of several wordings the one that says most."""
    if query.alternatives:
        yield BestOf(tuple(_weighted(AnyOf(tuple(_telling_of([one.text]))), one) for one in query.wordings))
        yield from _telling_of(query.titles)
    else:
        yield from _telling_of([query.text, *query.titles])


def _saying(query: Query) -> Iterator[Node]:
    """Yield what tells how much of a question a text says; of several wordings the one that tells most."""
    yield BestOf(tuple(_weighted(AnyOf(tuple(_said(one.text))), one) for one in query.wordings))


def _said(text: str) -> Iterator[Node]:
    w = weights()
    terms = analyse(text)
    yield from _each("all_words", terms.words, w.said_words)
    yield from _each("all_bigrams", terms.bigrams, w.said_bigrams)
    yield from _each("all_characters", terms.characters, w.said_characters)


def _telling_of(texts: Iterable[str]) -> Iterator[Node]:
    w = weights()
    for text in filter(None, texts):
        terms = analyse(text)
        yield from _each("all_words", terms.words, w.words)
        yield from _each("title_words", terms.words, w.title_words)
        yield from _each("title_characters", terms.characters, w.title_characters)
        if terms.exact_title:
            yield Constant(Term("title_exact", terms.exact_title), w.title_exact)
        if len(phrase(text)) > 1:
            yield Weighted(_in_a_row("all_bigrams", text), w.phrase)
            yield Weighted(_in_a_row("title_bigrams", text), w.title_phrase)


def _pinyin(letters: str) -> Node:
    w = weights()
    ways: list[Node] = []
    for name in ("pinyin_full", "pinyin_initials"):
        ways.append(Constant(Term(name, letters), w.pinyin_exact))
        if len(letters) >= _INSIDE_AT_LEAST:
            ways.append(Constant(Beginning(name, letters), w.pinyin_start))
    if len(letters) >= _INSIDE_AT_LEAST:
        ways.append(Constant(Beginning("pinyin_inside", letters[:LONGEST_INSIDE]), w.pinyin_inside))
    return BestOf(tuple(ways))


def _share(field: str, tokens: Sequence[str], weight: float, share: float, instead: str = "") -> Node:
    """Return a node for this share of the tokens. A single Han character is no bigram: ``instead`` has it too."""
    if len(tokens) == 1 and len(tokens[0]) == 1 and instead:
        return Weighted(AnyOf((Term(field, tokens[0]), Term(instead, tokens[0]))), weight)
    if not tokens:
        return NOTHING
    least = max(1, math.ceil(share * len(tokens) - 1e-9))
    return Weighted(AtLeast(field, tuple(map(cut_token, tokens)), least), weight)


def _in_a_row(field: str, text: str) -> Node:
    grams = phrase(text)
    if len(grams) < 2:
        return _share(field, grams, 1.0, 1.0, "all_words" if field == "all_bigrams" else "title_characters")
    return InARow(field, tuple(map(cut_token, grams)))


def _each(field: str, tokens: Iterable[str], weight: float) -> Iterator[Node]:
    return (Weighted(_term(field, token), weight) for token in tokens)


def _term(field: str, value: str) -> Term:
    return Term(field, cut_token(value) if field in TOKEN_FIELDS else value)
