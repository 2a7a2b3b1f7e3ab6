from __future__ import annotations

import pytest

from tests.load.judging import Scores, by_kind, judge, mean, overlap


def test_one_right_answer_in_second_place() -> None:
    scores = judge(["b"], ["a", "b", "c"])
    assert scores == Scores(pytest.approx(0.6309, abs=1e-4), 0.5, 1.0, 1.0)


def test_answers_past_the_tenth_count_for_the_long_recall_only() -> None:
    ranked = [str(number) for number in range(200)]
    assert judge(["10", "99", "100"], ranked) == Scores(0.0, 0.0, 0.0, pytest.approx(2 / 3))
    assert judge(["x"], []) == Scores(0.0, 0.0, 0.0, 0.0)


def test_the_best_order_of_many_answers_is_one() -> None:
    ranked = [str(number) for number in range(12)]
    assert judge(ranked, ranked).ndcg == pytest.approx(1.0)
    assert judge(["0", "1"], ["0", "x", "1"]).ndcg < 1


def test_means_over_all_and_by_kind() -> None:
    one, other = Scores(1.0, 1.0, 1.0, 1.0), Scores(0.0, 0.5, 0.0, 0.0)
    assert mean([one, other]) == Scores(0.5, 0.75, 0.5, 0.5)
    assert by_kind([{"kind": "a"}, {"kind": "b"}, {}], [one, other, one]) == {"a": one, "b": other}


def test_overlap_is_of_the_first_ten() -> None:
    assert overlap([], []) == 1.0
    assert overlap(["a", "b"], ["b", "c"]) == 0.5
    assert overlap([str(n) for n in range(20)], [str(n) for n in range(10, 30)]) == 0.0
