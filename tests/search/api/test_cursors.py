"""A cursor goes on where it was given, for the question it was given for, and nobody makes one up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.apis.problems import Problem
from search.api import cursors
from search.engines.base import Position, Query, Walk

POSITIONS = st.none() | st.builds(Position, st.floats(0, 1e6), st.integers(0, 800_000), st.text(max_size=30))
WALKS = st.builds(Walk, st.lists(st.text("0123456789abcdef", max_size=8), max_size=5).map(tuple), POSITIONS, POSITIONS)


@given(WALKS, st.text(max_size=30), st.integers(0, 2))
def test_what_was_written_is_read(walk, text, breadth):
    asked = Query(text=text, filters=(("year", ("2026",)),))
    answered = asked.with_changes(breadth=breadth, walk=Walk())
    cursor = cursors.written(walk, answered, asked)
    assert cursors.read(cursor, asked) == asked.with_changes(breadth=breadth, walk=walk)


def test_without_a_cursor_it_begins_and_at_the_end_there_is_none():
    assert cursors.read("", Query(text="地")) == Query(text="地", walk=Walk())
    assert cursors.written(None, Query(), Query()) is None


@pytest.mark.parametrize(
    "changed", [{"text": "矿"}, {"sort": "date"}, {"since": 5}, {"filters": (("year", ("2025",)),)}]
)
def test_it_belongs_to_its_question(changed):
    asked = Query(text="地")
    cursor = cursors.written(Walk(), asked, asked)
    with pytest.raises(Problem):
        cursors.read(cursor, asked.with_changes(**changed))


@pytest.mark.parametrize("kept", [{"size": 5}, {"hidden": ("7",)}, {"page": 3}])
def test_how_much_is_shown_and_what_is_hidden_may_change(kept):
    asked = Query(text="地")
    cursor = cursors.written(Walk(), asked, asked)
    assert cursors.read(cursor, asked.with_changes(**kept)).walk == Walk()


@given(st.text(max_size=60))
def test_what_is_made_up_is_refused(made_up):
    if made_up:
        with pytest.raises(Problem):
            cursors.read(made_up, Query())


def test_one_changed_letter_is_refused():
    cursor = cursors.written(Walk(("0a",)), Query(), Query())
    at = len(cursor) // 2
    for letter in {"a", "b"} - {cursor[at]}:
        with pytest.raises(Problem):
            cursors.read(f"{cursor[:at]}{letter}{cursor[at + 1 :]}", Query())
