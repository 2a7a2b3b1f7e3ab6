"""Whether a document is in force on a day (clause A2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from columns.effects import ORDER, Change, Effect, by_dates, coming, on_day

TODAY = date(2026, 11, 26)
pytestmark = pytest.mark.clause("A2")


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


days = st.none() | st.integers(-400, 400).map(day)
changes = st.builds(Change, st.sampled_from([str(effect) for effect in ORDER]), days)


@pytest.mark.parametrize(
    ("entered", "effective", "expires", "others", "expected"),
    [
        ("in_force", None, None, [], "in_force"),
        ("in_force", 1, None, [], "pending"),
        ("in_force", 0, None, [], "in_force"),
        ("in_force", -9, -1, [], "expired"),
        ("in_force", -9, 0, [], "in_force"),
        ("amended", -9, -1, [], "expired"),
        ("repealed", -9, -1, [], "repealed"),
        ("in_force", -9, None, [("repealed", None)], "repealed"),
        ("in_force", -9, None, [("repealed", 0)], "repealed"),
        ("in_force", -9, None, [("repealed", 1)], "in_force"),
        ("in_force", 5, None, [("repealed", -1)], "repealed"),
        ("in_force", -9, None, [("amended", -1), ("partly_repealed", -5)], "partly_repealed"),
        ("amended", None, None, [("repealed", 3)], "amended"),
    ],
)
def test_what_weighs_most_of_what_has_begun(entered, effective, expires, others, expected):
    dates = [None if offset is None else day(offset) for offset in (effective, expires)]
    by_others = [Change(effect, None if since is None else day(since)) for effect, since in others]
    assert on_day(TODAY, by_dates(entered, *dates), by_others) == expected


@given(st.sampled_from(Effect.values), days, days, st.lists(changes, max_size=4))
def test_another_document_never_makes_it_more_valid(entered, effective, expires, others):
    own = by_dates(entered, effective, expires)
    weight = {str(effect): number for number, effect in enumerate(ORDER)}
    assert weight[on_day(TODAY, own, others)] >= weight[on_day(TODAY, own, [])]


@given(st.sampled_from(Effect.values), days, days, st.lists(changes, max_size=4))
def test_nothing_changes_but_on_the_days_that_are_named(entered, effective, expires, others):
    """The days on which search has to look again are exactly those that :func:`coming` gives."""
    own = by_dates(entered, effective, expires)
    named = {change.since for change in coming(TODAY, own, others)}
    for offset in range(1, 402):
        before, after = on_day(day(offset - 1), own, others), on_day(day(offset), own, others)
        assert before == after or day(offset) in named


def test_what_is_to_come_stands_in_order():
    found = coming(
        TODAY, by_dates("in_force", day(5), day(90)), [Change("repealed", day(30)), Change("amended", day(-3))]
    )
    assert [(change.effect, change.since) for change in found] == [
        ("in_force", day(5)),
        ("repealed", day(30)),
        ("expired", day(91)),
    ]
