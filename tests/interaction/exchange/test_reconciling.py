"""Both sides are compared by what the other one lists, however much has come in the years before."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interaction import services
from interaction.exchange import connectors, envelopes, incoming, outgoing, reconciling
from interaction.models import Message
from interaction.ticket_kinds import COMPLAINT, PETITION
from portal.addons.types import Envelope

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S6")]


class Listing:
    """The other side, as it lists what it sent."""

    def __init__(self, sent):
        self.sent = sent

    def listing(self, days):
        return {"received": {}, "sent": self.sent}


@pytest.fixture
def here(people, petitions):
    found = [Envelope(f"m{at}", f"TS-{at}", 1, "accepted", {"at": "昨天"}) for at in range(5)]
    for envelope in found:
        incoming.take(connectors.of(PETITION), envelope)
    return found


def test_missing_and_different_messages_are_found(here):
    sent = {envelope.id: envelopes.digest(envelope) for envelope in here[:3]} | {"m1": "0" * 64, "never-seen": "1" * 64}
    report = reconciling.reconcile(connectors.of(PETITION), Listing(sent))
    assert report == {"missing_there": [], "missing_here": ["never-seen"], "different": ["m1"]}


@pytest.mark.parametrize("listed", [0, 2, 700])
def test_no_more_is_read_than_is_listed(here, monkeypatch, listed):
    monkeypatch.setattr(reconciling, "LOOKED_UP", 300)
    sent = {f"m{at}": "0" * 64 for at in range(listed)}
    with CaptureQueriesContext(connection) as queries:
        report = reconciling.reconcile(connectors.of(PETITION), Listing(sent))
    incoming_ones = [query["sql"] for query in queries if "'in'" in query["sql"] and "SELECT" in query["sql"]]
    assert len(incoming_ones) == -(-listed // 300)
    assert all('"message_id" IN' in sql for sql in incoming_ones)
    assert len(report["different"]) == min(listed, Message.objects.count())


def test_what_was_carried_by_hand_is_not_sent_again_once_the_system_is_connected(petitions):
    for _each in range(2):
        services.submit(kind=COMPLAINT, name="某某", contact="", subject="投诉", text="内容")
    by_hand, lost = Message.objects.order_by("pk")
    outgoing.taken(by_hand, "信访局收文 12 号", confirmed=True)
    outgoing.taken(lost)
    report = reconciling.reconcile(connectors.of(PETITION), Listing({}), timedelta(0))
    assert report["missing_there"] == [lost.message_id]
    assert [row.state for row in Message.objects.order_by("pk")] == [Message.State.CONFIRMED, Message.State.PENDING]
