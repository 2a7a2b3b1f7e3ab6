"""Word by SMS or mail that there is news, and never which; and the systems of messages as processes of their own."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage

from interaction import news, services, word_of_news
from interaction.confirming import codes, real_names
from interaction.confirming.real_names import IDENTITY
from interaction.confirming.telephones import SMS
from interaction.exchange import connectors
from interaction.models import Connector, Message, RealNameCheck
from interaction.ticket_kinds import ERROR
from portal.approvals import services as approvals
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain
from tests.interaction.confirming.conftest import connected, written
from tests.interaction.conftest import QUESTION
from tests.interaction.exchange.driving import connect, counterpart

pytestmark = pytest.mark.django_db
TOLD = {"name": "司徒望舒", "subject": "错字", "text": "“截止”应为“截至”。"}


def settled(people, contact):
    ticket = services.submit(kind=ERROR, contact=contact, **TOLD).ticket
    return services.settle(ticket, people.office_handler, finding="corrected", text="已改正，感谢指正。")


@pytest.mark.clause("S7")
def test_who_left_a_mobile_number_is_told_that_there_is_an_answer_and_not_which(people, sms):
    ticket = settled(people, "138 0013 8000")
    body = written()[0]
    assert body["to"] == "13800138000"
    assert ticket.number in body["text"] and "/interaction/status/" in body["text"]
    assert "已改正" not in body["text"] and "司徒" not in body["text"]


@pytest.fixture
def sms(db):
    return connected(SMS)


@pytest.mark.parametrize("contact", ["0571-87654321", ""])
def test_others_are_not(people, sms, contact, mailoutbox):
    settled(people, contact)
    drain(20)
    assert not Message.objects.exists() and not mailoutbox


def test_without_a_connector_nobody_is(people, mailoutbox):
    settled(people, "13800138000")
    drain(20)
    assert not Message.objects.exists() and not mailoutbox


@pytest.mark.clause("S7")
def test_who_left_an_address_is_mailed_the_same(people, sms, mailoutbox):
    ticket = settled(people, "situ@example.org")
    row = OutboxRow.objects.get(job=news.MAIL)
    assert row.payload == {"ticket": ticket.pk}  # the address stands in no row of the outbox
    drain(20)
    (mail,) = mailoutbox
    assert mail.to == ["situ@example.org"]
    assert ticket.number in mail.body and "/interaction/status/" in mail.body
    assert "已改正" not in mail.body and "司徒" not in mail.body


def test_what_was_erased_meanwhile_is_not_mailed(people, mailoutbox):
    ticket = settled(people, "situ@example.org")
    services.erase(ticket, people.office_liaison)
    drain(20)
    assert not mailoutbox


def test_a_mail_server_that_refuses_an_address_is_not_quoted(people, monkeypatch):
    ticket = settled(people, "situ@example.org")

    def refuse(*args, **kwargs):
        raise SMTPRecipientsRefused({"situ@example.org": (550, b"no such user")})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    with pytest.raises(word_of_news.NotSent) as refused:
        news.send_mail({"ticket": ticket.pk})
    assert "situ" not in str(refused.value) and refused.value.__cause__ is None


@pytest.fixture
def receipt(people):
    return services.submit(**(QUESTION | {"contact": "+86 13800138000"}), wish_public=True)


@pytest.mark.clause("S5")
def test_a_reply_to_a_consultation_is_told_once_it_is_approved(people, sms, case):
    assert not written()
    approvals.agree(case.pk, people.registration_head, case.version)
    assert [body["to"] for body in written()] == ["13800138000"]


def carry(party):
    """Let turns pass, without the rests between them, until all messages went out and nothing more comes in."""
    for _turn in range(40):
        Connector.objects.update(rests_until=None)
        connectors.wake(connectors.of(party))
        drain(20)
        waits = Message.objects.filter(connector__party=party, state=Message.State.PENDING).exists()
        if not waits and not RealNameCheck.objects.filter(answer=RealNameCheck.Answer.WAITING).exists():
            return


@pytest.mark.clause("S2")
def test_both_systems_as_processes_of_their_own(people, tmp_path):
    cache.clear()
    with counterpart(tmp_path / "theirs.sqlite3", 9, 0.0) as side:
        connect(side, SMS)
        codes.send("13912345678", "vote", "192.0.2.1")
        carry(SMS)
        ((number, words),) = side.rows("SELECT number, words FROM texts")
        assert number == "13912345678"
        code = "".join(letter for letter in words if letter.isdigit())[:6]
        assert codes.use(number, "vote", code)
    with counterpart(tmp_path / "others.sqlite3", 9, 0.0) as side:
        connect(side, IDENTITY)
        real_names.ask("慕容秋水", "11010519491231002X", "vote", "192.0.2.1")
        carry(IDENTITY)
        assert real_names.answer_of("慕容秋水", "11010519491231002X", "vote") == "yes"
    assert {bytes(message.sealed_body) for message in Message.objects.all()} == {b""}


@pytest.mark.clause("S2")
def test_a_short_message_goes_out_once_however_often_the_other_side_fails(people, tmp_path):
    cache.clear()
    with counterpart(tmp_path / "theirs.sqlite3", 11, 0.3) as side:
        connect(side, SMS)
        for at in range(15):
            codes.send(f"139000000{at:02d}", "vote", "192.0.2.1")
        carry(SMS)
        rows = side.rows("SELECT number FROM texts")
    assert len(rows) == len(set(rows))  # never twice
    assert not Message.objects.filter(state=Message.State.PENDING).exists()
