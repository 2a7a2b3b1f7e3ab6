"""Every state of a section's life × every event."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_fsm import TransitionNotAllowed

from columns.models import Life
from columns.sections.states import LifeState
from tests import factories

A, V, R, X = LifeState.ACTIVATING, LifeState.ACTIVE, LifeState.RETIRING, LifeState.RETIRED
EVENTS = {
    "activate": lambda life: life.activate(),
    "announce": lambda life: life.announce("gone", None, factories.today() + timedelta(days=9)),
    "call_off": lambda life: life.call_off(),
    "retire": lambda life: life.retire("archived", None),
    "reopen": lambda life: life.reopen(),
}
# What each event makes of each state; what isn't here is refused.
TABLE = {
    (A, "activate"): V,
    (A, "retire"): X,
    (V, "announce"): R,
    (V, "retire"): X,
    (R, "call_off"): V,
    (R, "retire"): X,
    (X, "reopen"): V,
}
WAYS = {A: [], V: ["activate"], R: ["activate", "announce"], X: ["activate", "retire"]}


def life_in(state: str) -> Life:
    life = Life()
    for event in WAYS[state]:
        EVENTS[event](life)
    return life


@pytest.mark.clause("C6")
@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("event", EVENTS)
def test_every_state_and_event(state, event):
    life = life_in(state)
    assert life.state == state
    if (state, event) in TABLE:
        EVENTS[event](life)
        assert life.state == TABLE[state, event]
    else:
        with pytest.raises(TransitionNotAllowed):
            EVENTS[event](life)
        assert life.state == state


def test_what_never_was_active_is_reopened_as_that():
    life = Life()
    life.retire("gone", None)
    life.reopen()
    assert life.state == A and (life.outcome, life.retired_at) == ("", None)


def test_taking_it_back_leaves_nothing_of_the_retirement():
    life = life_in(R)
    life.call_off()
    assert (life.outcome, life.retires_on, life.merged_into) == ("", None, None)


def test_nobody_writes_the_state():
    with pytest.raises(AttributeError):
        Life().state = X
