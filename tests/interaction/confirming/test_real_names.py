"""A real-name check elsewhere: yes or no, and nothing of name and number stays (clause S2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from interaction import limits
from interaction.confirming import codes, real_names
from interaction.confirming.real_names import IDENTITY, Answer
from interaction.exchange import connectors, incoming, jobs
from interaction.models import Message, RealNameCheck
from portal.addons.types import Envelope
from tests.interaction.exchange.test_outgoing import Side
from tests.interaction.test_privacy import dump
from tests.plugins.portal import empty_caches

from .conftest import written

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S2")]
NAME, IDENTITY_NUMBER = "慕容秋水", "11010519491231002X"


@pytest.fixture(autouse=True)
def clean():
    empty_caches()


def asked(name=NAME, number=IDENTITY_NUMBER, address="192.0.2.1"):
    real_names.ask(name, number, "vote", address)


def answered(yes: object, event: str = "checked"):
    check = RealNameCheck.objects.get()
    incoming.take(connectors.of(IDENTITY), Envelope(f"a-{check.name}", check.name, 1, event, {"yes": yes}))


def answer(name=NAME, number=IDENTITY_NUMBER) -> str:
    return real_names.answer_of(name, number, "vote")


@pytest.mark.parametrize(("yes", "found"), [(True, Answer.YES), (False, Answer.NO)])
def test_only_the_answer_comes_back(checking, yes, found):
    assert answer() == ""
    asked()
    assert answer() == Answer.WAITING
    answered(yes)
    assert answer() == found
    assert answer(name="别人") == ""


@pytest.mark.parametrize("yes", ["true", 1, None])
def test_what_is_neither_yes_nor_no_is_a_dead_letter(checking, yes):
    asked()
    answered(yes)
    assert answer() == Answer.WAITING
    assert Message.objects.get(direction="in").state == Message.State.DEAD


@pytest.mark.parametrize("number", ["", "110105194912310021", "12345"])
def test_a_number_that_can_not_be_is_not_sent(checking, number):
    with pytest.raises(codes.NotSent):
        asked(number=number)
    assert not Message.objects.exists()


def test_two_presses_ask_once(checking):
    asked()
    asked(number=IDENTITY_NUMBER.lower())
    assert Message.objects.count() == 1


def test_one_address_asks_few(checking):
    for at in range(limits.REAL_NAMES.count):
        asked(name=f"某{at}")
    with pytest.raises(codes.NotSent):
        asked(name="再一个")


def test_an_answer_is_valid_for_half_an_hour_and_then_gone(checking):
    asked()
    answered(True)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert answer() == ""
        assert real_names.forget() == 1


@pytest.mark.django_db(transaction=True)
def test_name_and_number_stand_nowhere_and_are_gone_once_sent(checking):
    asked()
    assert [body["name"] for body in written()] == [NAME]
    jobs.exchange(checking, Side())
    answered(True)
    assert written() == []
    found = dump()
    assert NAME not in found and IDENTITY_NUMBER not in found
    assert {bytes(message.sealed_body) for message in Message.objects.all()} == {b""}


def test_without_a_connector_nobody_is_checked(db):
    with pytest.raises(codes.NotSent):
        asked()
