"""What every search engine must do. A new engine is tested by registering it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.addons.types import IndexRecord
from search import documents
from search.engines.base import Engine, IndexDocument, Query, Results, Walk
from search.models import Scheme
from search.query import Asked, from_address, parse
from search.services import find
from tests.contracts.records import LAND, PLAN, UNDATED, ask, keys, write

pytestmark = pytest.mark.django_db  # a search asks what is hidden


def plain(html: str) -> str:
    return re.sub("</?mark>", "", html)


def test_an_engine_without_an_index_answers_emptily(engine: Engine) -> None:
    assert engine.search(Query(text="矿产")) == Results()
    assert (engine.count(), list(engine.stored_keys()), engine.live(), engine.outdated()) == (0, [], "", True)


def test_what_was_written_is_found_by_title_body_and_attachment(filled: Engine) -> None:
    assert ask(filled, "矿产资源总体规划")[0] == "t:plan"
    assert ask(filled, "永久基本农田") == ["t:land"]
    assert ask(filled, "砂石骨料") == ["t:plan"]
    assert filled.count() == 4


def test_a_write_replaces_the_document(filled: Engine) -> None:
    changed = IndexRecord(key="t:land", kind="news", title="测绘法宣传日", url="/land/", body="测绘")
    write(filled, changed, version=2)
    assert ask(filled, "测绘法宣传") == ["t:land"]
    assert ask(filled, "永久基本农田") == []
    assert filled.count() == 4


def test_a_tombstone_hides_and_keeps_its_version(filled: Engine) -> None:
    filled.write([documents.tombstone("t:plan", 5)])
    assert ask(filled, "砂石骨料") == []
    assert filled.count() == 3
    facets = filled.search(Query(filters=(("kind", ("disclosure",)),))).facets
    assert [(value.value, value.count) for value in facets["kind"]] == [("news", 2), ("disclosure", 1)]
    report = filled.write([documents.build(PLAN, 4)])
    assert report.stale == ("t:plan",) and report.written == 0
    assert ask(filled, "砂石骨料") == []
    assert [(k.version, k.hidden) for k in filled.stored_keys() if k.key == "t:plan"] == [(5, True)]
    write(filled, PLAN, version=6)
    assert ask(filled, "砂石骨料") == ["t:plan"]


def test_what_lies_in_a_hidden_place_is_neither_found_nor_counted(engine: Engine) -> None:
    write(engine, replace(PLAN, places=("2", "7", "9")), replace(LAND, places=("2", "8")), UNDATED)
    everything = Query(filters=(("kind", ("disclosure", "news")),))
    assert engine.search(everything).total == 3
    left = engine.search(everything.with_changes(hidden=("7",)))
    assert sorted(keys(left)) == ["t:land", "t:undated"] and left.total == 2
    assert [(value.value, value.count) for value in left.facets["kind"]] == [("news", 2)]
    assert keys(engine.search(everything.with_changes(hidden=("2", "77")))) == ["t:undated"]


def test_only_the_stale_document_of_a_batch_is_refused(filled: Engine) -> None:
    write(filled, LAND, version=7)
    report = filled.write([documents.tombstone("t:land", 3), documents.tombstone("t:undated", 3)])
    assert report.stale == ("t:land",) and report.written == 1
    assert ask(filled, "永久基本农田") == ["t:land"] and filled.count() == 3


def test_the_highest_version_of_a_batch_wins_in_any_order(engine: Engine) -> None:
    report = engine.write([documents.tombstone("t:land", 3), documents.build(LAND, 2)])
    assert report.stale == ("t:land",)
    assert [(k.key, k.version, k.hidden) for k in engine.stored_keys()] == [("t:land", 3, True)]


def test_keys_come_in_order_and_without_what_was_replaced(filled: Engine) -> None:
    write(filled, LAND, version=2)
    assert [(k.key, k.version, k.hidden) for k in filled.stored_keys()] == [
        ("t:land", 2, False), ("t:old", 1, False), ("t:plan", 1, False), ("t:undated", 1, False),
    ]  # fmt: skip


# --- named indexes and the alias ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "writing",
    [
        "岭自然资规〔2026〕8号", "岭自然资规[2026]8号", "岭自然资规【2026】8号",
        "岭自然资规（2026）8号", "岭自然资规(2026)8号",
        "嶺自然資規〔２０２６〕８號", "岭自然资规 〔2026〕 8号",
        "岭自然资规2026年8号", "岭自然资规〔2026〕第8号", "〔2026〕8号",
        "文号:岭自然资规〔2026〕8号", "岭自然资规〔2026〕",
    ],
)  # fmt: skip
def test_a_document_number_is_found_in_any_writing(filled: Engine, writing: str) -> None:
    assert ask(filled, writing) == ["t:plan"]


def test_a_number_without_year_finds_all_of_that_number(filled: Engine) -> None:
    assert sorted(ask(filled, "岭自然资规8号")) == ["t:old", "t:plan"]


@pytest.mark.parametrize(
    "writing",
    [
        "国务院令第743号",
        "国务院令 第 743 号",
        "国务院令743号",
        "國務院令第743號",
        "中华人民共和国国务院令第七百四十三号",
    ],
)
def test_an_order_is_found_in_any_writing(filled: Engine, writing: str) -> None:
    assert ask(filled, writing) == ["t:land"]


def test_traditional_characters_and_full_width_are_the_same_words(filled: Engine) -> None:
    assert ask(filled, "永久基本農田") == ["t:land"]
    write(filled, IndexRecord(key="t:wto", kind="news", title="ＷＴＯ規則解讀", url="/wto/"))
    assert ask(filled, "wto规则解读") == ["t:wto"]


@pytest.mark.parametrize(
    "typed",
    ["quanshenggengdibaohugongzuohuiyizhaokai", "quan sheng geng di bao hu", "gengdibaohu", "qsgdbhgzhyzk", "gdbh"],
)
def test_pinyin_of_a_title_finds_it(filled: Engine, typed: str) -> None:
    assert ask(filled, typed)[0] == "t:land"


def test_a_homophone_and_a_missing_character_still_find_the_title(filled: Engine) -> None:
    assert ask(filled, "全省更地保护工作会议")[0] == "t:land"
    assert ask(filled, "矿产资源总规划实施细则")[0] == "t:old"


def test_a_phrase_wants_these_characters_in_a_row(filled: Engine) -> None:
    assert ask(filled, '"采矿权出让登记制度"') == ["t:plan"]
    assert ask(filled, "“登记采矿权”") == []


def test_or_finds_either_and_counts_each_once(filled: Engine) -> None:
    both = ask(filled, "实施细则 OR 工作会议")
    assert sorted(both) == ["t:land", "t:old"]
    assert ask(filled, '"实施细则" | "工作会议"') == both
    assert sorted(ask(filled, "采矿权 实施细则 OR 工作会议")) == ["t:land", "t:old"]
    assert ask(filled, "实施细则 OR 工作会议 -会议") == ["t:old"]


def test_what_means_the_same_is_found_below_what_was_typed(engine: Engine) -> None:
    write(engine, replace(LAND, key="t:1", title="房产证补办"), replace(LAND, key="t:2", title="不动产权证书补办"))
    lists = {Scheme.SYNONYMS: "房产证 = 不动产权证书", Scheme.BEST_BETS: ""}
    assert keys(find(parse("房产证补办"), engine, lists).results) == ["t:1", "t:2"]
    assert keys(find(parse("房产证补办"), engine, lists | {Scheme.SYNONYMS: ""}).results) == ["t:1"]


def test_versions_of_a_document_follow_one_another_the_one_in_force_first(engine: Engine) -> None:
    text = "第一条 为了规范矿产资源勘查和开采活动。第二条 勘查、开采矿产资源应当依法取得探矿权、采矿权，并办理登记。"
    other = "第一条 民事主体的人身权利受法律保护。第二条 自然人的民事权利能力一律平等，从出生时起到死亡时止。"
    repealed = replace(LAND, key="t:1", title="采矿权办法", body=text, on=date(2024, 1, 1), effect="repealed")
    valid = replace(repealed, key="t:3", body=text + "第三条 附则。", on=date(2020, 1, 1), effect="in_force")
    book = replace(repealed, key="t:2", body=other, effect="in_force", on=date(2021, 1, 1))
    write(engine, repealed, valid, book)
    found = ask(engine, "采矿权办法")
    assert found.index("t:1") == found.index("t:3") + 1 and len(found) == 3


def test_what_has_attachments_can_be_chosen(filled: Engine) -> None:
    results = find(Asked("", Query(filters=(("files", ("with",)),))), filled).results
    assert keys(results) == ["t:plan"]
    counted = find(parse("采矿权"), filled).results.facets["files"]
    assert [(value.value, value.count) for value in counted] == [("with", 1)]


def test_a_minus_leaves_out(filled: Engine) -> None:
    assert sorted(ask(filled, "采矿权")) == ["t:land", "t:old", "t:plan"]
    assert sorted(ask(filled, "采矿权 -永久基本农田")) == ["t:old", "t:plan"]
    assert ask(filled, '采矿权 -"耕地保护" -细则') == ["t:plan"]


def test_a_title_field_looks_at_titles_only(filled: Engine) -> None:
    assert ask(filled, "标题:采矿权") == []
    assert ask(filled, "标题：耕地保护") == ["t:land"]


def test_a_single_character_is_looked_for_too(filled: Engine) -> None:
    assert "t:undated" in ask(filled, "答")


@pytest.mark.parametrize(
    "typed", ["+*:~^!()[]{}", "AND NOT", 'key:"t:plan"', "*", "visible:0", "/.*/", "[a TO z]", "\\", "'; --"]
)
def test_engine_syntax_means_nothing(filled: Engine, typed: str) -> None:
    results = filled.search(parse(typed).query)
    assert not {"t:plan", "t:old", "t:undated"} & set(keys(results))


# --- facets, order, pages -----------------------------------------------------------------------------------------
def counts(results: Results, facet: str) -> dict[str, int]:
    return {value.value: value.count for value in results.facets[facet]}


def test_facets_count_all_results(filled: Engine) -> None:
    results = filled.search(Query(text="采矿权"))
    assert counts(results, "kind") == {"disclosure": 2, "news": 1}
    assert counts(results, "year") == {"2026": 2, "2018": 1}
    assert counts(results, "effect") == {"in_force": 1, "repealed": 1}
    assert counts(results, "column") == {"规划计划": 2, "政务公开": 1, "工作动态": 1}
    assert counts(results, "unit") == {"矿产资源处": 2, "耕地保护处": 1}


def test_a_chosen_facet_goes_on_counting_its_other_values(filled: Engine) -> None:
    results = filled.search(Query(text="采矿权", filters=(("kind", ("news",)),)))
    assert results.total == 1
    assert counts(results, "kind") == {"disclosure": 2, "news": 1}
    assert counts(results, "year") == {"2026": 1}


def test_values_of_one_facet_are_alternatives_and_facets_add_up(filled: Engine) -> None:
    assert filled.search(Query(filters=(("year", ("2026", "2018")),))).total == 3
    both = Query(filters=(("year", ("2026",)), ("kind", ("disclosure",))))
    assert keys(filled.search(both)) == ["t:plan"]


def test_by_date_comes_newest_first_and_unknown_dates_last(filled: Engine) -> None:
    write(filled, IndexRecord(key="t:u2", kind="news", title="采矿权问答", url="/u2/"))
    results = filled.search(Query(text="采矿权", sort="date"))
    assert keys(results) == ["t:land", "t:plan", "t:old", "t:u2"]


def test_repealed_and_archived_stand_lower(engine: Engine) -> None:
    same = {"kind": "disclosure", "title": "土地复垦条例", "body": "土地复垦", "on": date(2020, 1, 1), "url": "/x/"}
    write(
        engine,
        IndexRecord(key="t:1", effect="repealed", **same),
        IndexRecord(key="t:2", archived=True, **same),
        IndexRecord(key="t:3", effect="in_force", **same),
    )
    assert ask(engine, "土地复垦条例") == ["t:3", "t:2", "t:1"]


def test_pages_give_every_document_once_and_totals_are_exact(engine: Engine) -> None:
    records = [
        IndexRecord(key=f"t:{n:03}", kind="news", title=f"地灾防治简报第{n}期", url=f"/{n}/", body="地质灾害")
        for n in range(87)
    ]
    write(engine, *records)
    for sort in ("relevance", "date"):
        pages = [engine.search(Query(text="地质灾害", page=page, sort=sort)) for page in range(1, 10)]
        assert {page.total for page in pages} == {87}
        seen = [key for page in pages for key in keys(page)]
        assert sorted(seen) == [record.key for record in records]
    assert keys(engine.search(Query(text="地质灾害", page=100))) == []


# --- marks --------------------------------------------------------------------------------------------------------
def test_marks_come_out_in_the_source_writing_and_escaped(engine: Engine) -> None:
    body = "前言。<script>alert(1)</script>根據㎡計算的「礦產資源」補償，ＡＢＣ標準…適用。" * 3
    write(engine, IndexRecord(key="t:x", kind="news", title="礦產資源 & <b>補償</b>", url="/x/", body=body))
    hit = engine.search(parse("矿产资源").query).hits[0]
    assert hit.title_html == "<mark>礦產資源</mark> &amp; &lt;b&gt;補償&lt;/b&gt;"
    assert hit.excerpt and "<mark>礦產資源</mark>" in hit.excerpt.html and "<script" not in hit.excerpt.html
    wide = engine.search(parse("abc标准").query).hits[0].excerpt
    assert wide and "<mark>ＡＢＣ標準</mark>" in wide.html


def test_an_excerpt_is_a_piece_of_the_text(filled: Engine) -> None:
    hits = filled.search(parse("采矿权出让").query).hits
    excerpt = next(hit.excerpt for hit in hits if hit.key == "t:plan")
    assert excerpt and excerpt.file == "" and "<mark>采矿权出让</mark>" in excerpt.html
    assert plain(excerpt.html).strip("…") in PLAN.body.replace("\n", "")


def test_an_excerpt_from_an_attachment_names_it(filled: Engine) -> None:
    excerpt = filled.search(parse("砂石骨料").query).hits[0].excerpt
    assert excerpt and excerpt.file == "分区图说明.pdf" and "<mark>砂石骨料</mark>" in excerpt.html


def test_an_excerpt_far_inside_a_long_text_is_found(engine: Engine) -> None:
    filler = "根據½計算…" * 20_000
    write(
        engine, IndexRecord(key="t:long", kind="news", title="长文", url="/l/", body=f"{filler}這裡寫著孤本。{filler}")
    )
    excerpt = engine.search(parse("孤本").query).hits[0].excerpt
    assert excerpt and "這裡寫著<mark>孤本</mark>" in excerpt.html
    assert len(plain(excerpt.html)) < 200


def test_the_address_and_the_engine_agree_on_filters(filled: Engine, rf) -> None:
    asked = from_address(rf.get("/search/", {"q": "采矿权", "kind": "disclosure", "year": "2026"}).GET)
    assert keys(find(asked, filled).results) == ["t:plan"]


def test_nothing_in_all_words_is_answered_with_some_and_said(filled: Engine) -> None:
    found = find(parse("采矿权 火星 移民 计划 探测"), filled)
    assert found.results.total and found.understood


def _all_documents(records: Iterable[IndexRecord]) -> list[IndexDocument]:
    return [documents.build(record, 1) for record in records]


def test_documents_without_anything_but_a_title_can_be_written(engine: Engine) -> None:
    engine.write(
        _all_documents(
            [
                IndexRecord(key="t:e", kind="", title="", url=""),
                IndexRecord(key="t:f", kind="news", title="!?", url="/"),
            ]
        )
    )
    assert engine.count() == 2


# --- reading to the end -------------------------------------------------------------------------------------------
def walked(engine: Engine, query: Query, meanwhile: Callable[[int], None] = lambda step: None) -> list[str]:
    """The keys of all results, page by page; ``meanwhile`` is called after each."""
    found: list[str] = []
    walk: Walk | None = Walk()
    while walk is not None:
        results = engine.search(query.with_changes(walk=walk))
        found += keys(results)
        walk = results.follows
        meanwhile(len(found))
    return found


def briefs(first: int, last: int) -> list[IndexRecord]:
    return [
        IndexRecord(
            key=f"t:{n:05}", kind="news", title=f"地灾防治简报第{n}期", url=f"/{n}/", body="地质灾害" * (1 + n % 7),
            on=date(2026, 1, 1 + n % 28) if n % 9 else None,
        )
        for n in range(first, last)
    ]  # fmt: skip


WALKED = [Query(text="地质灾害"), Query(text="地质灾害", sort="date"), Query(everything=True, cards_only=True)]


@pytest.mark.parametrize("query", WALKED)
def test_a_walk_reaches_each_result_once(engine: Engine, query: Query) -> None:
    write(engine, *briefs(0, 1000))
    seen = walked(engine, query.with_changes(size=70))
    assert len(seen) == 1000 and set(seen) == {record.key for record in briefs(0, 1000)}


@pytest.mark.parametrize("query", WALKED)
def test_a_walk_reaches_each_result_once_while_others_come_and_go(engine: Engine, query: Query) -> None:
    write(engine, *briefs(0, 900))
    gone: set[str] = set()

    def meanwhile(step: int) -> None:
        write(engine, *briefs(1000 + step, 1010 + step))
        leaving = [record.key for record in briefs(step % 890, step % 890 + 3)]
        gone.update(leaving)
        engine.write([documents.tombstone(key, 5) for key in leaving])

    seen = walked(engine, query.with_changes(size=70), meanwhile)
    stayed = {record.key for record in briefs(0, 900)} - gone
    assert len(seen) == len(set(seen)) and stayed <= set(seen)


def test_a_walk_begins_as_the_pages_do_and_counts_once(filled: Engine) -> None:
    query = parse("采矿权").query
    first = filled.search(query.with_changes(walk=Walk(), size=2))
    pages = filled.search(query)
    assert keys(first) == keys(pages)[:2] and first.facets == pages.facets and first.total == 3
    second = filled.search(query.with_changes(walk=first.follows, size=2))
    assert (keys(second), second.facets, second.total, second.follows) == (keys(pages)[2:], {}, 3, None)


def test_since_leaves_out_what_was_published_before(engine: Engine) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    write(engine, replace(PLAN, updated_at=at), replace(LAND, updated_at=at - timedelta(seconds=1)), UNDATED)
    assert keys(engine.search(Query(everything=True, since=int(at.timestamp())))) == ["t:plan"]
