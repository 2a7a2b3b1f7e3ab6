"""What every engine must do with an encoder: find what is about the same, and nothing that may not be found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from portal.addons.types import IndexRecord
from search import documents, ranking
from search.engines.base import Engine
from search.meaning.encoder import Encoder
from search.query import parse
from search.services import find
from tests.contracts.records import LAND, keys, write

pytestmark = pytest.mark.django_db
QUESTION = "夫妻分手，子女归谁？"
MARRIED = IndexRecord(
    key="t:married", kind="disclosure", title="婚姻条例", url="/married/", body="离婚的财产约定应当采用书面形式。",
    effect="in_force", rank="law", places=("00010001",),
)  # fmt: skip
HOUSE = IndexRecord(
    key="t:house", kind="news", title="登记簿", url="/house/", body="不动产登记簿是物权的根据。登记机构保管登记簿。"
)


@pytest.fixture
def shelves(installed: Encoder, engine: Engine) -> Engine:
    write(engine, MARRIED, HOUSE, LAND)
    return engine


def asked(engine: Engine, typed: str = QUESTION, **changes: object) -> list[str]:
    question = parse(typed)
    return keys(find(replace(question, query=question.query.with_changes(**changes)), engine).results)


def test_a_question_finds_what_is_about_the_same(shelves: Engine) -> None:
    assert asked(shelves)[0] == "t:married"


def test_without_an_encoder_words_alone_answer(shelves: Engine, settings, tmp_path: Path) -> None:
    settings.GONGKAI = {**settings.GONGKAI, "SEARCH_ENCODER": tmp_path / "none"}
    assert shelves.outdated()
    found = find(parse("采矿权的永久基本农田怎么保护？"), shelves).results
    assert keys(found)[0] == "t:land"


def test_what_another_encoder_made_says_nothing(shelves: Engine, learnt: Encoder, settings, tmp_path: Path) -> None:
    other = Encoder.of(learnt.tokens, -learnt.rows.astype("float32"))
    other.save(tmp_path / "other.encoder")
    settings.GONGKAI = {**settings.GONGKAI, "SEARCH_ENCODER": tmp_path / "other.encoder"}
    assert shelves.outdated()
    assert "t:house" not in asked(shelves)


def test_filters_counts_and_totals_hold_for_what_is_near(shelves: Engine) -> None:
    results = find(parse(QUESTION), shelves).results
    counted = {value.value: value.count for value in results.facets["kind"]}
    assert sum(counted.values()) == results.total == len(results.hits)
    assert asked(shelves, filters=(("kind", ("disclosure",)),)) == ["t:married"]
    assert "t:married" not in asked(shelves, filters=(("kind", ("news",)),))


@pytest.mark.clause("S5")
def test_what_is_hidden_or_withdrawn_is_not_near(shelves: Engine) -> None:
    query = parse(QUESTION).query
    assert "t:married" in keys(shelves.search(query.with_changes(breadth=1)))
    assert "t:married" not in keys(shelves.search(query.with_changes(breadth=1, hidden=("00010001",))))
    shelves.write([documents.tombstone("t:married", 2)])
    assert "t:married" not in asked(shelves)


def test_a_document_that_changed_is_near_by_what_it_says_now(shelves: Engine) -> None:
    assert asked(shelves, "夫妻离婚的财产约定？")[0] == "t:married"
    write(shelves, replace(MARRIED, title="矿区踏勘", body="坑道涌水。"), version=2)
    assert "t:married" not in asked(shelves, "夫妻离婚的财产约定？", breadth=0)
    write(shelves, replace(MARRIED, title="登记簿的保管", body="登记机构应当保管登记簿。"), version=3)
    assert "t:married" in asked(shelves, "登记机构怎么保管登记簿？")


def test_one_weight_moves_every_engine_alike(shelves: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    local = replace(MARRIED, key="t:local", title="城镇婚姻办法", rank="local", body="离婚的，子女由一方抚养。夫妻。")
    write(shelves, local)
    before = ranking.weights()
    assert asked(shelves)[0] == "t:married" or asked(shelves)[0] == "t:local"
    for law, place, first in ((1.0, 0.01, "t:married"), (0.01, 1.0, "t:local")):
        changed = replace(before, ranks={**before.ranks, "law": law, "local": place})
        monkeypatch.setattr(ranking, "weights", lambda changed=changed: changed)
        assert asked(shelves)[0] == first
