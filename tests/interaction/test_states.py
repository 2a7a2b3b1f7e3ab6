"""Every state × every event."""

import pytest
from django_fsm import TransitionNotAllowed

from interaction.models import Ticket
from interaction.states import TicketState

S = TicketState
R, A, P, D, H, C = S.RECEIVED, S.ASSIGNED, S.REPLYING, S.ANSWERED, S.HANDED_OVER, S.ACCEPTED
TABLE = {
    "assign": {R: A, A: A},
    "give_back": {A: R},
    "start_reply": {A: P, P: P},
    "drop_reply": {P: A},
    "answer": {P: D},
    "hand_over": {R: H},
    "accept": {R: C, H: C},
    "decline": {R: S.DECLINED, H: S.DECLINED},
    "settle": {R: D, C: D},
    "withdraw": dict.fromkeys((R, A, H, C), S.WITHDRAWN),
    "merge": dict.fromkeys((R, A), S.MERGED),
    "separate": {S.MERGED: R},
}


@pytest.mark.clause("S5")
@pytest.mark.parametrize("event", TABLE)
@pytest.mark.parametrize("state", TicketState.LABELS)
def test_every_state_and_event(state, event):
    ticket = Ticket(state=state)
    target = TABLE[event].get(state)
    if target is None:
        with pytest.raises(TransitionNotAllowed):
            getattr(ticket, event)()
        assert ticket.state == state
    else:
        getattr(ticket, event)()
        assert ticket.state == target


def test_the_table_names_every_event():
    events = {transition.name for transition in Ticket()._meta.get_field("state").get_all_transitions(Ticket)}
    assert events == set(TABLE)


def test_the_state_is_protected():
    with pytest.raises(AttributeError):
        Ticket().state = D
