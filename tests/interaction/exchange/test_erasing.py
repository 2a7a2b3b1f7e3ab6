"""Messages of no ticket don't outlive their time: laid aside they are wiped, and what lies there is erased (law 7)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from interaction.exchange import connectors, erasing, incoming, jobs, outgoing
from interaction.models import Message, Ticket
from interaction.ticket_kinds import HALL
from portal.addons.types import Envelope
from portal.approvals.ledger import services as ledger
from portal.approvals.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S4")]
TOLD = {"name": "尉迟清和", "contact": "13800138000", "subject": "补办证书", "text": "证书遗失怎么补办？"}


def arrives(name, number, sequence=1, **body):
    incoming.take(connectors.of(HALL), Envelope(name, number, sequence, "consultation", TOLD | body))
    return Message.objects.get(message_id=name)


def is_readable(message):
    message.refresh_from_db()
    return outgoing.envelope_of(message) is not None


def test_one_that_is_laid_aside_is_wiped(people, window):
    message = arrives("m1", "GD-1", subject="")
    assert message.state == "dead" and is_readable(message)
    incoming.lay_aside(message)
    assert not is_readable(message) and message.state == "dropped"


@pytest.mark.django_db(transaction=True)
def test_what_lies_there_is_erased_when_its_time_is_over(people, window, settings):
    settings.GONGKAI = {**settings.GONGKAI, "TICKET_RETENTION_DAYS": 100}
    dead, early = arrives("m1", "GD-1", subject=""), arrives("m2", "GD-2", 2)
    carried_out = arrives("m3", "GD-3")
    with time_machine.travel(timezone.now() + timedelta(days=99)):
        jobs.erase_messages({})
    assert is_readable(dead) and is_readable(early)
    with time_machine.travel(timezone.now() + timedelta(days=101)):
        young = arrives("m4", "GD-4", subject="")
        jobs.erase_messages({})
    assert not is_readable(dead) and not is_readable(early)
    assert dead.state == early.state == "dropped"
    assert is_readable(carried_out) and is_readable(young)  # the one is erased with its ticket, the other is new
    erased = Entry.objects.filter(act="message.erased").order_by("seq")
    assert [entry.subject for entry in erased] == [dead.subject_key, early.subject_key]
    assert not any(words in str(entry.data) for entry in erased for words in TOLD.values())
    assert [problem for problem in ledger.verify() if problem.seq] == []
    assert erasing.erase_old() == 0


def test_what_waited_behind_it_goes_on(people, window, settings):
    settings.GONGKAI = {**settings.GONGKAI, "TICKET_RETENTION_DAYS": 100}
    arrives("m1", "GD-1", subject="")
    with time_machine.travel(timezone.now() + timedelta(days=101)):
        arrives("m2", "GD-1", 2)
        assert not Ticket.objects.exists()
        jobs.erase_messages({})
    assert Ticket.objects.get().reference == "GD-1"
