"""Consultations of the provincial hall: received at the document window, answered by a unit, sent back (S4)."""

import pytest

from interaction import reading, services
from interaction.exchange import outgoing
from interaction.models import Message, Ticket
from portal.approvals import services as approvals
from portal.approvals.ledger.models import Entry
from tests.factories import DECLARED
from tests.interaction.conftest import passed

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
