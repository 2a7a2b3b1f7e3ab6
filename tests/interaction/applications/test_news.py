"""An applicant hears by SMS or mail that a letter waits: its number and where to read, and never what it says."""

from __future__ import annotations

import pytest
import time_machine

from interaction.applications import news, services
from interaction.applications.models import Application, Pause
from interaction.confirming.telephones import SMS
from interaction.models import Message
from portal.approvals import services as approvals
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain
from tests.interaction.confirming.conftest import connected, written

from .conftest import ANSWER, PERSON, TOLD

pytestmark = pytest.mark.django_db
SAID = "请写明片区和年份。"


@pytest.fixture
def sms(db):
    return connected(SMS)


def hears(application):
    """The one short message: to the number that was left, with number and place, and nothing of the letter."""
    (body,) = written()
    assert body["to"] == PERSON["contact"]
    assert application.number in body["text"] and "/interaction/status/" in body["text"]
    assert not any(words in body["text"] for words in (SAID, ANSWER, PERSON["name"], "补正", "延"))


def test_of_a_notice_of_correction(people, sms, received):
    assert not written()
    services.ask_correction(received, people.office_liaison, text=SAID, within=15)
    hears(received)


def test_that_it_was_closed(people, sms, received):
    services.ask_correction(received, people.office_liaison, text=SAID, within=5)
    Message.objects.all().delete()
    with time_machine.travel("2028-01-04 10:00+08:00"):
        services.lapse(received, people.office_liaison, text=SAID)
    hears(received)


def test_of_an_extension(people, sms, in_hand):
    services.extend(in_hand, people.office_head, days=10, text=SAID)
    hears(in_hand)


def test_of_the_answer_once_it_is_approved(people, sms, case):
    case = approvals.agree(case.pk, people.registration_head, case.version)
    assert not written()
    approvals.agree(case.pk, people.office_head, case.version)
    hears(Application.objects.get())


def test_not_of_a_letter_to_a_third_party(people, sms, in_hand):
    services.pause(in_hand, people.office_liaison, whom=Pause.Whom.THIRD_PARTY, text=SAID)
    assert not written()


def test_without_a_connector_nobody_is_sent_a_short_message(people, mailoutbox, received):
    services.ask_correction(received, people.office_liaison, text=SAID, within=15)
    drain(20)
    assert not Message.objects.exists() and not mailoutbox


@pytest.fixture
def by_mail(people):
    told = TOLD | {"person": PERSON | {"contact": "situ@example.org"}}
    return services.submit(**told).application


def test_who_left_an_address_is_mailed_the_same(people, sms, by_mail, mailoutbox):
    services.ask_correction(by_mail, people.office_liaison, text=SAID, within=15)
    row = OutboxRow.objects.get(job=news.MAIL)
    assert row.payload == {"application": by_mail.pk}  # the address stands in no row of the outbox
    drain(20)
    (mail,) = mailoutbox
    assert mail.to == ["situ@example.org"]
    assert by_mail.number in mail.body and "/interaction/status/" in mail.body
    assert SAID not in mail.body and PERSON["name"] not in mail.body
    assert not Message.objects.exists()


def test_what_was_erased_meanwhile_is_not_mailed(people, by_mail, mailoutbox):
    services.ask_correction(by_mail, people.office_liaison, text=SAID, within=15)
    services.withdraw(by_mail)
    services.erase(by_mail, people.office_liaison)
    drain(20)
    assert not mailoutbox
