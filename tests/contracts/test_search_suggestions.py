"""What every search engine answers while somebody is typing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.addons.types import IndexRecord
from search import documents
from search.engines.base import Engine, Query
from search.suggesting import suggest
from tests.contracts.records import LAND, OLD_PLAN, PLAN, UNDATED, keys, write

pytestmark = pytest.mark.django_db  # a search asks what is hidden


def suggested(engine: Engine, typed: str) -> list[str]:
    return [suggestion.text for suggestion in suggest(typed, engine)]


def test_titles_that_begin_with_what_was_typed_come_before_those_that_hold_it(filled: Engine) -> None:
    assert suggested(filled, "岭海省矿产资源总") == [OLD_PLAN.title, PLAN.title]
    assert suggested(filled, "嶺海省 總體規劃") == [OLD_PLAN.title, PLAN.title]
    assert suggested(filled, "总体规划")[:2] == [OLD_PLAN.title, PLAN.title], "the shorter one first"


def test_what_only_the_text_holds_is_not_suggested(filled: Engine) -> None:
    assert suggested(filled, "永久基本农田") == []
    assert suggested(filled, "矿产资源总体规章") == []


@pytest.mark.parametrize(
    "typed", ["qsgd", "qs", "quansheng", "Quan Sheng Geng", "quanshenggengdibaohugongzuohuiyizhaokai"]
)
def test_letters_are_the_beginning_of_a_title(filled: Engine, typed: str) -> None:
    assert suggested(filled, typed) == [LAND.title]


def test_a_long_beginning_has_to_go_on_as_the_title_does(engine: Engine) -> None:
    begun = "岭海省自然资源厅办公室关于印发岭海省矿产资源总体规划实施细则"
    titles = [f"{begun}{rest}" for rest in ("和有关表格的通知", "若干问题的解答")]
    write(engine, *(IndexRecord(key=f"t:{title}", kind="news", title=title, url="/x/") for title in titles))
    assert sorted(suggested(engine, begun)) == sorted(titles)
    assert suggested(engine, f"{begun}若干问题") == titles[1:]


@pytest.mark.parametrize("typed", ["岭自然资规〔2026〕8号", "岭自然资规 2026 8", "〔2026〕8号", "岭自然资规〔2026"])
def test_a_number_suggests_its_own_document(filled: Engine, typed: str) -> None:
    found = suggest(typed, filled)
    assert [(suggestion.text, suggestion.number) for suggestion in found] == [(PLAN.title, PLAN.doc_no)]


def test_a_number_may_be_begun_and_an_order_has_one_too(filled: Engine) -> None:
    assert sorted(suggested(filled, "岭自然资规〔20")) == [PLAN.title, OLD_PLAN.title]
    assert suggested(filled, "国务院令第743号") == [LAND.title]


def test_nothing_that_is_hidden_is_suggested(engine: Engine) -> None:
    write(engine, replace(PLAN, places=("2", "7")), replace(OLD_PLAN, places=("2", "8")))
    query = Query(typing="矿产资源总体规划")
    assert keys(engine.search(query)) == ["t:old", "t:plan"]
    assert keys(engine.search(query.with_changes(hidden=("8",)))) == ["t:plan"]
    engine.write([documents.tombstone("t:plan", 5)])
    assert suggested(engine, "矿产资源总体规划") == [OLD_PLAN.title]


@pytest.mark.parametrize("query", [Query(typing="矿产资源总体规划"), Query(text="矿产资源总体规划")])
def test_cards_alone_come_in_the_same_order_without_texts_and_facets(filled: Engine, query: Query) -> None:
    whole, cards = filled.search(query), filled.search(query.with_changes(cards_only=True))
    assert cards.facets == {} and [hit.excerpt for hit in cards.hits] == [None, None]
    assert cards.total == 2 and [hit.card for hit in cards.hits] == [hit.card for hit in whole.hits]
    assert whole.facets and all(hit.excerpt for hit in whole.hits)


def test_eight_are_enough_and_what_reads_the_same_comes_once(engine: Engine) -> None:
    twice = ("礦產資源簡報", "矿产资源简报", "「矿产资源简报」")
    titles = [*twice, *(f"矿产资源简报第{n}期" for n in range(20))]
    write(engine, *(IndexRecord(key=f"t:{n}", kind="news", title=t, url="/") for n, t in enumerate(titles)))
    found = suggested(engine, "矿产资源")
    assert len(found) == len(set(found)) == 8 and len({*twice} & {*found}) == 1


@pytest.mark.parametrize(
    "typed", ["+*:~^!()[]{}", "AND OR NOT", "*矿产*", "visible:0", "/.*/", "[a TO z]", "\\", "'; --"]
)
def test_engine_syntax_suggests_nothing(filled: Engine, typed: str) -> None:
    assert not {LAND.title, UNDATED.title} & {*suggested(filled, typed)}
