"""What somebody with a region may change: exactly what is in it, whatever else happened to the stream."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tiles.trees import Place, Tile, filled, flat, walk
from special_topics.merging.threeway import Clash, Known, Side, base_of
from special_topics.regions.settling import Kind, Part, settle
from tests.special_topics.trees import built, edited, heading, plain, row, streams

MINE = Part(frozenset({"b"}))


def outside(tiles: list[Tile], part: Part) -> list[Tile]:
    """A stream in which everything that is theirs says the same: what has to stay as it is."""
    return [
        heading(tile.tile_id, "theirs")
        if tile.tile_id in part.own
        else filled(tile, {key: outside(list(inner), part) for key, inner in tile.lists})
        for tile in tiles
    ]


@st.composite
def saved(draw):
    """A stream, what somebody made of it, and their tiles."""
    before = draw(streams())
    keys = list(flat(built(before)))
    own = draw(st.frozensets(st.sampled_from(keys))) if keys else frozenset()
    after = draw(edited(before, "m"))
    return built(before), built(after), Part(own)


@settings(max_examples=250, deadline=None)
@given(saved())
def test_it_is_allowed_exactly_where_only_the_own_tiles_differ_in_what_they_say(case):
    before, after, part = case
    allowed = plain(outside(before, part)) == plain(outside(after, part))
    settled = settle(base_of(before), before, after, part)
    assert (settled.refusals == []) is allowed
    assert settled.conflicts == []
    if allowed:
        assert plain(settled.tiles) == plain(after)


@settings(max_examples=250, deadline=None)
@given(saved(), st.data())
def test_whatever_is_sent_nothing_outside_of_the_own_tiles_is_stored_differently(case, data):
    """The newest version may have become another one meanwhile, and the browser may say anything about what it had."""
    before, after, part = case
    newest = built(data.draw(edited(data.draw(streams()), "t")))
    known = st.builds(Known, st.sampled_from(["heading:0", "heading:x", "row:/2"]), st.just(Place()))
    claimed = data.draw(st.sampled_from([base_of(before), base_of(newest), base_of(after)]))
    claimed |= data.draw(st.dictionaries(st.sampled_from("abcdefgt"), known, max_size=3))
    settled = settle(claimed, newest, after, part)
    assert plain(outside(settled.tiles, part)) == plain(outside(newest, part))
    ids = [one.tile.tile_id for one in walk(settled.tiles)]
    assert len(ids) == len(set(ids)), "a tile stands twice"


def test_two_units_that_edit_two_columns_of_one_row_at_the_same_time_both_keep_what_they_wrote():
    begun = [heading("top"), row("r", "", [heading("a")], [heading("b")])]
    newest = [heading("new"), heading("top"), row("r", "grey", [heading("a", "theirs")], [heading("b")])]
    mine = [heading("top"), row("r", "", [heading("a")], [heading("b", "mine")])]
    settled = settle(base_of(begun), newest, mine, MINE)
    assert (settled.refusals, settled.conflicts) == ([], [])
    both = row("r", "grey", [heading("a", "theirs")], [heading("b", "mine")])
    assert plain(settled.tiles) == plain([heading("new"), heading("top"), both])


@pytest.mark.parametrize("given", ["b", "inner"])
def test_a_tile_that_was_given_to_others_stays_theirs_inside_of_the_own_row(given):
    def tree(a: str, b: str) -> list[Tile]:
        return [row("r", "", [heading("a", a)], [row("inner", "", [heading("b", b)], [])])]

    begun = tree("", "")
    settled = settle(base_of(begun), begun, tree("mine", "mine"), Part(frozenset({"r"}), frozenset({given})))
    assert [(refusal.kind, refusal.tile_id) for refusal in settled.refusals] == [(Kind.CHANGED, "b")]
    assert plain(settled.tiles) == plain(tree("mine", ""))


def test_what_colleagues_wrote_meanwhile_into_the_same_tile_is_asked():
    begun = [row("b", "", [heading("x")], [heading("y")])]
    newest, mine = (
        [row("b", "", [heading("x", "t")], [heading("y")])],
        [row("b", "", [heading("x", "m")], [heading("y", "m")])],
    )
    settled = settle(base_of(begun), newest, mine, MINE)
    assert [(one.clash, one.tile_id) for one in settled.conflicts] == [(Clash.CHANGED, "x")]
    assert plain(settled.tiles) == plain([row("b", "", [heading("x", "t")], [heading("y", "m")])])
    settled = settle(base_of(begun), newest, mine, MINE, {"x": Side.MINE})
    assert plain(settled.tiles) == plain(mine)


BEFORE = [heading("top"), row("r", "", [heading("a")], [heading("b"), heading("c")]), row("s", "", [], [])]
HOSTILE = {
    "another unit's inner tile changed": (
        [heading("top"), row("r", "", [heading("a", "!")], [heading("b"), heading("c")]), row("s", "", [], [])],
        {(Kind.CHANGED, "a")},
    ),
    "another unit's inner tile moved to another row": (
        [heading("top"), row("r", "", [], [heading("b"), heading("c")]), row("s", "", [heading("a")], [])],
        {(Kind.MOVED, "a")},
    ),
    "another unit's inner tile moved to the other column": (
        [heading("top"), row("r", "", [], [heading("a"), heading("b"), heading("c")]), row("s", "", [], [])],
        {(Kind.MOVED, "a")},
    ),
    "the order of a column": (
        [heading("top"), row("r", "", [heading("a")], [heading("c"), heading("b")]), row("s", "", [], [])],
        {(Kind.MOVED, "c")},
    ),
    "the row around it deleted": (
        [heading("top"), row("s", "", [], [])],
        {(Kind.REMOVED, key) for key in "rabc"},
    ),
    "the own tile taken out of its row": (
        [heading("top"), heading("b"), row("r", "", [heading("a")], [heading("c")]), row("s", "", [], [])],
        {(Kind.MOVED, "b")},
    ),
    "the look of the row": (
        [heading("top"), row("r", "red", [heading("a")], [heading("b"), heading("c")]), row("s", "", [], [])],
        {(Kind.CHANGED, "r")},
    ),
    "a column less": (
        [heading("top"), row("r", "", [heading("a"), heading("b"), heading("c")]), row("s", "", [], [])],
        {(Kind.CHANGED, "r"), (Kind.MOVED, "b"), (Kind.MOVED, "c")},
    ),
    "a tile added beside it": (
        [
            heading("top"),
            row("r", "", [heading("a")], [heading("b"), heading("n"), heading("c")]),
            row("s", "", [], []),
        ],
        {(Kind.ADDED, "n")},
    ),
    "another unit's tile put into the own one": (
        [heading("top"), row("r", "", [], [row("b", "", [heading("a")], []), heading("c")]), row("s", "", [], [])],
        {(Kind.MOVED, "a"), (Kind.CHANGED, "b")},
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_each_change_outside_is_named_at_its_tile_and_comes_to_nothing(name):
    after, expected = HOSTILE[name]
    settled = settle(base_of(BEFORE), BEFORE, after, MINE)
    assert {(one.kind, one.tile_id) for one in settled.refusals} == expected
    assert plain(settled.tiles) == plain(BEFORE)
    ways = {one.tile_id: one.way for one in settled.refusals if one.way}
    assert all(way == next(f.way for f in walk(after) if f.tile.tile_id == key) for key, way in ways.items())


@pytest.mark.parametrize("put", ["in", "out"])
def test_a_foreign_tile_that_is_put_into_an_own_row_stays_where_it_was_and_an_own_one_that_is_taken_out_too(put):
    before = [row("b", "", [heading("x")], []), heading("a")]
    after = (
        [row("b", "", [heading("x"), heading("a")], [])]
        if put == "in"
        else [*before[1:], row("b", "", [], []), heading("x")]
    )
    settled = settle(base_of(before), before, after, MINE)
    assert (Kind.MOVED, "a" if put == "in" else "x") in {(one.kind, one.tile_id) for one in settled.refusals}
    assert plain(settled.tiles) == plain(before)


def test_inside_of_an_own_row_the_tile_of_another_unit_is_not_theirs():
    part = Part(frozenset({"b"}), frozenset({"h"}))
    before = [row("b", "", [heading("x"), heading("h")], [])]
    mine = row("b", "red", [heading("x", "m"), heading("h"), heading("n")], [])
    settled = settle(base_of(before), before, [mine], part)
    assert settled.refusals == [] and plain(settled.tiles) == plain([mine])
    for wrong, kind in (
        ([heading("x", "m"), heading("h", "!")], Kind.CHANGED),
        ([heading("x", "m")], Kind.REMOVED),
    ):
        settled = settle(base_of(before), before, [row("b", "", wrong, [])], part)
        assert [(one.kind, one.tile_id) for one in settled.refusals] == [(kind, "h")]
        assert plain(settled.tiles) == plain([row("b", "", [heading("x", "m"), heading("h")], [])])
    settled = settle(base_of(before), before, [row("b", "", [heading("x")], [heading("h")])], part)
    assert [(one.kind, one.tile_id) for one in settled.refusals] == [(Kind.MOVED, "h")]


def test_an_own_tile_that_the_owner_took_out_is_told_only_where_something_was_written():
    begun, newest = [heading("b"), heading("c")], [heading("c")]
    assert settle(base_of(begun), newest, begun, MINE).refusals == []
    found = settle(base_of(begun), newest, [heading("b", "mine"), heading("c")], MINE).refusals
    assert [(one.kind, one.way) for one in found] == [(Kind.GONE, (0,))]
