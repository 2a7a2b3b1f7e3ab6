"""How a ticket's way reads."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from interaction import services, timeline
from interaction.models import Ticket
from interaction.states import TicketState

from .conftest import QUESTION

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
STEPS = {
    TicketState.RECEIVED: ["done", "current", "todo", "todo"],
    TicketState.ASSIGNED: ["done", "done", "current", "todo"],
    TicketState.REPLYING: ["done", "done", "current", "todo"],
    TicketState.ANSWERED: ["done", "done", "done", "done"],
}


@pytest.mark.parametrize("state", STEPS)
def test_the_steps_of_every_state(state):
    ticket = Ticket(state=state, received_at=MONDAY)
    assert [step["state"] for step in timeline.steps_of(ticket)] == STEPS[state]


@pytest.mark.parametrize("state", [TicketState.WITHDRAWN, TicketState.MERGED, TicketState.DECLINED])
def test_one_that_ended_early_shows_no_step_to_come(state):
    steps = timeline.steps_of(Ticket(state=state, received_at=MONDAY))
    assert [step["state"] for step in steps] == ["done", "done"]
    assert steps[-1]["label"] == str(TicketState.LABELS[state])


@pytest.mark.clause("S6")
@pytest.mark.parametrize(("state", "at"), [("received", 1), ("handed_over", 2), ("accepted", 3), ("answered", 4)])
def test_the_steps_of_a_complaint(state, at):
    steps = timeline.steps_of(Ticket(kind="complaint", state=state, received_at=MONDAY))
    assert [step["state"] for step in steps] == ["done"] * at + ["current", "todo", "todo"][: 4 - at]


@pytest.mark.parametrize(("days", "kind"), [(0, "soon"), (1, "soon"), (2, "urgent")])
def test_the_clock_that_runs(people, days, kind):
    with time_machine.travel(MONDAY, tick=False):
        ticket = services.submit(**QUESTION, wish_public=False).ticket
    assert timeline.clock_row(ticket, MONDAY + timedelta(days=days))["kind"] == kind


def test_an_answered_ticket_has_no_clock_that_runs(answered):
    assert timeline.clock_row(answered) is None
    assert len(timeline.explained(answered)) == 2


def test_days_that_do_not_count_say_why(people):
    with time_machine.travel(MONDAY - timedelta(days=3), tick=False):
        ticket = services.submit(**QUESTION, wish_public=False).ticket
    (leg,) = timeline.explained(ticket)
    assert [day["counted"] for day in leg["days"]] == [False, False, True]
    assert all(day["text"] for day in leg["days"])
    assert "2026-11-23" in leg["sentence"]
