"""How good a ranking is, against judgments: the usual figures, over all queries and by kind."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True)
class Scores:
    """Each between 0 and 1; higher is better."""

    ndcg: float
    mrr: float
    recall_10: float
    recall_100: float


def judge(relevant: Collection[str], ranked: Sequence[str]) -> Scores:
    """Return the figures of one ranking, best first; ``relevant`` are the ids of the right answers, at least one."""
    right = set(relevant)
    first = [place for place, found in enumerate(ranked[:10]) if found in right]
    gained = sum(1 / math.log2(place + 2) for place in first)
    ideal = sum(1 / math.log2(place + 2) for place in range(min(len(right), 10)))
    mrr = 1 / (first[0] + 1) if first else 0.0
    return Scores(gained / ideal, mrr, len(first) / len(right), len(right & set(ranked[:100])) / len(right))


def mean(scores: Iterable[Scores]) -> Scores:
    """Return the means over queries, of which there is at least one."""
    columns = zip(*((s.ndcg, s.mrr, s.recall_10, s.recall_100) for s in scores), strict=True)
    return Scores(*map(fmean, columns))


def by_kind(queries: Sequence[Mapping[str, object]], scores: Sequence[Scores]) -> dict[str, Scores]:
    """Return the means of each kind of query, where queries have kinds."""
    found: dict[str, list[Scores]] = defaultdict(list)
    for query, score in zip(queries, scores, strict=True):
        if "kind" in query:
            found[str(query["kind"])].append(score)
    return {kind: mean(found[kind]) for kind in sorted(found)}


def overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how many of the first ten two rankings share, between 0 and 1; two empty ones agree."""
    first, second = set(one[:10]), set(other[:10])
    return len(first & second) / max(len(first), len(second), 1) if first or second else 1.0
