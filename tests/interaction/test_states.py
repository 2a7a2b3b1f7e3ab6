"""Every state × every event."""

import pytest
from django_fsm import TransitionNotAllowed

from interaction.models import Consultation
from interaction.states import TicketState

R, A, P, D = TicketState.RECEIVED, TicketState.ASSIGNED, TicketState.REPLYING, TicketState.ANSWERED
TABLE = {
    "assign": {R: A, A: A},
    "start_reply": {A: P, P: P},
    "drop_reply": {P: A},
    "answer": {P: D},
}


@pytest.mark.clause("S5")
@pytest.mark.parametrize("event", TABLE)
@pytest.mark.parametrize("state", TicketState.LABELS)
def test_every_state_and_event(state, event):
    ticket = Consultation(state=state)
    target = TABLE[event].get(state)
    if target is None:
        with pytest.raises(TransitionNotAllowed):
            getattr(ticket, event)()
        assert ticket.state == state
    else:
        getattr(ticket, event)()
        assert ticket.state == target


def test_the_table_names_every_event():
    events = {
        transition.name for transition in Consultation()._meta.get_field("state").get_all_transitions(Consultation)
    }
    assert events == set(TABLE)


def test_the_state_is_protected():
    with pytest.raises(AttributeError):
        Consultation().state = D
