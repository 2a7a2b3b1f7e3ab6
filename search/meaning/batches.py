"""What the encoder learns from: pairs of texts that are about the same, drawn from the corpus itself.

A piece of a document against the rest of it, a stretch of a piece against the whole, a title against its text, and what
cites a document against the document. Nothing is read but the documents' own words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ..titles import family_of, title_key
from . import cutting

Ints = NDArray[np.int64]
Text = tuple[str, str]  # title and body
_RAREST, _VOCABULARY = 4, 100_000
_PASSAGES = 200_000
_CITED = re.compile("《([^《》]{2,60})》(第[一二三四五六七八九十百千零〇0-9]+条(?:之[一二三四五六七八九十]+)?)?")
_OWN = re.compile("本(?:法|条例|规定|办法|解释|细则)(第[一二三四五六七八九十百千零〇0-9]+条)")
CLAUSE, STRETCH, TITLE, CITING = range(4)
_SHARES = (0.35, 0.3, 0.15, 0.2)
_LONGEST_QUERY, _LONGEST_TEXT = 60, 140  # tokens
_STRETCH = (12, 40)  # tokens
_KEPT = 0.25  # of the tokens that a stretch has in common with the text it comes from


@dataclass(frozen=True)
class Ragged:
    """Rows of different lengths, one after the other: row ``i`` is ``flat[starts[i]:starts[i + 1]]``."""

    flat: Ints
    starts: Ints

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Ragged:
        starts = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        return cls(np.fromiter(chain.from_iterable(rows), np.int64, int(starts[-1])), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True)
class Corpus:
    """``pieces`` are rows of tokens; passage ``i`` has those from ``passages[i]`` on, its title first.

    ``cites`` are pairs of passages, the citing one first; ``cited`` counts who cites a title from outside. ``tokens``
    names the tokens, the most frequent first.
    """

    tokens: tuple[str, ...]
    rarity: NDArray[np.float32]
    pieces: Ragged
    passages: Ints
    cites: Ints
    cited: dict[str, int]

    def __len__(self) -> int:
        return len(self.passages) - 1


def read(texts: Iterable[Text]) -> Corpus:
    """Cut the texts of a corpus; a very large one is read up to its first passages."""
    names: dict[str, int] = {}
    counts: Counter[int] = Counter()
    rows: list[list[int]] = []
    passages = [0]
    cited = _Citations()
    for title, body in texts:
        heading = [names.setdefault(token, len(names)) for token in cutting.tokens(title)]
        for found in cutting.passages(body) if body.strip() else ([],):
            cited.add(len(passages) - 1, title, found)
            cut = [[names.setdefault(token, len(names)) for token in cutting.tokens(piece)] for piece in found]
            rows += [heading, *cut]
            passages.append(len(rows))
            counts.update({*heading, *chain.from_iterable(cut)})
        if len(passages) > _PASSAGES:
            break
    return _frequent_only(list(names), counts, rows, passages, cited)


def _frequent_only(
    names: list[str], counts: Counter[int], rows: list[list[int]], passages: list[int], cited: _Citations
) -> Corpus:
    kept = [token for token, count in counts.most_common(_VOCABULARY) if count >= _RAREST]
    place = {token: at for at, token in enumerate(kept)}
    rarity = np.log(len(passages) / np.array([counts[token] for token in kept], np.float64))
    pieces = Ragged.of([[place[token] for token in row if token in place] for row in rows])
    return Corpus(
        tuple(names[token] for token in kept),
        rarity.astype(np.float32),
        pieces,
        np.array(passages, np.int64),
        cited.pairs(),
        cited.from_outside(),
    )


class _Citations:
    """Finds out which passages cite which: by title, and by title and number of the article."""

    def __init__(self) -> None:
        self._passage_of: dict[str, int] = {}
        self._found: list[tuple[int, str]] = []
        self._outside: Counter[str] = Counter()
        self._titles: set[str] = set()

    def add(self, passage: int, title: str, pieces: Iterable[str]) -> None:
        own = title_key(title)
        self._passage_of.setdefault(own, passage)
        text = "\n".join(pieces)
        family = title_key(family_of(title))
        self._titles.add(family)
        cited = set(_CITED.findall(text))
        self._found += [(passage, title_key(name + number)) for name, number in cited]
        self._outside.update({title_key(name) for name, _number in cited} - {family})
        for number in set(_OWN.findall(text)):
            self._found.append((passage, family_of(own) + number))

    def from_outside(self) -> dict[str, int]:
        """Return the titles that are there, with how many passages of others cite each."""
        return {title: count for title, count in sorted(self._outside.items()) if title in self._titles}

    def pairs(self) -> Ints:
        known = ((citing, self._passage_of.get(key, citing)) for citing, key in self._found)
        return np.array(sorted({pair for pair in known if pair[0] != pair[1]}), np.int64).reshape(-1, 2)


@dataclass(frozen=True)
class Pairs:
    """What is asked and what answers it, row by row; ``passages`` says which passage each answer is."""

    asked: Ragged
    answers: Ragged
    passages: Ints


def draw(corpus: Corpus, size: int, rng: np.random.Generator) -> Pairs:
    """Draw pairs at random."""
    kind = rng.choice(4, size, p=_SHARES)
    passage = rng.integers(0, len(corpus), size)
    asking = passage.copy()
    if len(corpus.cites):
        chosen = corpus.cites[rng.integers(0, len(corpus.cites), size)]
        asking, passage = np.where(kind == CITING, chosen.T, (asking, passage))
    else:
        kind = np.where(kind == CITING, CLAUSE, kind)
    first, last = corpus.passages[asking], corpus.passages[asking + 1]
    count = last - first - 1
    kind = np.where(count < 1, TITLE, np.where((kind == CLAUSE) & (count < 2), STRETCH, kind))
    piece = np.where(kind == TITLE, first, first + 1 + rng.integers(0, 1 << 30, size) % np.maximum(count, 1))
    begin, end = corpus.pieces.starts[piece], corpus.pieces.starts[piece + 1]
    stretched = (kind == STRETCH) | ((kind == CITING) & (rng.random(size) < 0.5))
    length = np.where(stretched, np.minimum(end - begin, rng.integers(*_STRETCH, size)), end - begin)
    begin = begin + rng.integers(0, 1 << 30, size) % np.maximum(end - begin - length + 1, 1)
    asked = _slices(corpus.pieces.flat, begin, length)
    answers = _answers(corpus, passage, np.where(kind == CLAUSE, piece, -1), kind == TITLE, rng)
    return Pairs(
        _bounded(_packed(asked, size), _LONGEST_QUERY, rng),
        _bounded(_packed(_without_most(answers, asked, kind == STRETCH, rng), size), _LONGEST_TEXT, rng),
        passage,
    )


_Keyed = tuple[Ints, Ints]  # row and token, entry by entry


def _slices(flat: Ints, begin: Ints, length: Ints) -> _Keyed:
    rows = np.repeat(np.arange(len(begin)), length)
    ends = np.cumsum(length)
    places = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - length, length) + np.repeat(begin, length)
    return rows, flat[places]


def _answers(
    corpus: Corpus, passage: Ints, left_out: Ints, untitled: NDArray[np.bool_], rng: np.random.Generator
) -> _Keyed:
    """Return the passages' tokens without the pieces left out; every second time without the title."""
    starts = corpus.pieces.starts
    titled = ~untitled & (rng.random(len(passage)) < 0.5)
    first = corpus.passages[passage] + np.where(titled | (np.diff(corpus.passages)[passage] < 2), 0, 1)
    begin, end = starts[first], starts[corpus.passages[passage + 1]]
    rows, place = _slices(np.arange(len(corpus.pieces.flat)), begin, end - begin)
    out = np.maximum(left_out, 0)
    inside = (left_out[rows] >= 0) & (place >= starts[out][rows]) & (place < starts[out + 1][rows])
    return rows[~inside], corpus.pieces.flat[place[~inside]]


