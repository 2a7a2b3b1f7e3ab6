"""Several people at one thing that the public handed in, at the same instant: once is once.

Here on SQLite; ``test_on_postgresql`` runs the same scenarios on a PostgreSQL server.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from interaction import reading, services
from interaction.activities import admission, voting
from interaction.activities import services as activities
from interaction.activities.models import Activity, Ballot
from interaction.applications import services as applications
from interaction.applications.models import Application
from interaction.exchange import connectors, incoming
from interaction.live import reading as live
from interaction.models import Message, Ticket
from interaction.states import TicketState
from interaction.ticket_kinds import HALL
from portal.addons.types import Envelope
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused, Stale
from portal.approvals.ledger import services as ledger
from portal.approvals.ledger.models import Entry
from portal.approvals.reminders import other_clocks
from portal.notices.models import Notice
from tests.factories import DECLARED
from tests.interaction.activities.conftest import approved, drafted
from tests.interaction.applications.conftest import TOLD
from tests.interaction.conftest import QUESTION
from tests.interaction.live.building import announced, release, sent
from tests.plugins.processes import at_once

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Path(__file__).parent


def errors(found: list) -> list[type]:
    return [type(one) for one in found if isinstance(one, Exception)]


def complete() -> bool:
    return [problem for problem in ledger.verify() if problem.seq] == []


def test_whoever_sends_at_once_gets_a_number_of_their_own(people):
    found = at_once(*[lambda: services.submit(**QUESTION)] * 4, *[lambda: applications.submit(**TOLD)] * 4)
    assert errors(found) == []
    assert len(set(Ticket.objects.values_list("number", flat=True))) == 4
    assert len(set(Application.objects.values_list("number", flat=True))) == 4
    assert complete()


@pytest.mark.clause("S5")
def test_of_two_who_distribute_one_at_once_one_does(people, ticket):
    units = people.units["registration"], people.units["farmland"]
    found = at_once(*[lambda unit=unit: services.assign(ticket, unit, people.office_head, 1) for unit in units])
    assert errors(found) == [Stale]
    assert Entry.objects.filter(act="ticket.assigned").count() == 1
    assert Ticket.objects.get().version == 2


@pytest.mark.clause("S5")
def test_a_reply_that_is_agreed_to_twice_at_once_is_given_once(people, case):
    ticket = Ticket.objects.get()
    found = at_once(
        lambda: approvals.agree(case.pk, people.registration_head, case.version),
        lambda: approvals.agree(case.pk, people.registration_head, case.version),
    )
    assert len(errors(found)) == 1
    assert Ticket.objects.get().state == TicketState.ANSWERED
    assert reading.answer_of(ticket) is not None
    assert Entry.objects.filter(act="ticket.answered").count() == 1
    assert complete()


@pytest.mark.clause("S4")
def test_a_message_that_comes_twice_at_once_is_one_ticket(people):
    body = {"subject": "补办证书", "text": "证书遗失怎么补办？", "name": "甲", "contact": ""}
    letter = Envelope("m1", "GD-2026-7", 1, "consultation", body)
    connector = connectors.of(HALL)
    found = at_once(*[lambda: incoming.take(connector, letter)] * 3)
    assert errors(found) == []
    assert Ticket.objects.count() == Message.objects.filter(direction="in").count() == 1


def test_rounds_of_reminders_at_once_tell_once(people, ticket):
    services.assign(ticket, people.units["registration"], people.office_liaison)
    late = Ticket.objects.get().due_at + timedelta(days=3)
    with time_machine.travel(late, tick=True):
        found = at_once(*[lambda: other_clocks.go_round(late)] * 3)
    assert errors(found) == []
    assert Entry.objects.filter(act="clock.overdue").count() == 1
    assert Notice.objects.filter(person=people.registration_handler, topic="case.clock").count() == 1


@pytest.mark.clause("S2")
def test_votes_of_one_person_at_once_count_once_and_of_many_each(people):
    draft = drafted("vote", people.registration_liaison, people.units["registration"])
    approved(people, activities.send(draft, people.registration_liaison, DECLARED))
    vote = Activity.objects.get()
    same = admission.person_of(vote, voter="甲", address="10.0.0.1", agent="x")
    others = [admission.person_of(vote, voter=f"乙{n}", address=f"10.0.1.{n}", agent="x") for n in range(4)]
    found = at_once(
        *[lambda: voting.cast(vote, same, ["k1"])] * 4,
        *[lambda who=who: voting.cast(vote, who, ["k2"]) for who in others],
    )
    assert errors(found) == [admission.NotTaken] * 3
    assert Ballot.objects.count() == 5
    assert {row.id: row.votes for row in voting.standing(vote).rows} == {"k1": 1, "k2": 4, "k3": 0}


@pytest.mark.clause("N6")
def test_passages_released_at_once_have_a_number_each_and_one_only_once(people, department):
    staff = department.registration
    interview = announced(staff)
    cases = [sent(interview, staff, text) for text in ("甲甲甲", "乙乙乙", "丙丙丙")]
    found = at_once(*[lambda case=case: release(case, staff.secrecy) for case in [*cases, cases[0]]])
    assert len(errors(found)) == 1 and issubclass(errors(found)[0], ActRefused)
    assert live.last_release(interview) == 3
    assert sorted(item.now.text for item in live.shown(interview)) == sorted(["甲甲甲", "乙乙乙", "丙丙丙"])


@pytest.mark.server
def test_on_postgresql(on_postgresql):
    on_postgresql(HERE / "test_concurrency.py")
