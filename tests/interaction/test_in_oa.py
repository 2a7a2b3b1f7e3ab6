"""Consultations that are handled in the OA system (clause S5): chosen by the Office, mirrored, on the same clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from interaction import permissions, reading, services
from interaction.exchange import connectors, incoming, outgoing
from interaction.models import Message, Reply, Ticket, TicketSettings
from interaction.states import TicketState
from interaction.ticket_kinds import OA
from portal.addons.types import Envelope
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.calendars.working_days import local_date
from tests.factories import DECLARED
from tests.interaction.conftest import PUBLIC, QUESTION, passed

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S5")]
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def connected(people):
    """The OA system's connector is set up, and the Office has chosen it."""
    found = connectors.of(OA)
    found.transport, found.is_active, found.url = "http", True, "https://oa.example"
    found.save()
    services.choose_place(OA, people.office_liaison)
    return found


@pytest.fixture
def there(connected):
    with time_machine.travel(MONDAY, tick=False):
        return services.submit(**QUESTION, wish_public=True).ticket


def told_by_oa(ticket, sequence, event, **body):
    incoming.take(connectors.of(OA), Envelope(f"{ticket.number}-{sequence}", ticket.number, sequence, event, body))
    return Ticket.objects.get(pk=ticket.pk)


def assigned(ticket, sequence=1, unit="registration", at=MONDAY):
    return told_by_oa(ticket, sequence, "assigned", unit=unit, at=at.isoformat())


def test_only_the_office_chooses_and_only_what_is_connected(people):
    with pytest.raises(ActRefused):
        services.choose_place(OA, people.office_liaison)  # nothing is connected
    with pytest.raises(ActRefused):
        services.choose_place("", people.registration_head)
    assert TicketSettings.current().consultations_in == ""
    assert services.submit(**QUESTION).ticket.system == ""
    assert not Message.objects.exists()


def test_it_is_on_its_way_at_once_and_whole(there):
    message = Message.objects.get()
    assert (message.connector.party, message.event, message.sequence) == (OA, "consultation", 1)
    body = outgoing.envelope_of(message).body
    assert {name: body[name] for name in QUESTION} == QUESTION
    assert (body["wish_public"], body["number"]) == (True, there.number)
    outgoing.taken(message)
    assert Ticket.objects.get().handed_over_at is not None


def test_error_reports_stay_in_the_portal(connected):
    assert services.submit(**QUESTION, kind="error", channel="national", reference="N1").ticket.system == ""


def test_its_clock_is_the_same_as_in_the_portal(there):
    assert local_date(there.due_at).isoformat() == "2026-11-24"
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        ticket = assigned(there, at=MONDAY + timedelta(days=1))
    assert ticket.state == TicketState.ASSIGNED
    assert ticket.unit.code == "registration"
    assert local_date(ticket.due_at).isoformat() == "2026-11-27"


def test_nobody_handles_it_here_meanwhile(people, there):
    ticket = assigned(there)
    for person in (people.office_liaison, people.registration_liaison):
        for act in ("assign", "give_back", "reply", "merge"):
            assert not permissions.can(act, ticket, person), act
        assert not permissions.waiting_for(person).exists()
    assert permissions.can_read(ticket, people.registration_liaison)


def test_a_reply_for_the_person_is_given_at_once_and_names_who_approved_it(people, there):
    ticket = assigned(there)
    ticket = told_by_oa(ticket, 2, "replied", text="请带身份证。", approved_by="登记处处长")
    assert ticket.state == TicketState.ANSWERED
    answer = reading.answer_of(ticket)
    assert (reading.private_answer(answer), answer.approved_there) == ("请带身份证。", "登记处处长")
    assert answer.published is False


def test_one_for_everybody_comes_back_as_a_draft_and_is_approved_here(people, there):
    ticket = assigned(there)
    public = {f"public_{name}": PUBLIC[f"public_{name}"] for name in ("title", "question", "answer")}
    ticket = told_by_oa(ticket, 2, "replied", text="请带身份证。", approved_by="处长", public=True, **public)
    assert (ticket.state, ticket.system) == (TicketState.ASSIGNED, "")
    assert not Reply.objects.filter(published=True).exists()  # law 1
    draft = reading.draft_of(ticket)
    reply = services.draft_reply(
        ticket, people.registration_liaison, private_text="请带身份证。", audience="public", **PUBLIC
    )
    assert reply.pk == draft.pk
    case = passed(people, services.send_reply(reply, people.registration_liaison, DECLARED))
    approvals.agree(case.pk, people.registration_head, case.version)
    assert Ticket.objects.get().state == TicketState.ANSWERED
    back = Message.objects.filter(direction="out").order_by("-sequence").first()
    assert back.event == "answered"
    assert ticket.number in outgoing.envelope_of(back).body["address"]


