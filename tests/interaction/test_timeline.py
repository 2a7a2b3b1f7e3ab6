"""How a ticket's way reads."""

from datetime import UTC, date, datetime, timedelta

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


@pytest.mark.parametrize("state", [TicketState.WITHDRAWN, TicketState.DECLINED])
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


@pytest.mark.clause("S5")
def test_the_person_hears_by_when_they_are_answered_before_a_unit_has_it(client, people):
    with time_machine.travel(MONDAY, tick=False):
        page = client.post("/interaction/consult/", {**QUESTION, "wish": "private"}, follow=True)
        ticket = Ticket.objects.get()
        # One working day to distribute it and three for the answer.
        assert timeline.answer_by(ticket)[0] == date(2026, 11, 27)
        assert "2026-11-27" in page.content.decode()
        clock = timeline.person_clock(ticket)
        assert clock["kind"] == "" and "1 个工作日" in clock["text"] and len(clock["text"]) > len("剩余 1 个工作日")
        ticket = services.assign(ticket, people.units["registration"], people.office_liaison)
    assert timeline.answer_by(ticket)[0] == date(2026, 11, 26)  # it was given to its unit a day early


def test_a_clock_that_is_late_warns_the_person_too(people, ticket):
    with time_machine.travel(ticket.due_at + timedelta(days=3), tick=False):
        assert timeline.person_clock(ticket)["kind"] == "urgent"


def test_an_answered_ticket_promises_nothing_more(answered):
    assert timeline.answer_by(answered) is None and timeline.expected(answered) == ""


@pytest.mark.clause("S5")
def test_who_was_merged_reads_what_that_means_and_by_when(client, people, assigned):
    receipt = services.submit(**QUESTION)
    merged = services.merge(receipt.ticket, assigned, people.office_liaison)
    steps = timeline.steps_of(merged)
    assert [step["state"] for step in steps] == ["done", "done", "current"]
    assert timeline.answer_by(merged) == timeline.answer_by(assigned)
    page = client.post(
        "/interaction/status/", {"number": merged.number, "code": receipt.code}, follow=True
    ).content.decode()
    assert timeline.expected(assigned) in page and "一并答复" in page
    assert assigned.number not in page  # another person's number is nobody's business


@pytest.mark.clause("S6")
def test_a_complaint_says_by_when_its_acceptance_is_told_and_lists_no_single_day(people, petitions):
    with time_machine.travel(MONDAY, tick=False):
        ticket = services.submit(kind="complaint", **QUESTION).ticket
        assert "2026-12-08" in timeline.expected(ticket) and "受理" in timeline.expected(ticket)
    (leg,) = timeline.explained(ticket)
    assert leg["days"] == [] and "自然日" in leg["sentence"]


@pytest.mark.clause("S5")
def test_the_latest_day_is_explained_before_a_unit_has_it(people):
    with time_machine.travel(MONDAY, tick=False):
        ticket = services.submit(**QUESTION).ticket
        (row,) = timeline.to_come(ticket)
        assert timeline.answer_by(ticket) == (date(2026, 11, 27), False)
        assert "2026-11-27" in row["sentence"] and [day["date"] for day in row["days"]] == [
            "2026-11-25", "2026-11-26", "2026-11-27",
        ]  # fmt: skip
        assert timeline.to_come(services.assign(ticket, people.units["registration"], people.office_liaison)) == []


@pytest.mark.clause("S6")
def test_of_a_complaint_nobody_knows_what_comes_after_its_acceptance(people, petitions):
    assert timeline.to_come(services.submit(kind="complaint", **QUESTION).ticket) == []
