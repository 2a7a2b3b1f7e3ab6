"""A complaint goes to the petition system at once; its state is mirrored, its result told, its text erased (S6)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from interaction import news, reading, services
from interaction.exchange import connectors, incoming, outgoing
from interaction.models import Message, Note, Ticket
from interaction.states import TicketState
from interaction.ticket_kinds import COMPLAINT, PETITION
from portal.addons.types import Envelope
from portal.approvals.errors import ActRefused
from portal.approvals.ledger import services as ledger
from portal.calendars.working_days import local_date
from portal.notices.models import Notice
from portal.outbox.models import OutboxRow
from tests.interaction.test_privacy import dump

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S6")]
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TOLD = {
    "name": "司徒望舒",
    "contact": "13800138000",
    "subject": "窗口多收费用",
    "text": "十一月三日在玉兰路窗口被多收了二十元。",
}


@pytest.fixture
def complaint(people, petitions):
    with time_machine.travel(MONDAY, tick=False):
        return services.submit(kind=COMPLAINT, **TOLD).ticket


def told_by_petitions(ticket, sequence, event, **body):
    envelope = Envelope(f"{ticket.number}-{sequence}", ticket.number, sequence, event, body)
    incoming.take(connectors.of(PETITION), envelope)
    return Ticket.objects.get(pk=ticket.pk)


def taken(ticket):
    message = Message.objects.get(ticket=ticket, event="complaint")
    outgoing.taken(message, confirmed=True)
    return Ticket.objects.get(pk=ticket.pk)


def accepted(ticket, at=MONDAY):
    return told_by_petitions(taken(ticket), 1, "accepted", at=at.isoformat(), reference="XF1")


def test_it_is_on_its_way_at_once_and_whole(complaint, petitions):
    message = Message.objects.get()
    assert (message.connector.party, message.event, message.sequence) == (PETITION, "complaint", 1)
    body = outgoing.envelope_of(message).body
    assert {name: body[name] for name in TOLD} == TOLD
    assert Notice.objects.filter(person=petitions.liaison).exists()
    assert complaint.number == "TS20261123-0001"
    assert local_date(complaint.due_at).isoformat() == "2026-12-08"  # fifteen days to say whether it is accepted


def test_the_office_does_not_read_it(people, petitions, complaint):
    from interaction import permissions

    assert permissions.can_read(complaint, petitions.liaison)
    for person in (people.office_head, people.office_liaison, people.registration_head, people.root, petitions.leader):
        assert not permissions.can_read(complaint, person)


def test_the_clock_runs_sixty_days_from_acceptance(complaint):
    ticket = accepted(complaint, MONDAY + timedelta(days=3))
    assert ticket.state == TicketState.ACCEPTED
    assert ticket.reference == "XF1"
    assert local_date(ticket.due_at).isoformat() == "2027-01-25"
    assert ticket.clock["legs"][-1]["days"] == 60


def test_an_acceptance_of_tomorrow_counts_from_now(complaint):
    with time_machine.travel(MONDAY, tick=False):
        ticket = accepted(complaint, MONDAY + timedelta(days=30))
    assert ticket.accepted_at == MONDAY


def test_an_acceptance_before_the_receipt_counts_from_the_receipt(complaint):
    ticket = accepted(complaint, datetime(2020, 1, 1, tzinfo=UTC))
    assert ticket.accepted_at == ticket.received_at == MONDAY
    assert local_date(ticket.due_at).isoformat() == "2027-01-22"


def test_the_person_is_told_that_it_was_accepted(people, petitions):
    ticket = services.submit(kind=COMPLAINT, **{**TOLD, "contact": "situ@example.org"}).ticket
    taken(ticket)
    assert not OutboxRow.objects.filter(job=news.MAIL).exists()
    accepted(ticket)
    assert [row.payload["ticket"] for row in OutboxRow.objects.filter(job=news.MAIL)] == [ticket.pk]


def test_the_result_reaches_the_person(complaint):
    ticket = told_by_petitions(accepted(complaint), 2, "result", text="已退还二十元。")
    assert ticket.state == TicketState.ANSWERED
    assert [note["text"] for note in reading.notes_of(ticket, Note.TOLD)] == ["已退还二十元。"]


def test_one_that_is_not_accepted_says_why(complaint):
    ticket = told_by_petitions(taken(complaint), 1, "declined", reason="请向法院提起诉讼。")
    assert ticket.state == TicketState.DECLINED
    assert reading.notes_of(ticket, Note.TOLD)[0]["text"] == "请向法院提起诉讼。"


def test_the_leader_in_charge_extends_once_and_the_person_is_told(complaint, petitions):
    ticket = accepted(complaint)
    with pytest.raises(ActRefused):
        services.ask_extension(ticket, petitions.liaison, days=31, reason="案情复杂")
    ticket = services.ask_extension(ticket, petitions.liaison, days=30, reason="案情复杂，需要实地核查。")
    assert not reading.notes_of(ticket, Note.TOLD)  # nothing is told before it is decided
    for person in (petitions.liaison, petitions.head):
        with pytest.raises(ActRefused):
            services.decide_extension(ticket, person, agree=True)
    ticket = services.decide_extension(ticket, petitions.leader, agree=True)
    assert (ticket.extension, ticket.asked_extension) == (30, 0)
    assert local_date(ticket.due_at) == local_date(ticket.accepted_at) + timedelta(days=90)
    assert reading.notes_of(ticket, Note.TOLD)[0]["text"] == "案情复杂，需要实地核查。"
    assert Message.objects.filter(ticket=ticket, event="extension", direction="out").count() == 1
    with pytest.raises(ActRefused):
        services.ask_extension(ticket, petitions.liaison, days=1, reason="再延")


def test_a_refused_extension_changes_no_clock(complaint, petitions):
    ticket = accepted(complaint)
    due = ticket.due_at
    ticket = services.ask_extension(ticket, petitions.liaison, days=30, reason="案情复杂")
    ticket = services.decide_extension(ticket, petitions.leader, agree=False)
    assert (ticket.extension, ticket.due_at) == (0, due)
    assert not Message.objects.filter(event="extension").exists()


@pytest.mark.parametrize(
    "body",
    [
        {"days": 31, "reason": "复杂", "approved_by": "分管领导"},
        {"days": 30, "reason": "", "approved_by": "分管领导"},
        {"days": 30, "reason": "复杂", "approved_by": ""},
        {"days": "30", "reason": "复杂", "approved_by": "分管领导"},
        {"days": True, "reason": "复杂", "approved_by": "分管领导"},
    ],
)
def test_an_extension_against_the_rules_is_a_dead_letter(complaint, body):
    ticket = told_by_petitions(accepted(complaint), 2, "extended", **body)
    assert ticket.extension == 0
    assert Message.objects.get(event="extended").state == Message.State.DEAD


def test_a_withdrawal_that_crosses_an_acceptance_stands(complaint):
    services.withdraw(complaint)
    ticket = told_by_petitions(complaint, 1, "accepted", at=MONDAY.isoformat())
    assert ticket.state == TicketState.WITHDRAWN
    assert list(Message.objects.filter(direction="out").order_by("sequence").values_list("event", flat=True)) == [
        "complaint", "withdrawal",
    ]  # fmt: skip


@pytest.mark.clause("O1")
@pytest.mark.django_db(transaction=True)
def test_the_text_is_erased_some_days_after_it_was_seen_over_there(people, petitions, complaint):
    with time_machine.travel(MONDAY, tick=False):
        ticket = accepted(complaint)
    with time_machine.travel(MONDAY + timedelta(days=9), tick=False):
        assert services.erase_handed_over() == 0
    with time_machine.travel(MONDAY + timedelta(days=11), tick=False):
        assert services.erase_handed_over() == 1
        assert services.erase_handed_over() == 0
    ticket = Ticket.objects.get()
    assert reading.told(ticket) is None
    assert outgoing.envelope_of(Message.objects.get(event="complaint")) is None
    assert not [words for words in TOLD.values() if words in dump()]
    ticket = told_by_petitions(ticket, 2, "result", text="已退还二十元。")
    assert reading.notes_of(ticket, Note.TOLD)[0]["text"] == "已退还二十元。"  # the way to the result is still there
    assert list(ledger.verify()) == []


ADDED = "窗口工作人员张某某态度恶劣，我叫司徒望舒。"


def added(ticket, text=ADDED, state=Message.State.CONFIRMED):
    """Have the person add something; unless said otherwise the petition system is seen to hold it."""
    services.add(ticket, text)
    message = Message.objects.filter(ticket=ticket, event="addition").order_by("pk").last()
    if state == Message.State.CONFIRMED:
        outgoing.taken(message, confirmed=True)
    return message


@pytest.mark.clause("O1")
@pytest.mark.django_db(transaction=True)
def test_what_was_added_is_erased_with_it(people, petitions, complaint):
    with time_machine.travel(MONDAY, tick=False):
        ticket = accepted(complaint)
        message = added(ticket)
        assert outgoing.envelope_of(message).body["text"] == ADDED
        assert [note["text"] for note in reading.notes_of(ticket, Note.TOLD)] == [ADDED]
    with time_machine.travel(MONDAY + timedelta(days=11), tick=False):
        assert services.erase_handed_over() == 1
    message.refresh_from_db()
    assert outgoing.envelope_of(message) is None
    assert reading.notes_of(Ticket.objects.get(), Note.TOLD) == []
    assert ADDED not in dump()
    assert list(ledger.verify()) == []


def test_what_is_added_later_is_erased_too_once_it_was_seen_over_there(complaint):
    with time_machine.travel(MONDAY, tick=False):
        ticket = accepted(complaint)
    with time_machine.travel(MONDAY + timedelta(days=11), tick=False):
        services.erase_handed_over()
        message = added(Ticket.objects.get(), state=Message.State.PENDING)
        ticket = Ticket.objects.get()
        assert reading.told(ticket) is None
        assert [note["text"] for note in reading.notes_of(ticket, Note.TOLD)] == [ADDED]
        assert outgoing.envelope_of(message).body["text"] == ADDED
    with time_machine.travel(MONDAY + timedelta(days=30), tick=False):
        assert services.erase_handed_over() == 0  # it isn't over there yet
        outgoing.taken(message, confirmed=True)
    with time_machine.travel(MONDAY + timedelta(days=41), tick=False):
        assert services.erase_handed_over() == 1
        assert services.erase_handed_over() == 0
    assert reading.notes_of(Ticket.objects.get(), Note.TOLD) == []
    ticket = told_by_petitions(ticket, 2, "result", text="已退还二十元。")
    assert [note["text"] for note in reading.notes_of(ticket, Note.TOLD)] == ["已退还二十元。"]


@pytest.mark.parametrize(
    ("state", "erased"), [(Message.State.PENDING, 0), (Message.State.TAKEN, 0), (Message.State.DROPPED, 1)]
)
def test_nothing_is_erased_before_what_was_added_is_over_there(complaint, state, erased):
    """Unless somebody laid it aside: then it never comes there."""
    with time_machine.travel(MONDAY, tick=False):
        message = added(accepted(complaint), state=Message.State.PENDING)
        Message.objects.filter(pk=message.pk).update(state=state, settled_at=MONDAY)
    with time_machine.travel(MONDAY + timedelta(days=400), tick=False):
        assert services.erase_handed_over() == erased


def test_an_acknowledgement_alone_erases_nothing(complaint):
    """It may be a lie: the comparison of both sides must have found the complaint over there."""
    outgoing.taken(Message.objects.get(event="complaint"))
    assert Ticket.objects.get().state == TicketState.HANDED_OVER
    with time_machine.travel(MONDAY + timedelta(days=400), tick=False):
        assert services.erase_handed_over() == 0
    assert reading.told(Ticket.objects.get()) is not None
