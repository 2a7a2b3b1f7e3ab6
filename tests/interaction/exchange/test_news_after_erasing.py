"""News of a complaint whose text was erased here still reach the person, until the end was told (clause S6, law 7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from interaction import news, reading, services
from interaction.confirming.telephones import SMS
from interaction.exchange import connectors, incoming, jobs, outgoing
from interaction.models import Connector, KeyRow, Message, Note, Ticket
from interaction.ticket_kinds import COMPLAINT, PETITION
from portal.addons.types import Envelope
from portal.approvals.ledger.models import Entry
from portal.approvals.ledger.services import verify
from portal.outbox.services import drain
from tests.interaction.confirming.conftest import connected, written
from tests.interaction.exchange.driving import connect, counterpart
from tests.interaction.test_privacy import dump

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("S6")]
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NUMBER, ADDRESS = "13800138000", "situ@example.org"
TOLD = {"name": "司徒望舒", "subject": "窗口多收费用", "text": "十一月三日在玉兰路窗口被多收了二十元。"}


def later(days: int):
    return time_machine.travel(MONDAY + timedelta(days=days), tick=False)


def told_by_petitions(ticket, sequence, event, **body):
    envelope = Envelope(f"{ticket.number}-{sequence}", ticket.number, sequence, event, body)
    incoming.take(connectors.of(PETITION), envelope)
    return Ticket.objects.get(pk=ticket.pk)


def erased(contact):
    """A complaint that was accepted, and whose text was erased here some days later."""
    with later(0):
        ticket = services.submit(kind=COMPLAINT, contact=contact, **TOLD).ticket
        outgoing.taken(Message.objects.get(ticket=ticket, event="complaint"), confirmed=True)
        told_by_petitions(ticket, 1, "accepted", at=MONDAY.isoformat())
        drain(20)
    with later(11):
        assert services.erase_handed_over() == 1
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert reading.told(ticket) is None and ticket.text_erased_at
    return ticket


def nothing_kept(ticket) -> bool:
    ticket = Ticket.objects.get(pk=ticket.pk)
    return not bytes(ticket.sealed_contact) and KeyRow.objects.get(ticket=ticket).wrapped_contact is None


def test_an_extension_and_the_result_are_told_by_mail_and_then_the_address_goes(people, petitions, mailoutbox):
    ticket = erased(ADDRESS)
    mailoutbox.clear()
    with later(20):
        ticket = told_by_petitions(ticket, 2, "extended", days=30, reason="案情复杂", approved_by="分管领导")
        drain(20)
        assert [mail.to for mail in mailoutbox] == [[ADDRESS]] and not nothing_kept(ticket)
    with later(50):
        told_by_petitions(ticket, 3, "result", text="已退还二十元。")
        assert not nothing_kept(ticket)  # it isn't sent yet
        drain(20)
    assert [mail.to for mail in mailoutbox] == [[ADDRESS], [ADDRESS]] and "二十元" not in mailoutbox[1].body
    assert nothing_kept(ticket)
    assert Entry.objects.filter(act="ticket.contact_erased", subject=ticket.subject_key).count() == 1
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("event", "body"), [("result", {"text": "已退还二十元。"}), ("extended", None)], ids=["result", "extension"]
)
def test_a_short_message_too(people, petitions, event, body):
    connected(SMS)
    ticket = erased(NUMBER)
    before = len(written())
    with later(20):
        body = body or {"days": 30, "reason": "案情复杂", "approved_by": "分管领导"}
        ticket = told_by_petitions(ticket, 2, event, **body)
    assert [words["to"] for words in written()[before:]] == [NUMBER]
    assert nothing_kept(ticket) == (event == "result")


def test_nothing_but_the_contact_is_kept_and_it_only_encrypted(people, petitions):
    ticket = erased(ADDRESS)
    assert reading.kept_contact(ticket) == ADDRESS
    assert not [words for words in (*TOLD.values(), ADDRESS) if words in dump()]


@pytest.mark.parametrize("contact", ["0571-87654321", NUMBER, ""])
def test_what_no_message_reaches_is_not_kept(people, petitions, contact):
    assert nothing_kept(erased(contact))  # no short messages go out here


def test_one_that_ended_before_keeps_nothing(people, petitions):
    with later(0):
        ticket = services.submit(kind=COMPLAINT, contact=ADDRESS, **TOLD).ticket
        outgoing.taken(Message.objects.get(ticket=ticket, event="complaint"), confirmed=True)
        told_by_petitions(ticket, 1, "declined", reason="请向法院提起诉讼。")
    with later(11):
        assert services.erase_handed_over() == 1
    assert nothing_kept(ticket)


def test_who_takes_it_back_leaves_nothing(people, petitions):
    ticket = erased(ADDRESS)
    services.withdraw(ticket)
    assert nothing_kept(ticket)


def test_a_mail_that_nobody_takes_is_not_waited_for_for_ever(people, petitions, monkeypatch):
    ticket = erased(ADDRESS)
    with later(20):
        told_by_petitions(ticket, 2, "result", text="已退还二十元。")
    with later(29):
        jobs.erase_handed_over({})
        assert not nothing_kept(ticket)
    with later(31):
        jobs.erase_handed_over({})
        assert nothing_kept(ticket)
        news.send_mail({"ticket": ticket.pk})  # finds nobody, and fails not


def test_erasing_it_all_takes_the_contact_with_it(people, petitions):
    ticket = erased(ADDRESS)
    with later(20):
        ticket = told_by_petitions(ticket, 2, "result", text="已退还二十元。")
        services.erase(ticket, petitions.liaison)
    assert not KeyRow.objects.filter(ticket=ticket).exists()
    assert reading.kept_contact(Ticket.objects.get()) == ""


def test_between_three_systems_the_result_comes_by_short_message(people, petitions, tmp_path):
    """The petition system and that of short messages run as processes of their own."""
    with (
        counterpart(tmp_path / "petitions.sqlite3", 3, 0.0) as petition_side,
        counterpart(tmp_path / "sms.sqlite3", 4, 0.0) as sms_side,
    ):
        petition_side.control(patient=True)
        connect(petition_side, PETITION)
        connect(sms_side, SMS)
        with time_machine.travel(MONDAY, tick=True):
            ticket = services.submit(kind=COMPLAINT, contact=NUMBER, **TOLD).ticket
            _turns()
        with time_machine.travel(MONDAY + timedelta(days=1), tick=True):
            jobs.reconcile_all({})
        with time_machine.travel(MONDAY + timedelta(days=12), tick=True):
            assert services.erase_handed_over() == 1
        assert len(sms_side.rows("SELECT number FROM texts")) == 1  # that it was accepted
        with time_machine.travel(MONDAY + timedelta(days=40), tick=True):
            petition_side.control(result=ticket.number)
            _turns()
        texts = sms_side.rows("SELECT number, words FROM texts")
    ticket = Ticket.objects.get()
    assert [note["text"] for note in reading.notes_of(ticket, Note.TOLD)] == [f"{ticket.number} 已办结"]
    assert [number for number, _words in texts] == [NUMBER, NUMBER] and ticket.number in texts[1][1]
    assert nothing_kept(ticket)


def _turns() -> None:
    """Let both systems have some turns."""
    for _turn in range(4):
        Connector.objects.update(rests_until=None)
        for party in (PETITION, SMS):
            connectors.wake(connectors.of(party))
        drain(40)
