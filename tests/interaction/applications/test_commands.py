"""What applicants told is destroyed after the retention period, in the name of somebody of the Office (law 7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from interaction.applications import reading, services
from interaction.applications.models import Application, ApplicationKey
from portal.approvals.ledger.models import Entry
from tests.interaction.applications.conftest import TOLD


def erase(person) -> None:
    call_command("erase_applications", person=person.username, verbosity=0)


def test_what_is_over_is_erased_when_its_time_is_over_and_what_is_open_is_not(people, answered):
    waiting = services.submit(**TOLD).application
    erase(people.office_liaison)
    assert ApplicationKey.objects.count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=settings.GONGKAI["TICKET_RETENTION_DAYS"] + 1)):
        with pytest.raises(CommandError):
            erase(people.registration_liaison)
        erase(people.office_liaison)
    found = Application.objects.get(pk=answered.pk)
    assert found.erased_at and reading.told(found) is None and found.outcome == "provided"
    assert reading.told(Application.objects.get(pk=waiting.pk)) is not None
    assert Entry.objects.get(act="application.erase").actor == people.office_liaison


def test_nobody_answers_for_it_under_an_unknown_name(people):
    with pytest.raises(CommandError):
        call_command("erase_applications", person="nobody-of-that-name", verbosity=0)
