"""Consultations of the provincial hall: received at the document window, answered by a unit, sent back (S4)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from interaction import reading, services
from interaction.exchange import connectors, incoming, outgoing
from interaction.models import Message, Ticket
from interaction.states import TicketState
from interaction.ticket_kinds import HALL, OA
from portal.addons.types import Envelope
from portal.approvals import services as approvals
from portal.approvals.ledger.models import Entry
from portal.calendars.working_days import local_date
from tests.factories import DECLARED
from tests.interaction.conftest import PUBLIC, passed

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S4")]
ENTERED = {
    "number": "GD-2026-7",
    "name": "尉迟清和",
    "contact": "",
    "subject": "补办证书",
    "text": "证书遗失怎么补办？",
}


@pytest.fixture
def entered(people, window, signed_in):
    signed_in(window.handler).post("/admin/tickets/exchange/hall/enter/", ENTERED)
    return Ticket.objects.get()


def test_it_is_entered_once_and_on_the_same_clock(people, window, signed_in, entered):
    signed_in(window.handler).post("/admin/tickets/exchange/hall/enter/", ENTERED)
    assert Ticket.objects.count() == 1
    assert (entered.channel, entered.reference, entered.kind) == ("hall", "GD-2026-7", "consultation")
    assert [leg["name"] for leg in entered.clock["legs"]] == ["distribute"]
    received = Entry.objects.get(act="ticket.received")
    assert received.actor == window.handler and "window" in received.capacity
    assert reading.by_code(entered.number, "") is None  # it is followed in the hall, not here


def test_where_no_unit_is_the_window_the_office_enters_it(people, signed_in):
    assert signed_in(people.office_liaison).post("/admin/tickets/exchange/hall/enter/", ENTERED).status_code == 302
    assert Ticket.objects.get().reference == "GD-2026-7"
    assert Entry.objects.get(act="ticket.received").actor == people.office_liaison


def test_the_reply_goes_back_with_proof_of_delivery(people, window, entered):
    ticket = services.assign(entered, people.units["registration"], people.office_liaison)
    draft = services.draft_reply(ticket, people.registration_liaison, private_text="请携带身份证到窗口补办。")
    case = passed(people, services.send_reply(draft, people.registration_liaison, DECLARED))
    assert not Message.objects.filter(direction="out").exists()
    approvals.agree(case.pk, people.registration_head, case.version)
    message = Message.objects.get(direction="out")
    body = outgoing.envelope_of(message).body
    assert (message.subject, body["reference"], body["text"]) == ("GD-2026-7", "GD-2026-7", "请携带身份证到窗口补办。")
    outgoing.taken(message, "回执 1", confirmed=True)
    outgoing.taken(message, "回执 1", confirmed=True)
    delivered = Entry.objects.get(act="ticket.delivered")
    assert delivered.subject == entered.subject_key


def test_a_merged_one_gets_the_reply_too(people, window, entered):
    first = services.submit(name="甲", contact="13800138000", subject="补办证书", text="遗失了怎么补办证书？").ticket
    services.merge(entered, first, people.office_liaison)
    ticket = services.assign(first, people.units["registration"], people.office_liaison)
    draft = services.draft_reply(ticket, people.registration_liaison, private_text="请到窗口补办。")
    case = passed(people, services.send_reply(draft, people.registration_liaison, DECLARED))
    approvals.agree(case.pk, people.registration_head, case.version)
    assert outgoing.envelope_of(Message.objects.get(direction="out")).body["text"] == "请到窗口补办。"
    assert Ticket.objects.get(pk=entered.pk).answered_at is not None


MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def oa(people):
    """The Office has consultations handled in the OA system."""
    found = connectors.of(OA)
    found.transport, found.is_active, found.url = "http", True, "https://oa.example"
    found.save()
    services.choose_place(OA, people.office_liaison)
    return found


@pytest.fixture
def in_oa(oa, window, signed_in):
    """A question of the hall that the window entered on Monday."""
    with time_machine.travel(MONDAY, tick=False):
        signed_in(window.handler).post("/admin/tickets/exchange/hall/enter/", ENTERED)
    return Ticket.objects.get()


def told(party, about, sequence, event, /, **body):
    incoming.take(connectors.of(party), Envelope(f"{party}-{sequence}", about, sequence, event, body))
    return Ticket.objects.get()


def sent(party):
    return Message.objects.filter(direction="out", connector__party=party).order_by("sequence")


def assigned_there(ticket, when=MONDAY):
    with time_machine.travel(when, tick=False):
        return told(OA, ticket.number, 1, "assigned", unit="registration", at=when.isoformat())


@pytest.mark.clause("S5")
def test_where_the_oa_system_handles_consultations_one_of_the_hall_goes_there_on_the_same_clock(in_oa, people):
    assert (in_oa.system, in_oa.channel, in_oa.state) == (OA, "hall", TicketState.RECEIVED)
    assert local_date(in_oa.due_at).isoformat() == "2026-11-24"
    message = sent(OA).get()
    body = outgoing.envelope_of(message).body
    # The OA system knows it by our number, as every other.
    assert (message.subject, body["number"]) == (in_oa.number, in_oa.number)
    assert (body["channel"], body["reference"], body["text"]) == ("hall", "GD-2026-7", ENTERED["text"])
    outgoing.taken(message)
    assert Ticket.objects.get().handed_over_at is not None
    ticket = assigned_there(in_oa, MONDAY + timedelta(days=1))
    assert (ticket.state, ticket.unit.code) == (TicketState.ASSIGNED, "registration")
    assert local_date(ticket.due_at).isoformat() == "2026-11-27"


def test_also_one_that_the_connector_of_the_hall_brings(oa):
    body = {name: ENTERED[name] for name in ("name", "contact", "subject", "text")}
    ticket = told(HALL, "GD-2026-9", 1, "consultation", **body)
    assert (ticket.system, ticket.reference) == (OA, "GD-2026-9")
    assert told(HALL, "GD-2026-9", 1, "consultation", **body) == ticket  # the same message twice
    assert sent(OA).count() == 1


def test_its_answer_goes_back_to_the_hall_with_proof_of_delivery(in_oa):
    ticket = assigned_there(in_oa)
    ticket = told(OA, ticket.number, 2, "replied", text="请携带身份证到窗口补办。", approved_by="登记处处长")
    assert ticket.state == TicketState.ANSWERED
    message = sent(HALL).get()
    body = outgoing.envelope_of(message).body
    assert (message.subject, body["reference"], body["text"]) == ("GD-2026-7", "GD-2026-7", "请携带身份证到窗口补办。")
    assert not Entry.objects.filter(act="ticket.delivered").exists()
    outgoing.taken(message, "回执 1", confirmed=True)
    assert Entry.objects.get(act="ticket.delivered").subject == ticket.subject_key
    told(OA, ticket.number, 3, "replied", text="再说一遍", approved_by="登记处处长")
    assert sent(HALL).count() == 1


@pytest.mark.clause("S5")
def test_an_answer_for_everybody_is_approved_here_then_told_to_both(in_oa, people):
    ticket = assigned_there(in_oa)
    ticket = told(OA, ticket.number, 2, "replied", text="请补办。", approved_by="处长", public=True, **PUBLIC)
    assert not sent(HALL).exists() and ticket.system == ""
    reply = services.draft_reply(
        ticket, people.registration_liaison, private_text="请到窗口补办。", audience="public", **PUBLIC
    )
    case = passed(people, services.send_reply(reply, people.registration_liaison, DECLARED))
    approvals.agree(case.pk, people.registration_head, case.version)
    assert outgoing.envelope_of(sent(HALL).get()).body["text"] == "请到窗口补办。"
    assert [message.event for message in sent(OA)] == ["consultation", "answered"]
    assert {message.subject for message in sent(OA)} == {ticket.number}


@pytest.mark.clause("S5")
def test_the_office_takes_it_back_and_the_portal_answers_the_hall(in_oa, people):
    ticket = services.recall(in_oa, people.office_liaison, reason="OA 系统停机")
    assert [(message.event, message.sequence) for message in sent(OA)] == [("consultation", 1), ("recall", 2)]
    ticket = services.assign(ticket, people.units["registration"], people.office_liaison)
    draft = services.draft_reply(ticket, people.registration_liaison, private_text="请到窗口补办。")
    case = passed(people, services.send_reply(draft, people.registration_liaison, DECLARED))
    approvals.agree(case.pk, people.registration_head, case.version)
    assert sent(HALL).count() == 1
