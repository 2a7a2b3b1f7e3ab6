"""What somebody with a region may change: exactly what is in it, whatever else happened to the stream."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from special_topics.regions.settling import Item, Kind, merge, settle

IDS = "abcdefg"
streams = st.lists(st.sampled_from(IDS), unique=True, max_size=len(IDS))
owned = st.frozensets(st.sampled_from(IDS))
text = st.text("xyz", min_size=1, max_size=3)


def item(tile_id: str, mark: str = "0", name: str = "heading") -> Item:
    return Item(tile_id, name, mark, {"id": tile_id, "type": name, "value": mark})


def marks(items: list[Item]) -> dict[str, str]:
    return {one.tile_id: one.mark for one in items}


def stored(items: list[Item]) -> list[dict]:
    return [dict(one.stored) for one in items]


@st.composite
def saved(draw):
    """A stream, what somebody made of it, and their tiles."""
    before = [item(key, draw(text)) for key in draw(streams)]
    after = [one if draw(st.booleans()) else item(one.tile_id, draw(text)) for one in before]
    for act in draw(st.lists(st.sampled_from(["add", "remove", "move", "retype"]), max_size=2)):
        if act == "add":
            new = item(draw(st.sampled_from("uvw")), draw(text))
            after.insert(draw(st.integers(0, len(after))), new)
        elif after:
            at = draw(st.integers(0, len(after) - 1))
            taken = after.pop(at)
            if act == "move":
                after.insert(draw(st.integers(0, len(after))), taken)
            elif act == "retype":
                after.insert(at, item(taken.tile_id, taken.mark + "!", "row"))
    return before, after, draw(owned)


@settings(max_examples=600, deadline=None)
@given(saved())
def test_it_is_allowed_exactly_where_only_the_own_tiles_differ_in_what_they_say(case):
    before, after, own = case
    allowed = len(before) == len(after) and all(
        old.tile_id == new.tile_id and old.name == new.name and (old == new or old.tile_id in own)
        for old, new in zip(before, after, strict=True)
    )
    settled = settle(marks(before), before, after, own)
    assert (settled.refusals == []) is allowed
    if allowed:
        assert [dict(one) for one in settled.items] == stored(after)


@settings(max_examples=600, deadline=None)
@given(saved(), streams, st.data())
def test_whatever_is_sent_nothing_outside_of_the_own_tiles_is_stored_differently(case, others, data):
    """The newest version may have become another one meanwhile, and the browser may say anything about what it had."""
    _before, after, own = case
    newest = [item(key, data.draw(text)) for key in others]
    claimed = data.draw(st.dictionaries(st.sampled_from(IDS + "uvw"), text))
    settled = settle(claimed, newest, after, own)
    assert [one["id"] for one in settled.items] == [one.tile_id for one in newest]
    for one, new in zip(newest, settled.items, strict=True):
        assert new["type"] == one.name
        assert one.tile_id in own or new == one.stored


def test_two_units_that_edit_at_the_same_time_both_keep_what_they_wrote():
    begun = [item("a"), item("b"), item("c")]
    newest = [item("a"), item("b", "theirs"), item("new"), item("c")]
    mine = [item("a", "mine"), item("b"), item("c")]
    settled = settle(marks(begun), newest, mine, {"a"})
    assert settled.refusals == []
    assert [one["value"] for one in settled.items] == ["mine", "theirs", "0", "0"]


def test_what_colleagues_wrote_meanwhile_stays_where_one_did_not_touch_it():
    settled = settle({"a": "0", "b": "0"}, [item("a", "colleague"), item("b")], [item("a"), item("b", "mine")], "ab")
    assert [one["value"] for one in settled.items] == ["colleague", "mine"]


@settings(max_examples=300, deadline=None)
@given(saved(), st.data())
def test_whoever_edits_everything_keeps_what_they_did_and_undoes_nobody_s_work(case, data):
    before, after, _own = case
    newest = [item(one.tile_id, data.draw(text)) for one in before]
    now = {one.tile_id: one for one in newest}
    merged = merge(marks(before), newest, after)
    assert [one["id"] for one in merged] == [one.tile_id for one in after]
    for one, new in zip(after, merged, strict=True):
        untouched = marks(before).get(one.tile_id) == one.mark
        assert new == (now[one.tile_id].stored if untouched else one.stored)


def test_each_change_is_named_at_its_tile():
    before = [item("a"), item("b"), item("c"), item("d")]
    after = [item("c"), item("a", "1"), item("b", "1"), item("x")]
    found = {(one.kind, one.tile_id, one.index) for one in settle(marks(before), before, after, {"a"}).refusals}
    assert found == {
        (Kind.MOVED, "c", 0), (Kind.CHANGED, "b", 2), (Kind.ADDED, "x", 3), (Kind.REMOVED, "d", None),
    }  # fmt: skip


def test_a_tile_twice_is_one_added():
    before = [item("a")]
    found = settle(marks(before), before, [item("a"), item("a", "1")], {"a"}).refusals
    assert [(one.kind, one.index) for one in found] == [(Kind.ADDED, 1)]


def test_an_own_tile_that_the_owner_took_out_is_told_only_where_something_was_written():
    begun, newest = [item("a"), item("b")], [item("b")]
    assert settle(marks(begun), newest, begun, {"a"}).refusals == []
    found = settle(marks(begun), newest, [item("a", "mine"), item("b")], {"a"}).refusals
    assert [(one.kind, one.index) for one in found] == [(Kind.GONE, 0)]
