"""The door: who guesses is shut out for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from portal.organisation import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(client, site):
    """Sign in as somebody; say whether that worked."""
    head = site.department.office.head
    head.set_password("right password")
    head.save()

    def knock(password: str, username: str = head.username, address: str = "203.0.113.1") -> bool:
        client.logout()
        data = {"username": username, "password": password}
        return client.post(reverse("wagtailadmin_login"), data, REMOTE_ADDR=address).status_code == 302

    return knock


def test_the_right_password_opens(door):
    assert not door("wrong") and door("right password")


def test_after_many_wrong_ones_not_even_the_right_one_does_for_a_while(door):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for number in range(sign_in.WRONG_PASSWORDS.count):
            assert not door("wrong", address=f"203.0.113.{number}")
        assert not door("right password", address="198.51.100.1")
        clock.move_to(start + timedelta(seconds=sign_in.WRONG_PASSWORDS.seconds + 1))
        assert door("right password")


def test_one_address_does_not_try_many_accounts(door, monkeypatch):
    monkeypatch.setattr(sign_in, "WRONG_PASSWORDS_OF_ADDRESS", sign_in.Limit("test-address", 3, 900))
    for number in range(3):
        assert not door("wrong", username=f"somebody-{number}")
    assert not door("right password")
    assert door("right password", address="203.0.113.2")
