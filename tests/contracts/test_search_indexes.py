"""What every search engine must do while an index is built beside the one that serves."""

from __future__ import annotations

from typing import Any

import pytest

from search import documents
from search.engines.base import Engine, EngineUnavailable, RebuildRunning
from tests.contracts.records import LAND, OLD_PLAN, ask

pytestmark = pytest.mark.django_db  # a search asks what is hidden


def test_a_swap_moves_every_reader_at_once(filled: Engine) -> None:
    first = filled.live()
    with filled.rebuilding():
        filled.start_building("gongkai-999998")
        filled.write([documents.build(LAND, 2)], "gongkai-999998")
        assert filled.count() == 4, "the live index serves until the swap"
        assert filled.swap("gongkai-999998") == first
    assert (filled.live(), filled.count()) == ("gongkai-999998", 1)
    assert {first, "gongkai-999998"} <= set(filled.indexes())
    with pytest.raises(ValueError):
        filled.delete("gongkai-999998")
    filled.delete(first)
    filled.delete(first)
    assert filled.indexes() == ["gongkai-999998"]


def test_ordinary_writes_go_to_the_index_being_built_too(filled: Engine) -> None:
    filled.start_building("gongkai-999998")
    filled.write([documents.build(OLD_PLAN, 9)])
    filled.write([documents.build(OLD_PLAN, 8)], "gongkai-999998")
    assert [(k.key, k.version) for k in filled.stored_keys("gongkai-999998")] == [("t:old", 9)]
    filled.swap("gongkai-999998")
    assert ask(filled, "实施细则") == ["t:old"]
    filled.settle("gongkai-999998")
    assert ask(filled, "实施细则") == ["t:old"]


def test_a_withdrawal_is_kept_when_the_index_being_built_goes_live_between_its_two_writes(
    filled: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.start_building("gongkai-999998")
    filled.write([documents.build(OLD_PLAN, 8)], "gongkai-999998")
    inner = "_write_one" if filled.name == "embedded" else "_write"
    once, write = iter([True]), getattr(filled, inner)

    def written(*args: Any, **more: Any) -> Any:
        report = write(*args, **more)
        if next(once, False):
            filled.swap("gongkai-999998")
        return report

    monkeypatch.setattr(filled, inner, written)
    filled.write([documents.tombstone("t:old", 9)])
    assert filled.live() == "gongkai-999998"
    assert [(k.key, k.version, k.hidden) for k in filled.stored_keys()] == [("t:old", 9, True)]


def test_a_second_rebuild_is_refused_while_one_runs(engine: Engine) -> None:
    with engine.rebuilding(), pytest.raises(RebuildRunning), engine.rebuilding():
        pass
    with engine.rebuilding():
        pass


def test_a_swap_to_an_index_that_is_not_there_changes_nothing(filled: Engine) -> None:
    live = filled.live()
    with pytest.raises(EngineUnavailable):
        filled.swap("gongkai-000000")
    assert filled.live() == live and filled.count() == 4


# --- what is understood -------------------------------------------------------------------------------------------
