"""What figures speak for: every rule by an example, and properties that hold for all figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.oversight.cleanup.verdicts import Facts, Thresholds, Verdict, propose

pytestmark = pytest.mark.clause("O5")
LIMITS = Thresholds()
USUAL = Facts(idle=10, idle_by_duty=10, begun_days=900, own_items=40, update_days=30)
PASSED = date(2026, 6, 30)
WEIGHT = list(Verdict)

some_facts = st.builds(
    Facts,
    idle=st.integers(0, 4000),
    idle_by_duty=st.integers(0, 4000),
    begun_days=st.integers(0, 4000),
    own_items=st.integers(0, 50),
    update_days=st.none() | st.integers(1, 400),
    required=st.booleans(),
    lives_by=st.sampled_from(Facts.Life.values),
    was_public=st.booleans(),
    ended_on=st.none() | st.just(PASSED),
    closing_on=st.none() | st.just(PASSED),
)
some_limits = st.builds(
    Thresholds, times_duty=st.integers(1, 20), idle_days=st.integers(30, 3650), few_items=st.integers(0, 100)
)


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, Verdict.KEEP),
        ({"idle_by_duty": 30}, Verdict.KEEP),
        ({"idle_by_duty": 31}, Verdict.IMPROVE),
        ({"idle_by_duty": 90}, Verdict.IMPROVE),
        ({"idle_by_duty": 91}, Verdict.CLOSE),
        ({"idle_by_duty": 91, "required": True}, Verdict.IMPROVE),
        ({"update_days": None, "idle": 365}, Verdict.KEEP),
        ({"update_days": None, "idle": 366}, Verdict.CLOSE),
        ({"update_days": None, "idle": 366, "required": True}, Verdict.IMPROVE),
        ({"own_items": 3}, Verdict.KEEP),
        ({"own_items": 2}, Verdict.MERGE),
        ({"own_items": 2, "required": True}, Verdict.KEEP),
        ({"own_items": 1, "update_days": 365}, Verdict.KEEP),
        ({"own_items": 0, "update_days": 365}, Verdict.MERGE),
        ({"own_items": 1, "update_days": 365, "idle_by_duty": 366}, Verdict.MERGE),
        ({"own_items": 2, "begun_days": 364}, Verdict.KEEP),
        ({"own_items": 0, "lives_by": Facts.Life.PAGE}, Verdict.KEEP),
        ({"own_items": 0, "was_public": False}, Verdict.KEEP),
        ({"lives_by": Facts.Life.SERVICE, "idle": 3000, "idle_by_duty": 3000}, Verdict.KEEP),
        ({"lives_by": Facts.Life.PAGE, "ended_on": PASSED}, Verdict.CLOSE),
        ({"ended_on": PASSED, "required": True}, Verdict.IMPROVE),
        ({"closing_on": PASSED, "required": True}, Verdict.CLOSE),
    ],
)
def test_by_example(changed, verdict):
    assert propose(replace(USUAL, **changed), LIMITS)[0] == verdict


@given(some_facts, some_limits)
def test_every_section_gets_a_verdict_and_its_reason(facts, limits):
    verdict, reason = propose(facts, limits)
    assert verdict in Verdict and reason.strip() and "%(" not in reason
    assert propose(facts, limits) == (verdict, reason)


@given(some_facts, some_limits)
def test_what_a_superior_requires_is_never_proposed_to_go(facts, limits):
    required = replace(facts, required=True, closing_on=None)
    assert propose(required, limits)[0] in (Verdict.KEEP, Verdict.IMPROVE)


@given(some_facts, some_limits)
def test_what_nobody_requires_and_nobody_keeps_up_is_proposed_to_close(facts, limits):
    lives_by = Facts.Life.ITEMS if facts.lives_by == Facts.Life.SERVICE else facts.lives_by
    days = limits.times_duty * facts.update_days if facts.update_days else limits.idle_days
    idle = replace(facts, required=False, lives_by=lives_by, idle=days + 1, idle_by_duty=days + 1)
    assert propose(idle, limits)[0] == Verdict.CLOSE


@given(some_facts, some_limits, st.integers(0, 2000))
def test_longer_idle_never_gets_a_milder_verdict(facts, limits, more):
    later = replace(facts, idle=facts.idle + more, idle_by_duty=facts.idle_by_duty + more)
    assert WEIGHT.index(propose(later, limits)[0]) >= WEIGHT.index(propose(facts, limits)[0])


@given(some_facts, some_limits, st.integers(0, 50))
def test_more_items_never_get_a_heavier_verdict(facts, limits, more):
    livelier = replace(facts, own_items=facts.own_items + more)
    light, heavy = propose(livelier, limits)[0], propose(facts, limits)[0]
    assert WEIGHT.index(light) <= WEIGHT.index(heavy)


def test_what_never_opened_is_not_said_to_lack_updates():
    verdict, reason = propose(replace(USUAL, was_public=False, own_items=0, idle_by_duty=800), LIMITS)
    assert verdict == Verdict.CLOSE and "800" in reason and "updated" not in reason.lower()
