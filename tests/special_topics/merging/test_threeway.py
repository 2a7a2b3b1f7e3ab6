"""Two people change one stream at the same time: whatever they do, nothing is lost and nothing overwritten silently."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tiles.trees import Tile, flat
from special_topics.merging.threeway import Clash, Merged, Side, base_of, merge
from tests.special_topics.trees import built, edited, heading, plain, row, streams

LIST = "columns.0.tiles"


@st.composite
def cases(draw):
    base = draw(streams())
    return built(base), built(draw(edited(base, "t"))), built(draw(edited(base, "m")))


def stored(merged: Merged) -> list[dict]:
    return plain(merged.tiles)


@settings(max_examples=200, deadline=None)
@given(cases())
def test_where_only_one_of_the_two_did_anything_the_result_is_theirs_to_the_byte(case):
    base, theirs, mine = case
    known = base_of(base)
    assert merge(known, base, mine) == Merged(mine)
    alone = merge(known, theirs, base)
    assert alone.conflicts == [] and stored(alone) == plain(theirs)
    assert merge(known, mine, mine) == Merged(mine)


@settings(max_examples=300, deadline=None)
@given(cases())
def test_nothing_of_either_is_lost_and_each_tile_stands_once(case):
    base, theirs, mine = case
    merged = merge(base_of(base), theirs, mine)
    known, t, m, found = base_of(base), flat(theirs), flat(mine), flat(merged.tiles)
    texts = json.dumps(stored(merged), ensure_ascii=False)
    conflicts = {conflict.tile_id for conflict in merged.conflicts}
    for key in found:
        assert texts.count(f'"id": "{key}"') == 1, "twice"
    for key, said in {**m, **t}.items():
        if key not in known:
            assert key in found, "what somebody added is gone"
        elif key in t and key in m:
            assert key in found, "gone though both have it"
            changed = {one[key].tile.mark for one in (t, m) if one[key].tile.says != _says(base, key)}
            assert key in conflicts or not changed or found[key].tile.mark in changed
        elif key not in found:
            assert said.tile.says == _says(base, key), "what somebody wrote is gone"
    for conflict in merged.conflicts:
        now = conflict.theirs or conflict.mine
        assert now and found[conflict.tile_id].tile.mark == now.tile.mark, "overwritten without asking"


def _says(base: list[Tile], key: str) -> str:
    return flat(base)[key].tile.says


@settings(max_examples=200, deadline=None)
@given(cases())
def test_both_ways_round_the_same_tiles_are_there_and_say_the_same(case):
    base, theirs, mine = case
    known = base_of(base)
    one, other = merge(known, theirs, mine), merge(known, mine, theirs)
    assert {c.tile_id for c in one.conflicts} == {c.tile_id for c in other.conflicts}
    if not one.conflicts:
        marks = [{key: found.tile.says for key, found in flat(merged.tiles).items()} for merged in (one, other)]
        assert marks[0] == marks[1]


@settings(max_examples=200, deadline=None)
@given(cases(), st.sampled_from(Side))
def test_once_it_is_chosen_nothing_is_asked_again_and_the_choice_stands(case, side):
    base, theirs, mine = case
    known = base_of(base)
    asked = merge(known, theirs, mine).conflicts
    merged = merge(known, theirs, mine, {conflict.tile_id: side for conflict in asked})
    found = flat(merged.tiles)
    assert merged.conflicts == []
    for conflict in asked:
        wanted = conflict.mine if side is Side.MINE else conflict.theirs
        inside = conflict.clash in (Clash.CHANGED, Clash.MOVED)
        if wanted is None:
            assert conflict.tile_id not in found
        elif inside:
            assert found[conflict.tile_id].tile.mark in {wanted.tile.mark, _other(conflict, side)}
        else:
            assert found[conflict.tile_id].tile.mark == wanted.tile.mark


def _other(conflict, side) -> str:
    """A tile that both moved but one changed says what that one wrote, whoever's place is chosen."""
    other = conflict.theirs if side is Side.MINE else conflict.mine
    return other.tile.mark if conflict.clash is Clash.MOVED else ""


def test_two_who_write_in_two_columns_of_a_row_both_keep_what_they_wrote():
    base = [row("r", "grey", [heading("a")], [heading("b")])]
    theirs = [row("r", "grey", [heading("a", "theirs")], [heading("b")])]
    mine = [row("r", "red", [heading("a")], [heading("b", "mine"), heading("c")])]
    merged = merge(base_of(base), theirs, mine)
    both = row("r", "red", [heading("a", "theirs")], [heading("b", "mine"), heading("c")])
    assert merged == Merged([both], [], ["a"])


def test_what_both_wrote_into_one_tile_is_asked_and_stays_as_it_is_meanwhile():
    base, theirs, mine = (
        [heading("a"), heading("b")],
        [heading("a", "t"), heading("b")],
        [heading("a", "m"), heading("b", "m")],
    )
    merged = merge(base_of(base), theirs, mine)
    assert [(c.clash, c.tile_id) for c in merged.conflicts] == [(Clash.CHANGED, "a")]
    assert stored(merged) == plain([heading("a", "t"), heading("b", "m")])
    assert stored(merge(base_of(base), theirs, mine, {"a": Side.MINE})) == plain(mine)


def test_a_row_that_one_takes_out_and_the_other_writes_in_is_asked_once_and_as_a_whole():
    base = [row("r", "", [heading("a")], [heading("b")]), heading("z")]
    theirs = [row("r", "", [heading("a", "t"), heading("new")], [heading("b")]), heading("z")]
    mine = [heading("z")]
    for one, other, clash in ((theirs, mine, Clash.I_REMOVED), (mine, theirs, Clash.THEY_REMOVED)):
        merged = merge(base_of(base), one, other)
        assert [(c.clash, c.tile_id) for c in merged.conflicts] == [(clash, "r")]
        assert stored(merged) == plain(theirs)
    assert stored(merge(base_of(base), theirs, mine, {"r": Side.MINE})) == plain(mine)


def test_a_tile_that_goes_into_a_list_that_is_gone_is_not_lost():
    base = [row("r", "", [], []), heading("a")]
    theirs = [heading("a", "t")]
    mine = [row("r", "", [], [heading("a")])]
    merged = merge(base_of(base), theirs, mine, {"r": Side.THEIRS})
    assert stored(merged) == plain([heading("a", "t")])
    narrower = Tile("r", "row", "/1", {"id": "r", "type": "row", "value": {"columns": [{"tiles": []}]}}, ((LIST, ()),))
    assert [c.tile_id for c in merge(base_of(base), [narrower, heading("a")], mine).conflicts] == []
    assert "a" in flat(merge(base_of(base), [narrower, heading("a")], mine).tiles)


def test_each_put_into_the_other_is_still_there():
    base = [row("r", "", [], []), row("s", "", [], [])]
    theirs, mine = [row("r", "", [row("s", "", [], [])], [])], [row("s", "", [row("r", "", [], [])], [])]
    merged = merge(base_of(base), theirs, mine)
    assert set(flat(merged.tiles)) == {"r", "s"}


def test_the_order_is_that_of_whoever_changed_it_and_additions_stand_beside_their_neighbours():
    base = [heading("a"), heading("b"), heading("c")]
    theirs = [heading("c"), heading("a"), heading("b")]
    mine = [heading("a"), heading("x"), heading("b"), heading("c"), heading("y")]
    merged = merge(base_of(base), theirs, mine)
    assert [tile.tile_id for tile in merged.tiles] == ["c", "y", "a", "x", "b"]
