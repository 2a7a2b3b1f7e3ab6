"""The documents that every search engine is asked about, and how it is asked."""

from __future__ import annotations

from datetime import date

from portal.addons.types import IndexedFile, IndexRecord
from search import documents
from search.engines.base import Engine, Results
from search.query import parse
from search.services import find

PLAN = IndexRecord(
    key="t:plan",
    kind="disclosure",
    title="关于印发《岭海省矿产资源总体规划》的通知",
    url="/plan/",
    body="各市自然资源局：\n现将规划印发给你们，请认真组织实施。严格落实采矿权出让登记制度。",
    doc_no="岭自然资规〔2026〕8号",
    unit="矿产资源处",
    column="规划计划",
    columns=("政务公开", "规划计划"),
    on=date(2026, 3, 2),
    effect="in_force",
    files=(IndexedFile("分区图说明.pdf", "附件载明砂石骨料集中开采区共计十七处。"),),
)
OLD_PLAN = IndexRecord(
    key="t:old", kind="disclosure", title="岭海省矿产资源总体规划实施细则", url="/old/", body="采矿权出让登记。",
    doc_no="岭自然资规〔2018〕8号", unit="矿产资源处", column="规划计划", on=date(2018, 5, 1), effect="repealed",
)  # fmt: skip
LAND = IndexRecord(
    key="t:land", kind="news", title="全省耕地保护工作会议召开", url="/land/", body="会议讨论永久基本农田与采矿权。",
    order_no="国务院令第743号", unit="耕地保护处", column="工作动态", on=date(2026, 6, 9),
)  # fmt: skip
UNDATED = IndexRecord(
    key="t:undated", kind="news", title="不动产登记答疑", url="/undated/", body="房屋登记问答。", unit="登记局"
)


def write(engine: Engine, *records: IndexRecord, version: int = 1) -> None:
    engine.write([documents.build(record, version) for record in records])


def keys(results: Results) -> list[str]:
    return [hit.key for hit in results.hits]


def ask(engine: Engine, typed: str) -> list[str]:
    return keys(find(parse(typed), engine).results)
