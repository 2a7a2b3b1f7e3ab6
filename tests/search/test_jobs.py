from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.outbox.indexing import index_changed
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain
from search import documents, engines, services
from search.engines.base import EngineUnavailable, Query, WriteReport
from search.models import IndexState
from search.rebuilding import compare, rebuild

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return [hit.key for hit in engines.current().search(Query(text=text)).hits]


def ready(shelf, *subject_ids: str) -> None:
    for subject_id in subject_ids:
        index_changed("shelf", subject_id)
    drain()


def test_a_change_is_found_after_the_outbox(shelf) -> None:
    shelf.put("1", title="采矿权出让")
    index_changed("shelf", "1")
    assert found("采矿权") == []
    drain()
    assert found("采矿权") == ["shelf:1"]


def test_the_row_holds_ids_only_and_waits_once(shelf) -> None:
    shelf.put("1", title="采矿权出让")
    index_changed("shelf", 1)
    index_changed("shelf", 1)
    assert [row.payload for row in OutboxRow.objects.filter(job="search.index")] == [{"source": "shelf", "ids": ["1"]}]


def test_what_was_taken_away_is_not_found_and_every_write_has_its_version(shelf) -> None:
    shelf.put("1", title="采矿权出让")
    ready(shelf, "1")
    del shelf.records["1"]
    ready(shelf, "1")
    assert found("采矿权") == []
    assert IndexState.objects.get().version == 2
    assert [(k.version, k.hidden) for k in engines.current().stored_keys()] == [(2, True)]


def test_a_late_write_does_not_bring_it_back(shelf) -> None:
    shelf.put("1", title="采矿权出让")
    [late] = services.current_documents(shelf.source(), ["1"])
    del shelf.records["1"]
    ready(shelf, "1")
    assert engines.current().write([late]).stale == ("shelf:1",)
    assert found("采矿权") == []


def test_what_changes_while_somebody_reads_is_read_again_later(shelf) -> None:
    """The counter is taken before the reading: who reads an older state has the lower version."""
    shelf.put("1", title="采矿权出让")
    source = shelf.source()
    late = []

    def read(subject_ids):
        before = shelf.read(subject_ids)
        if not late:
            late.append(None)
            shelf.put("1", title="矿泉水公告")
            late[:] = services.current_documents(source, ["1"])
        return before

    [early] = services.current_documents(replace(source, read=read), ["1"])
    assert (early.version, early.card["title"]) == (1, "采矿权出让")
    assert (late[0].version, late[0].card["title"]) == (2, "矿泉水公告")


def test_a_batch_is_read_at_once_and_counters_are_taken_in_one_order(shelf) -> None:
    asked: list[list[str]] = []

    def read(subject_ids):
        asked.append(list(subject_ids))
        return shelf.read(subject_ids)

    shelf.put("2", title="采矿权出让")
    found = services.current_documents(replace(shelf.source(), read=read), ["3", "2", "3", "1"])
    assert asked == [["1", "2", "3"]]
    assert [(one.key, one.version, one.hidden) for one in found] == [
        ("shelf:1", 1, True),
        ("shelf:2", 1, False),
        ("shelf:3", 1, True),
    ]


def test_many_changes_are_few_rows(shelf) -> None:
    for number in range(250):
        shelf.put(str(number), title=f"采矿权公告{number}")
    index_changed("shelf", *shelf.records)
    assert OutboxRow.objects.filter(job="search.index").count() == 1
    drain()
    assert engines.current().count() == 250


def test_a_lost_index_is_made_and_rebuilt(shelf, settings) -> None:
    shelf.put("1", title="采矿权出让")
    shelf.put("2", title="采矿权转让")
    ready(shelf, "1", "2")
    (settings.GONGKAI["SEARCH_DIR"]).rename(settings.GONGKAI["SEARCH_DIR"].with_name("gone"))
    ready(shelf, "1")
    assert sorted(found("采矿权")) == ["shelf:1", "shelf:2"]


BREAKING: dict[str, Callable[[Path, str], object]] = {
    "deleted": lambda folder, live: shutil.rmtree(folder / live),
    "overwritten": lambda folder, live: [
        path.write_bytes(os.urandom(path.stat().st_size))
        for path in (folder / live).iterdir()
        if path.name != "fingerprint"
    ],
    "alias overwritten": lambda folder, _live: (folder / "gongkai.alias").write_bytes(b"\0" * 40),
    "all of it gone": lambda folder, _live: shutil.rmtree(folder),
}


@pytest.mark.parametrize("way", BREAKING)
def test_who_searches_a_broken_index_is_told_so_and_has_it_built_anew(shelf, settings, client, way) -> None:
    shelf.put("1", title="采矿权出让")
    ready(shelf, "1")
    assert found("采矿权") == ["shelf:1"]
    BREAKING[way](settings.GONGKAI["SEARCH_DIR"], engines.current().live())
    for _ in range(3):
        assert client.get("/search/", {"q": "采矿权"}).status_code == 503
    assert OutboxRow.objects.filter(job="search.rebuild").count() == 1
    drain()
    assert client.get("/search/", {"q": "采矿权"}).status_code == 200
    assert found("采矿权") == ["shelf:1"] and compare().agrees


def test_a_write_into_a_broken_index_waits_for_the_new_one(shelf, settings) -> None:
    shelf.put("1", title="采矿权出让")
    ready(shelf, "1")
    BREAKING["overwritten"](settings.GONGKAI["SEARCH_DIR"], engines.current().live())
    shelf.put("2", title="采矿权转让")
    ready(shelf, "2")
    assert sorted(found("采矿权")) == ["shelf:1", "shelf:2"]


