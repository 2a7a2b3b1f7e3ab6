"""A duty that rests with no unit at the moment is told in words; nothing gets lost meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from interaction import functions, permissions, services
from interaction.exchange import connectors, incoming
from interaction.models import Message, Ticket
from interaction.ticket_kinds import COMPLAINT, HALL
from portal.addons.types import Envelope
from portal.approvals.errors import ActRefused
from portal.notices.models import Notice
from portal.organisation.models import Function, FunctionAssignment
from tests.interaction.test_complaints import TOLD

pytestmark = [pytest.mark.django_db, pytest.mark.clause("G2")]


@pytest.fixture
def complaint(people):
    return services.submit(kind=COMPLAINT, **TOLD).ticket


def test_the_office_is_told_of_a_complaint_that_no_petition_office_takes(people, complaint):
    assert Notice.objects.filter(person=people.office_liaison, text__contains=complaint.number).exists()
    assert not permissions.can_read(complaint, people.office_liaison)  # of its number only


def test_erasing_without_a_petition_office_is_refused_in_words(people, complaint):
    services.withdraw(complaint)
    with pytest.raises(ActRefused, match="信访办"):
        services.erase(Ticket.objects.get(), people.office_liaison)


def test_the_command_sets_such_complaints_aside_and_tells_the_office(people, complaint, ticket, capsys):
    services.withdraw(complaint)
    services.withdraw(ticket)
    Notice.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(days=settings.GONGKAI["TICKET_RETENTION_DAYS"] + 1)):
        call_command("erase_tickets", person=people.office_liaison.username)
    assert Ticket.objects.get(pk=ticket.pk).erased_at
    assert Ticket.objects.get(pk=complaint.pk).erased_at is None
    assert "1" in capsys.readouterr().err
    assert Notice.objects.filter(person=people.office_liaison).count() == 1


@pytest.mark.parametrize("function", [Function.OFFICE, Function.PETITION_OFFICE])
def test_a_vacant_duty_is_no_error_of_the_program(people, function):
    FunctionAssignment.objects.all().delete()
    assert functions.is_vacant(function)
    assert functions.people_of(function) == []
    with pytest.raises(ActRefused):
        functions.unit_with(function)


def test_what_comes_in_while_there_is_no_office_waits_as_a_dead_letter(people):
    FunctionAssignment.objects.all().delete()
    envelope = Envelope("m1", "H1", 1, "consultation", {"subject": "登记", "text": "几天办完？"})
    assert incoming.take(connectors.of(HALL), envelope, people.registration_liaison)
    assert Message.objects.get().state == Message.State.DEAD
