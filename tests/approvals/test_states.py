"""The state machine of a case as a whole: every state × every transition, written out."""

from __future__ import annotations

import pytest
from django_fsm import TransitionNotAllowed

from portal.approvals.models import Case
from portal.approvals.states import CaseState

S = CaseState
TABLE = {
    "to_screening": {S.DRAFTING: S.SCREENING, S.RETURNED: S.SCREENING},
    "to_secrecy_review": dict.fromkeys(
        (S.DRAFTING, S.RETURNED, S.SCREENING, S.SECRECY_RULING, S.IN_APPROVAL), S.SECRECY_REVIEW
    ),
    "to_approval": dict.fromkeys(
        (S.DRAFTING, S.RETURNED, S.SCREENING, S.SECRECY_REVIEW, S.SECRECY_RULING, S.IN_APPROVAL), S.IN_APPROVAL
    ),
    "to_secrecy_ruling": dict.fromkeys(
        (S.DRAFTING, S.RETURNED, S.SCREENING, S.SECRECY_REVIEW, S.IN_APPROVAL), S.SECRECY_RULING
    ),
    "approve": {S.IN_APPROVAL: S.APPROVED},
    "finish": {S.APPROVED: S.CARRIED_OUT},
    "give_back": dict.fromkeys((*S.OPEN, S.APPROVED), S.RETURNED),
    "turn_down": dict.fromkeys((S.SECRECY_REVIEW, S.SECRECY_RULING, S.IN_APPROVAL), S.REFUSED),
    "take_back": dict.fromkeys((S.DRAFTING, S.RETURNED, *S.OPEN, S.APPROVED), S.WITHDRAWN),
}


@pytest.mark.parametrize("state", [state for state, _label in S.CHOICES])
@pytest.mark.parametrize("event", sorted(TABLE))
def test_every_state_and_event(state, event):
    case = Case(state=state)
    target = TABLE[event].get(state)
    if target is None:
        with pytest.raises(TransitionNotAllowed):
            getattr(case, event)()
    else:
        getattr(case, event)()
        assert case.state == target


def test_the_state_cannot_be_set_by_hand():
    with pytest.raises(AttributeError):
        Case().state = S.APPROVED


def test_final_states_have_no_way_out():
    leaving = {state for moves in TABLE.values() for state in moves}
    assert not leaving & set(S.FINAL)
