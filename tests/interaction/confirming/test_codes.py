"""A code by telephone: six digits, ten minutes, few tries, few codes; the number stays nowhere (clause S2)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from interaction import limits
from interaction.confirming import codes, telephones
from interaction.confirming.telephones import SMS
from interaction.exchange import connectors, jobs, outgoing
from interaction.models import Message, PhoneCode
from tests.interaction.exchange.test_outgoing import Side
from tests.interaction.test_privacy import dump
from tests.plugins.portal import empty_caches

from .conftest import written

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S2")]
NUMBER = "13912345678"


@pytest.fixture(autouse=True)
def clean():
    empty_caches()


def code_sent() -> str:
    return re.search(r"[0-9]{6}", written()[-1]["text"]).group()


def sent(number=NUMBER, address="192.0.2.1") -> str:
    codes.send(number, "vote", address)
    return code_sent()


@pytest.mark.parametrize("text", [NUMBER, "139 1234 5678", "+86 139-1234-5678", "0086 13912345678"])
def test_however_it_is_written_it_is_one_number(text):
    assert telephones.normal_number(text) == NUMBER


@pytest.mark.parametrize("text", ["", "12345678901", "139123456789", "0571-87654321", "ouyang@example.org"])
def test_what_is_no_mobile_number_gets_no_code(sms, text):
    with pytest.raises(codes.NotSent):
        codes.send(text, "vote", "192.0.2.1")
    assert not Message.objects.exists()


def test_the_right_code_counts_once(sms):
    code = sent()
    assert codes.use("+86" + NUMBER, "vote", f"{code[:3]} {code[3:]}")
    assert not codes.use(NUMBER, "vote", code)


def test_it_is_of_one_number_and_one_purpose(sms):
    code = sent()
    assert not codes.use("13912345679", "vote", code)
    assert not codes.use(NUMBER, "something else", code)
    assert codes.use(NUMBER, "vote", code)


def test_five_wrong_tries_end_it(sms):
    code = sent()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _try in range(codes.MOST_TRIES):
        assert not codes.use(NUMBER, "vote", wrong)
    assert not codes.use(NUMBER, "vote", code)


def test_it_is_valid_for_ten_minutes(sms):
    code = sent()
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        assert not codes.use(NUMBER, "vote", code)


def test_a_new_code_ends_the_one_before(sms):
    first = sent()
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        second = sent()
        assert first == second or not codes.use(NUMBER, "vote", first)
        assert codes.use(NUMBER, "vote", second)


def test_one_number_gets_one_a_minute_and_five_an_hour(sms):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as traveller:
        sent()
        with pytest.raises(codes.NotSent):
            sent()
        for _code in range(codes.MOST_AN_HOUR - 1):
            traveller.shift(timedelta(minutes=2))
            sent(address=f"192.0.2.{_code + 2}")
        traveller.shift(timedelta(minutes=2))
        with pytest.raises(codes.NotSent):
            sent(address="192.0.2.99")
        traveller.shift(timedelta(minutes=60))
        sent()


def test_one_address_gets_few_whatever_the_number(sms):
    for at in range(limits.PHONE_CODES.count):
        sent(f"139000000{at:02d}")
    with pytest.raises(codes.NotSent):
        sent("13900000099")
    sent("13900000099", "192.0.2.2")


def test_without_a_connector_nothing_is_sent(db):
    assert not telephones.is_connected()
    with pytest.raises(codes.NotSent):
        sent()
    assert not PhoneCode.objects.exists()


def test_after_it_was_sent_number_and_code_are_gone(sms):
    sent()
    message, side = Message.objects.get(), Side()
    jobs.exchange(sms, side)
    assert list(side.held) == [message.message_id]
    message.refresh_from_db()
    assert (bytes(message.sealed_body), message.digest) == (b"", "")
    assert outgoing.envelope_of(message) is None


@pytest.mark.django_db(transaction=True)
def test_nowhere_does_the_number_stand_in_clear(sms):
    code = sent()
    assert NUMBER not in dump()
    codes.use(NUMBER, "vote", code)
    assert NUMBER not in dump()


def test_what_could_not_be_sent_while_it_was_valid_is_not_sent_later(sms):
    sent()
    side = Side()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        jobs.exchange(connectors.of(SMS), side)
    assert side.held == {}
    message = Message.objects.get()
    assert (message.state, bytes(message.sealed_body)) == (Message.State.DROPPED, b"")


def test_nothing_of_it_is_kept_for_long(sms):
    sent()
    with time_machine.travel(timezone.now() + timedelta(minutes=59)):
        assert codes.forget() == 0
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert codes.forget() == 1
        assert outgoing.wipe_unsent() == 1
    assert written() == []
