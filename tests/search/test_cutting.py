"""A rebuild cuts texts in processes beside it: the same documents, in their order, whoever of them ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from portal.addons.types import IndexRecord
from search import cutting, services
from search.documents import tombstone

BATCHES = 14  # the first eight are cut here


def rows(number: int) -> list[cutting.Row]:
    record = IndexRecord(
        key=f"t:{number}", kind="disclosure", title=f"第{number}号 礦產資源管理办法", url="/", on=date(2026, 1, 2),
        body="第一条　为了规范矿产资源勘查和开采活动，Ｂ类。\n" * number, keywords=("矿产",),
    )  # fmt: skip
    return [(f"t:{number}", record, 3), (f"gone:{number}", None, 4)]


@pytest.fixture
def processes(monkeypatch) -> list[cutting.Process]:
    started: list[cutting.Process] = []
    start = cutting._process

    def process() -> cutting.Process:
        started.append(start())
        return started[-1]

    monkeypatch.setattr(cutting, "_process", process)
    return started


def test_processes_give_what_would_be_cut_here_in_the_same_order(processes) -> None:
    found = list(cutting.documents_of(map(rows, range(BATCHES)), beside=2))
    assert found == [cutting.cut(rows(number)) for number in range(BATCHES)]
    assert [process.poll() for process in processes] == [0, 0]


def test_few_batches_start_no_process(processes) -> None:
    assert len(list(cutting.documents_of(map(rows, range(8)), beside=2))) == 8
    assert not processes


def test_what_a_killed_process_had_is_cut_here(processes) -> None:
    def batches() -> Iterator[list[cutting.Row]]:
        for number in range(BATCHES):
            for process in processes:
                process.kill()
                process.wait()
            yield rows(number)

    found = list(cutting.documents_of(batches(), beside=1))
    assert found == [cutting.cut(rows(number)) for number in range(BATCHES)]


def test_short_documents_are_written_many_at_once_and_long_ones_a_batch_at_a_time(monkeypatch) -> None:
    monkeypatch.setattr(services, "_BULK", 5)
    monkeypatch.setattr(services, "_TOKENS_IN_BULK", 200)
    short = [[tombstone(f"t:{number}", 1), tombstone(f"u:{number}", 1)] for number in range(4)]
    long = cutting.cut(rows(20)[:1])
    bulks = list(services.in_bulk([*short, long, *short[:1]]))
    assert [len(bulk) for bulk in bulks] == [6, 3, 2]
    assert [document for bulk in bulks for document in bulk] == [
        *(one for batch in short for one in batch), *long, *short[0],
    ]  # fmt: skip