def test_what_failed_while_the_engine_was_away_follows_the_first_write_that_works(shelf, monkeypatch) -> None:
    engine, write = engines.current(), engines.current().write

    def away(*_arguments):
        raise EngineUnavailable("connection refused")

    monkeypatch.setattr(engine, "write", away)
    for number in range(3):
        shelf.put(str(number), title="采矿权出让")
        ready(shelf, str(number))
    waits = OutboxRow.objects.filter(job="search.index", status="pending", attempts=1)
    assert waits.count() == 3
    monkeypatch.setattr(engine, "write", write)
    shelf.put("new", title="采矿权转让")
    ready(shelf, "new")
    assert not waits.exists() and engine.count() == 4


def test_where_nothing_was_ever_indexed_nothing_is_found(client, engine) -> None:
    assert client.get("/search/", {"q": "采矿权"}).status_code == 200
    assert not OutboxRow.objects.exists()


def test_batches_are_written_in_their_order_and_a_failure_ends_it(shelf, monkeypatch) -> None:
    engine, written = engines.current(), []

    def write(batch, index):
        if index == "full":
            raise EngineUnavailable("no space")
        written.append((batch, index))
        return WriteReport(len(batch))

    monkeypatch.setattr(engine, "write", write)
    batches = [[documents.tombstone(f"t:{number}", 1)] for number in range(3)]
    assert [report.written for report in services.write_behind(batches, "new", engine)] == [1, 1, 1]
    assert written == [(batch, "new") for batch in batches]
    with pytest.raises(EngineUnavailable):
        list(services.write_behind(batches, "full", engine))


def test_an_index_of_another_segmenter_is_rebuilt_by_the_next_change(shelf, settings) -> None:
    shelf.put("1", title="采矿权出让")
    ready(shelf, "1")
    first = engines.current().live()
    (settings.GONGKAI["SEARCH_DIR"] / first / "fingerprint").write_text("other")
    assert engines.current().outdated()
    ready(shelf, "1")
    assert not engines.current().outdated() and engines.current().live() != first


def test_a_rebuild_keeps_what_changes_meanwhile(shelf) -> None:
    for number in range(120):
        shelf.put(str(number), title=f"采矿权公告{number}")
    ready(shelf, *shelf.records)
    shelf.put("0", title="采矿权公告改过的")
    changed_once: list[int] = []

    def meanwhile(source: str, count: int) -> None:
        if not changed_once:
            changed_once.append(count)
            del shelf.records["1"]
            shelf.put("0", title="矿泉水公告")
            shelf.put("new", title="采矿权新件")
            services.write_current(shelf.source(), ["0", "1", "new"])

    before = engines.current().live()
    outcome = rebuild(meanwhile)
    assert changed_once and outcome.index != before
    assert found("矿泉水") == ["shelf:0"] and found("采矿权新件")[0] == "shelf:new"
    assert engines.current().count() == 120
    assert compare().agrees


def test_an_unfinished_rebuild_is_cleared_away(shelf) -> None:
    shelf.put("1", title="采矿权出让")
    ready(shelf, "1")
    engines.current().start_building("gongkai-000777")
    rebuild()
    assert "gongkai-000777" not in engines.current().indexes()
    assert len(engines.current().indexes()) == 2, "the new one and the way back"
    call_command("rebuild_search")
    assert len(engines.current().indexes()) == 2 and found("采矿权") == ["shelf:1"]


def test_the_check_finds_differences_both_ways_and_mends_them(shelf, capsys) -> None:
    for subject_id, title in (("1", "采矿权一"), ("2", "采矿权二"), ("3", "采矿权三"), ("4", "采矿权四")):
        shelf.put(subject_id, title=title)
    ready(shelf, "1", "2", "3")
    engine = engines.current()
    del shelf.records["2"]
    IndexState.objects.filter(subject_id="3").update(version=9)
    engine.write([documents.build(shelf.records["1"], 4, "departed:1")])
    outcome = compare()
    assert (outcome.missing, sorted(outcome.extra), outcome.behind) == (
        ["shelf:4"],
        ["departed:1", "shelf:2"],
        ["shelf:3"],
    )
    with pytest.raises(CommandError):
        call_command("search_check")
    call_command("search_check", "--mend")
    call_command("search_check")
    assert "shelf:4" in capsys.readouterr().out and compare().agrees
    assert sorted(found("采矿权")) == ["shelf:1", "shelf:3", "shelf:4"]


WRITER = """
    import sys
    sys.path[:0] = {path!r}
    from portal.addons.types import IndexRecord
    from search import documents
    from search.engines.embedded import EmbeddedEngine
    engine = EmbeddedEngine({directory!r})
    for number in range(100_000):
        record = IndexRecord(key=f"t:{{number}}", kind="news", title=f"矿权{{number}}", url="/")
        engine.write([documents.build(record, 1)])
        print(number, flush=True)
"""


def test_a_writer_killed_at_any_point_leaves_the_last_commit(engine, settings) -> None:
    directory = str(settings.GONGKAI["SEARCH_DIR"])
    root = Path(__file__).parents[2]
    script = textwrap.dedent(WRITER.format(path=[str(root), str(root / "site")], directory=directory))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    acknowledged = -1
    for lines in (1, 3):
        with subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment
        ) as process:
            for _ in range(lines):
                acknowledged = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
        stored = {entry.key for entry in engine.stored_keys()}
        assert {f"t:{number}" for number in range(acknowledged + 1)} <= stored
        assert engine.count() == len(stored)
    engine.write([documents.tombstone("t:0", 2)])
    assert engine.count() == len(stored) - 1
