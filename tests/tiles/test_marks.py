"""Marks around tiles: only where they are asked for, and only with ids that can't end a comment."""

from __future__ import annotations

import pytest

from portal.tiles import marks
from portal.tiles.blocks import TileStreamBlock
from portal.tiles.fields import TileField

ID = "5f1c1f5e-0000-4000-8000-000000000001"


def heading(tile_id: str = ID) -> list[dict]:
    return [{"type": "heading", "value": {"text": "永久基本农田", "level": "h2"}, "id": tile_id}]


def rendered(items: list[dict]) -> str:
    block: TileStreamBlock = TileField(blank=True).stream_block
    return block.render(block.to_python(items))


def test_public_renderings_carry_no_marks() -> None:
    assert "<!--" not in rendered(heading())


def test_marks_stand_around_each_tile_and_the_stream() -> None:
    plain = rendered(heading())
    with marks.marking():
        marked = rendered(heading())
    assert marked == f"<!--tiles--><!--tile {ID}-->{plain}<!--/tile {ID}--><!--/tiles-->"


def test_marking_ends_with_its_block() -> None:
    with marks.marking():
        assert marks.is_marking()
    assert not marks.is_marking()


@pytest.mark.parametrize("tile_id", ["a--><script>alert(1)</script>", "一", "x" * 65, "a b", "a\n"])
def test_ids_that_could_end_a_mark_give_none(tile_id: str) -> None:
    with marks.marking():
        assert "<!--tile " not in rendered(heading(tile_id))
