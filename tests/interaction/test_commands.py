"""What people told is destroyed when the retention period is over (law 7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from interaction.models import Ticket

pytestmark = pytest.mark.django_db


def erase(person) -> None:
    call_command("erase_tickets", person=person.username, verbosity=0)


def test_answered_tickets_are_erased_when_their_time_is_over_by_somebody_of_the_office(people, answered):
    erase(people.office_liaison)
    assert Ticket.objects.get().erased_at is None
    later = timezone.now() + timedelta(days=settings.GONGKAI["TICKET_RETENTION_DAYS"] + 1)
    with time_machine.travel(later, tick=False):
        with pytest.raises(CommandError):
            erase(people.registration_liaison)
        erase(people.office_liaison)
    ticket = Ticket.objects.get()
    assert ticket.erased_at and ticket.data_key is None


def test_nobody_answers_for_it_under_an_unknown_name(people):
    with pytest.raises(CommandError):
        call_command("erase_tickets", person="nobody-of-that-name", verbosity=0)