def test_given_back_and_given_to_another_unit_the_clock_runs_on(there):
    due = assigned(there).due_at
    ticket = told_by_oa(there, 2, "returned", reason="不属我处职责")
    assert (ticket.state, ticket.unit) == (TicketState.RECEIVED, None)
    ticket = assigned(there, 3, "farmland", MONDAY + timedelta(days=2))
    assert (ticket.unit.code, ticket.due_at) == ("farmland", due)


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("assigned", {"unit": "nowhere", "at": MONDAY.isoformat()}),
        ("replied", {"text": "好", "approved_by": "处长"}),  # no unit has it
        ("sung", {}),
    ],
)
def test_what_does_not_fit_is_a_dead_letter(there, event, body):
    told_by_oa(there, 1, event, **body)
    assert Message.objects.get(direction="in").state == Message.State.DEAD
    assert Ticket.objects.get().state == TicketState.RECEIVED


def test_a_reply_that_nobody_approved_is_a_dead_letter(there):
    assigned(there)
    ticket = told_by_oa(there, 2, "replied", text="好", approved_by="")
    assert ticket.state == TicketState.ASSIGNED


def test_what_the_person_does_is_told_over_there(there):
    services.add(there, "补充一点")
    told_by_oa(assigned(there), 2, "replied", text="好的。", approved_by="处长")
    services.rate(Ticket.objects.get(), 5)
    events = Message.objects.filter(direction="out").order_by("sequence").values_list("event", flat=True)
    assert list(events) == ["consultation", "addition", "rating"]


def test_the_office_takes_it_back_and_what_crosses_it_changes_nothing(people, there):
    with pytest.raises(ActRefused):
        services.recall(there, people.registration_head, reason="停机")
    ticket = services.recall(there, people.office_liaison, reason="OA 系统停机")
    assert (ticket.system, Message.objects.filter(event="recall").count()) == ("", 1)
    assert assigned(ticket).state == TicketState.RECEIVED
    assert services.assign(ticket, people.units["farmland"], people.office_liaison).unit.code == "farmland"


def test_nothing_is_merged_with_what_somebody_else_answers(people, there, connected):
    """Who answers over there doesn't know that others would read it (law 7)."""
    services.choose_place("", people.office_liaison)
    here = services.submit(**QUESTION).ticket
    with pytest.raises(ActRefused, match="OA"):
        services.merge(here, there, people.office_liaison)


@pytest.mark.django_db(transaction=True)
def test_the_office_chooses_on_a_page(people, connected, signed_in):
    address = "/admin/tickets/place/"
    assert signed_in(people.registration_head).get(address).status_code == 302
    client = signed_in(people.office_head)
    assert client.get(address).status_code == 200
    assert client.post(address, {"place": "here"}).status_code == 302
    assert TicketSettings.current().consultations_in == ""
    connected.is_active = False
    connected.save()
    assert client.post(address, {"place": "oa"}).status_code == 422
    assert TicketSettings.current().consultations_in == ""


def test_its_page_says_where_it_is_handled(people, there, signed_in):
    page = signed_in(people.office_liaison).get(f"/admin/tickets/{there.pk}/").content.decode()
    assert "OA" in page and f"/admin/tickets/{there.pk}/acts/recall/" in page
    answer = told_by_oa(assigned(there), 2, "replied", text="请带身份证。", approved_by="登记处处长")
    page = signed_in(people.office_liaison).get(f"/admin/tickets/{answer.pk}/").content.decode()
    assert "登记处处长" in page


def test_messages_of_others_are_taken_as_a_file_by_those_who_handle_them_only(people, petitions, department):
    technology = department.technology.head
    assert not permissions.carries(technology, "petition")
    assert not permissions.carries(people.office_head, "petition")
    assert permissions.carries(petitions.handler, "petition")
    assert permissions.carries(people.office_head, OA)
    assert not permissions.carries(technology, OA)
