"""The ranking intent: weights read from `ranking.json`, and the order of the first hits, the same for every engine."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from portal.text.folding import fold_text

from . import asked_about
from .meaning import services as meaning
from .titles import family_of, short_title

_FILE = Path(__file__).with_name("ranking.json")
_BEST_OF_FAMILY = 5
NEAR_FIRST = 10_000.0  # what is about the same comes first in an engine's own order; no words score so much


@dataclass(frozen=True)
class Weights:
    """See `docs/search.md` for what each weight means."""

    title_words: float
    title_bigrams: float
    title_characters: float
    title_syllables: float
    title_phrase: float
    title_exact: float
    title_start: float
    number_own: float
    number_mentioned: float
    pinyin_exact: float
    pinyin_start: float
    pinyin_inside: float
    words: float
    bigrams: float
    phrase: float
    synonym: float
    match_bigrams: float
    match_title_bigrams: float
    match_title_syllables: float
    match_some: float
    match_of_question: float
    said_words: float
    said_bigrams: float
    said_characters: float
    window: int
    likeness: float
    likeness_of_question: float
    meaning: float
    meaning_of_part: float
    family: float
    authority: float
    asked_about: float
    near_count: int
    near_least: float
    freshness: float
    freshness_half_life_years: float
    archived: float
    effects: dict[str, float]
    ranks: dict[str, float]


@cache
def weights() -> Weights:
    """Return the weights; raise ValueError where the file lacks one or holds an unknown one."""
    found = json.loads(_FILE.read_text(encoding="utf-8"))
    known = {field.name for field in fields(Weights)}
    if set(found) != known:
        raise ValueError(f"{_FILE.name}: missing or unknown {sorted(set(found) ^ known)}")
    return Weights(**found)


@dataclass(frozen=True)
class Candidate:
    """A hit before the first ones are put in order; ``reference`` is the engine's own handle."""

    score: float
    card: dict[str, Any]
    reference: Any


def reorder(
    texts: Sequence[tuple[str, float]], candidates: Sequence[Candidate], today: date, question: str = ""
) -> list[Candidate]:
    """Put the first hits in order: words, likeness of the title to what was typed, then age and effect.

    ``texts`` are what was typed without operators, and what will do instead, each with its weight: the likest counts.
    Where it is a ``question``, what a text is about counts too, the law that it is of, and the rank of that norm.
    Scores in the answer are comparable within one answer only.
    """
    if not candidates:
        return []
    scores = [one.score - NEAR_FIRST if one.score >= NEAR_FIRST else one.score for one in candidates]
    best = max(scores) or 1.0
    found = [score / best for score in scores]
    if likeness := weights().likeness_of_question if question else weights().likeness:
        asked = [(_grams(fold_text(text)), _letters(text), weight) for text, weight in texts]
        found = [score + likeness * _likest(asked, one.card) for score, one in zip(found, candidates, strict=True)]
    if question:
        found = _of_question(question, candidates, found)
    scored = [
        Candidate(score * standing(one.card) * _freshness(one.card["on"], today), one.card, one.reference)
        for score, one in zip(found, candidates, strict=True)
    ]
    return sorted(scored, key=lambda candidate: -candidate.score)


def _of_question(question: str, candidates: Sequence[Candidate], found: Sequence[float]) -> list[float]:
    """Return the scores with what is about the same, what stands beside it in its law, the rank of the norm, and how
    much the law is cited and asked about.
    """
    w = weights()
    cards = [candidate.card for candidate in candidates]
    near = meaning.nearness(question, cards)
    own = [score + w.meaning * one.all + w.meaning_of_part * one.part for score, one in zip(found, near, strict=True)]
    families = [family_of(card["title"]) for card in cards]
    of_family: dict[str, list[float]] = {}
    for name, score in zip(families, own, strict=True):
        of_family.setdefault(name, []).append(score)
    means = {name: sum(sorted(scores)[-_BEST_OF_FAMILY:]) / _BEST_OF_FAMILY for name, scores in of_family.items()}
    authority, asked = meaning.authority(of_family), asked_about.prior(of_family)
    worth = {name: (1 + w.authority * authority[name]) * (1 + w.asked_about * asked[name]) for name in of_family}
    return [
        (score + w.family * means[name]) * w.ranks.get(card["rank"], w.ranks["other"]) * worth[name]
        for card, name, score in zip(cards, families, own, strict=True)
    ]


def _likest(asked: Sequence[tuple[Counter[str], str, float]], card: dict[str, Any]) -> float:
    return max(weight * _likeness(grams, letters, card) for grams, letters, weight in asked)


def _likeness(grams: Counter[str], letters: str, card: dict[str, Any]) -> float:
    return _pinyin_likeness(letters, card["pinyin"]) if letters else _title_likeness(grams, card["title"])


def _letters(text: str) -> str:
    joined = "".join(filter(str.isalnum, fold_text(text)))
    return joined if joined.isascii() else ""


def _grams(folded: str) -> Counter[str]:
    letters = "".join(filter(str.isalnum, folded))
    return Counter(letters) + Counter(map("".join, pairwise(letters)))


def _title_likeness(asked: Counter[str], title: str) -> float:
    """Dice overlap of characters and bigrams, with the title as it is or without the state's name."""
    return max(_dice(asked, letters) for letters in _spellings(title)) if asked else 0.0


@lru_cache(maxsize=20_000)
def _spellings(title: str) -> tuple[str, ...]:
    return tuple("".join(filter(str.isalnum, fold_text(name))) for name in {title, short_title(title)})


def _dice(asked: Counter[str], letters: str) -> float:
    """Return twice what both have in common by how much both have: characters and bigrams, as often as they come."""
    held = ((gram, count) for gram, count in asked.items() if gram in letters)
    shared = sum(1 if count == 1 else min(count, _times(gram, letters)) for gram, count in held)
    return 2 * shared / (asked.total() + max(2 * len(letters) - 1, 0))


def _times(gram: str, letters: str) -> int:
    return sum(letters.startswith(gram, at) for at in range(len(letters)))


def _pinyin_likeness(letters: str, transcriptions: Sequence[str]) -> float:
    return max((len(letters) / len(t) for t in transcriptions if letters in t), default=0.0)


def standing(card: dict[str, Any]) -> float:
    """Return what a document is worth by its effect and whether it is archived; 1 where nothing speaks against it."""
    w = weights()
    return w.effects.get(card["effect"], 1.0) * (w.archived if card["archived"] else 1.0)


def _freshness(on: str, today: date) -> float:
    if not on:
        return 1.0
    w = weights()
    age = max((today - date.fromisoformat(on)).days / 365.25, 0.0)
    return 1.0 + w.freshness * 0.5 ** (age / w.freshness_half_life_years)
