"""The connectors of short messages and real-name checks, set up."""

from __future__ import annotations

import pytest

from interaction.confirming.real_names import IDENTITY
from interaction.confirming.telephones import SMS
from interaction.exchange import connectors, outgoing
from interaction.models import Message


def connected(party):
    found = connectors.of(party)
    found.transport, found.is_active, found.url = "http", True, "https://messages.example"
    found.save()
    return found


@pytest.fixture
def sms(db):
    return connected(SMS)


@pytest.fixture
def checking(db):
    return connected(IDENTITY)


def written() -> list[dict]:
    """The messages that wait to be sent, as they will travel."""
    found = [outgoing.envelope_of(message) for message in Message.objects.filter(direction="out").order_by("pk")]
    return [envelope.body for envelope in found if envelope is not None]
