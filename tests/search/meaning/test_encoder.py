from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from portal.text.segmenting import Cut
from search.health import health
from search.meaning import cutting, services, training
from search.meaning.encoder import DIMENSIONS, Damaged, Encoder, cosines
from tests.plugins.encoder import PLAN, TEXTS


def near(encoder: Encoder, one: str, other: str) -> float:
    vectors = [encoder.vector(cutting.of_query(text)) for text in (one, other)]
    return float(cosines(vectors[0], vectors[1][None])[0])


def test_the_same_seed_gives_the_same_encoder_and_another_one_another(learnt: Encoder) -> None:
    again = training.train(TEXTS, PLAN)
    assert again is not None and again.name == learnt.name
    other = training.train(TEXTS, training.Plan(steps=30, size=32, seed=2))
    assert other is not None and other.name != learnt.name


def test_what_stands_in_one_text_comes_near_without_a_word_in_common(learnt: Encoder) -> None:
    untrained = training.train(TEXTS, training.Plan(steps=0, size=32))
    assert untrained is not None
    for one, other in (("抵押", "遗失"), ("抚养", "夫妻")):
        assert near(learnt, one, other) > near(untrained, one, other) + 0.2
    assert near(learnt, "抚养", "夫妻") > near(learnt, "抚养", "登记机构")


def test_a_file_gives_back_the_same_encoder(learnt: Encoder, tmp_path: Path) -> None:
    learnt.save(tmp_path / "a" / "encoder")
    again = Encoder.load(tmp_path / "a" / "encoder")
    assert again.name == learnt.name and again.tokens == learnt.tokens
    asked = cutting.of_query("离婚财产")
    assert (again.vector(asked) == learnt.vector(asked)).all()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["encoder"]


def test_a_vector_has_whole_numbers_and_what_is_unknown_has_none(learnt: Encoder) -> None:
    vector = learnt.vector(cutting.of_query("离婚"))
    assert vector is not None and vector.dtype == np.int8 and vector.shape == (DIMENSIONS,)
    assert np.abs(vector).max() == 127
    assert learnt.vector(Cut(["火星"], [], [])) is None


@pytest.mark.django_db
@pytest.mark.parametrize("spoil", [lambda old: old[: len(old) // 2], lambda old: b"", lambda old: b"x" * len(old)])
def test_a_damaged_file_is_passed_over_and_said(installed: Encoder, spoil, caplog) -> None:
    path = services.encoder_file()
    assert services.encoder_name() == installed.name and health().encoder_problem == ""
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(Damaged):
        Encoder.load(path)
    assert services.encoder() is None and services.of_query("离婚") is None
    found = health()
    assert found.encoder == "" and "search.encoder" in found.encoder_problem
    assert "words alone" in caplog.text


def test_without_a_file_there_is_no_encoder_and_no_problem(tmp_path: Path, settings) -> None:
    settings.GONGKAI = {**settings.GONGKAI, "SEARCH_ENCODER": tmp_path / "nothing"}
    assert (services.encoder(), services.encoder_name(), services.problem()) == (None, "", "")


def test_nothing_is_learnt_from_nothing() -> None:
    assert training.train([]) is None
    assert training.train([("", "")]) is None


def test_who_is_cited_from_outside_has_authority() -> None:
    citing = ("登记办法第一条", "依照《中华人民共和国婚姻条例》第一条登记。本办法第二条另有规定的除外。")
    twice = ("档案办法", "《婚姻条例》和《登记办法》另有规定的，从其规定。《海洋法》不适用。")
    made = training.train([*TEXTS, citing, twice], training.Plan(steps=0, size=8))
    assert made is not None and made.cited == {"婚姻条例": 2, "登记办法": 1}
    assert made.authority("婚姻条例") == 1 > made.authority("登记办法") > made.authority("档案办法") == 0
