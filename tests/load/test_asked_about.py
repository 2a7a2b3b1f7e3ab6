"""The list of what is asked about, counted from questions."""

from __future__ import annotations

from tests.load.asked_about import FOLDS, counted, fold_of


def test_a_law_counts_once_for_each_question_that_it_answers() -> None:
    laws = {"a1": "民法典", "a2": "民法典", "b1": "刑法"}
    queries = [{"relevant": ["a1", "a2"]}, {"relevant": ["a2", "b1"]}, {"relevant": ["gone"]}]
    assert counted(queries, laws) == {"民法典": 2, "刑法": 1}


def test_folds_are_alike_in_size_and_a_question_keeps_its_own() -> None:
    queries = [{"qid": f"s{number}"} for number in range(1000)]
    sizes = [sum(fold_of(query) == fold for query in queries) for fold in range(FOLDS)]
    assert sum(sizes) == 1000 and min(sizes) > 150
