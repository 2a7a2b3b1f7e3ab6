"""The order of the first hits: the same whatever engine found them."""

from __future__ import annotations

from datetime import date

import pytest

from search import ranking
from search.ranking import NEAR_FIRST, Candidate, reorder

TODAY = date(2026, 11, 27)


def hit(key: str, score: float, title: str = "办法", **facts: object) -> Candidate:
    card = {"title": title, "on": "", "effect": "in_force", "archived": False, "rank": "law", "pinyin": []} | facts
    return Candidate(score, card, key)


def order(*candidates: Candidate, question: str = "") -> list[str]:
    return [one.reference for one in reorder([("采矿权", 1.0)], candidates, TODAY, question)]


def test_what_only_is_near_stands_by_what_it_says_and_not_first() -> None:
    near, said = hit("near", NEAR_FIRST + 1.0), hit("said", 30.0)
    assert order(near, said, question="采矿权怎么延续？") == ["said", "near"]


@pytest.mark.parametrize(("question", "first"), [("采矿权怎么延续？", "law"), ("", "local")])
def test_the_rank_of_the_norm_counts_for_a_question_only(question: str, first: str) -> None:
    assert order(hit("local", 30.0, rank="local"), hit("law", 29.0), question=question)[0] == first


def test_what_stands_beside_more_of_the_same_law_comes_first_in_a_question() -> None:
    many = [hit(f"a{n}", 20.0, f"采矿办法第{n}条") for n in "二三四五六"]
    alone = hit("alone", 20.0, "钓鱼办法第一条")
    assert order(alone, *many, question="采矿权怎么延续？")[-1] == "alone"


@pytest.mark.parametrize(("question", "first"), [("采矿权怎么延续？", "asked"), ("", "other")])
def test_a_law_that_lay_people_ask_about_stands_higher_for_a_question(
    question: str, first: str, tmp_path, settings
) -> None:
    (tmp_path / "list.json").write_text('{"狩猎办法": 9}', encoding="utf-8")
    settings.GONGKAI = {**settings.GONGKAI, "SEARCH_ASKED_ABOUT": str(tmp_path / "list.json")}
    asked, other = hit("asked", 29.5, "狩猎办法第一条"), hit("other", 30.0, "钓鱼办法第一条")
    assert order(other, asked, question=question)[0] == first


def test_a_file_that_lacks_a_weight_is_refused(tmp_path, monkeypatch) -> None:
    path = tmp_path / "ranking.json"
    path.write_text('{"window": 10}', encoding="utf-8")
    monkeypatch.setattr(ranking, "_FILE", path)
    ranking.weights.cache_clear()
    try:
        with pytest.raises(ValueError, match="missing or unknown"):
            ranking.weights()
    finally:
        ranking.weights.cache_clear()
