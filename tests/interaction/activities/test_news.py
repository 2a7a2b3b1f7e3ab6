"""Who moves up from a training's waiting list hears of it: number and place to read, nothing of what was told."""

from __future__ import annotations

import pytest

from interaction.activities import entries, news, reading, trainings
from interaction.confirming.telephones import SMS
from interaction.models import Message
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain
from tests.interaction.confirming.conftest import connected, written

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S2")]
NAME = "令狐远山"


@pytest.fixture
def registered(make):
    """Three registrations for two places: the last one waits."""

    def register(contact):
        training = make("training")
        return [entries.submit(training, {"name": NAME, "contact": contact}).entry for _ in range(3)]

    return register


def test_who_left_a_mobile_number_gets_a_short_message(registered):
    connected(SMS)
    first, _second, waits = registered("13900000001")
    trainings.give_up(first)
    (body,) = written()
    assert body["to"] == "13900000001" and waits.number in body["text"] and NAME not in body["text"]


def test_who_left_an_address_is_mailed(registered, mailoutbox):
    first, _second, waits = registered("linghu@example.org")
    trainings.give_up(first)
    assert OutboxRow.objects.get(job=news.MAIL).payload == {"entry": waits.pk}
    drain(20)
    (mail,) = mailoutbox
    assert mail.to == ["linghu@example.org"] and waits.number in mail.body and NAME not in mail.body


def test_nobody_else_hears_anything(registered, mailoutbox):
    connected(SMS)
    _first, _second, waits = registered("13900000001")
    trainings.give_up(waits)  # nobody moves up
    drain(20)
    assert not Message.objects.exists() and not mailoutbox


def test_what_was_given_up_is_not_counted_as_registered(registered):
    first, second, _waits = registered("")
    trainings.give_up(first)
    assert reading.participants(second.activity) == 2