def _without_most(answers: _Keyed, asked: _Keyed, which: NDArray[np.bool_], rng: np.random.Generator) -> _Keyed:
    """Take most of what was asked out of the answers of some rows, so that more than the same words is learnt."""
    rows, tokens = answers
    span = int(max(tokens.max(initial=0), asked[1].max(initial=0))) + 1
    shared = np.isin(rows * span + tokens, asked[0] * span + asked[1])
    kept = ~(shared & which[rows]) | (rng.random(len(rows)) < _KEPT)
    return rows[kept], tokens[kept]


def _packed(entries: _Keyed, size: int) -> Ragged:
    """Return each row's different tokens."""
    rows, tokens = entries
    span = int(tokens.max(initial=0)) + 1
    different = np.unique(rows * span + tokens)
    starts = np.searchsorted(different // span, np.arange(size + 1))
    return Ragged(different % span, starts.astype(np.int64))


def _bounded(rows: Ragged, longest: int, rng: np.random.Generator) -> Ragged:
    """Keep about so many tokens of each row, at random."""
    lengths = np.diff(rows.starts)
    kept = rng.random(len(rows.flat)) < np.repeat(longest / np.maximum(lengths, 1), lengths)
    row = np.repeat(np.arange(len(rows)), lengths)[kept]
    return Ragged(rows.flat[kept], np.searchsorted(row, np.arange(len(rows) + 1)).astype(np.int64))


def every_passage(corpus: Corpus, step: int, at_most: int) -> Iterator[Ragged]:
    """Yield each ``step``-th passage as a row of different tokens, so many at a time."""
    for start in range(0, len(corpus), at_most * step):
        passage = np.arange(start, min(start + at_most * step, len(corpus)), step)
        begin = corpus.pieces.starts[corpus.passages[passage]]
        length = corpus.pieces.starts[corpus.passages[passage + 1]] - begin
        yield _packed(_slices(corpus.pieces.flat, begin, length), len(passage))
