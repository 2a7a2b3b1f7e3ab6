"""Messages are sent until they are acknowledged; one that is refused while others pass is a dead letter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interaction import services
from interaction.exchange import connectors, envelopes, jobs, outgoing, reconciling
from interaction.exchange.errors import Failed, NotTaken
from interaction.models import Connector, Message
from interaction.ticket_kinds import COMPLAINT, PETITION
from portal.outbox.models import OutboxRow
from tests.interaction.test_complaints import TOLD

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S6")]


class Side:
    """The other side as a test wants it."""

    def __init__(self):
        self.held, self.down, self.refuses, self.lies = {}, False, set(), False
        self.drops = set()

    def send(self, found):
        if self.down:
            raise Failed("down")
        for envelope in found:
            if envelope.id in self.drops:
                raise Failed("no answer")
            if envelope.id in self.refuses:
                raise NotTaken("no")
            if not self.lies:
                self.held[envelope.id] = envelopes.digest(envelope)
        return {envelope.id: envelopes.digest(envelope) for envelope in found}

    def fetch(self, limit):
        if self.down:
            raise Failed("down")
        return []

    def acknowledge(self, ids):
        return None

    def receipts(self):
        return {}

    def listing(self, days):
        return {"received": dict(self.held), "sent": {}}


@pytest.fixture
def connector(people, petitions):
    found = connectors.of(PETITION)
    found.transport, found.is_active, found.url = "http", True, "https://petition.example"
    found.save()
    return found


@pytest.fixture
def complaint(connector):
    return services.submit(kind=COMPLAINT, **TOLD).ticket


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_the_row_for_the_worker_holds_ids_only(complaint):
    row = OutboxRow.objects.get(job=connectors.JOB)
    assert row.payload == {"connector": connectors.of(PETITION).pk}


def test_downtime_makes_no_dead_letters_however_long(connector, complaint):
    side = Side()
    side.down = True
    for _ in range(50):
        jobs.exchange(connector, side)
    assert states() == ["pending"]
    side.down = False
    jobs.exchange(connector, side)
    assert states() == ["taken"]


def test_an_outage_doesn_t_count_against_one_that_had_failed_while_others_passed(connector, complaint):
    services.add(complaint, "补充")
    side, first = Side(), Message.objects.order_by("pk")[0]
    side.drops = {first.message_id}
    jobs.exchange(connector, side)
    assert states() == ["pending", "taken"]
    side.down = True
    for _ in range(50):
        jobs.exchange(connector, side)
    first.refresh_from_db()
    assert (first.state, first.attempts) == ("pending", 1)


def test_one_that_gets_no_answer_while_others_pass_becomes_a_dead_letter(connector, people):
    side = Side()
    first = services.submit(kind=COMPLAINT, **TOLD).ticket.messages.get()
    side.drops = {first.message_id}
    for turn in range(outgoing.MOST_ATTEMPTS):
        assert first.state == "pending", f"after {turn} turns"
        services.submit(kind=COMPLAINT, **TOLD)
        jobs.exchange(connector, side)
        first.refresh_from_db()
    assert first.state == "dead"


def test_it_rests_longer_each_time_at_most_ten_minutes(connector):
    waits = []
    for _ in range(8):
        connectors.not_reached(connector, Failed("down"))
        waits.append(round((connector.rests_until - timezone.now()).total_seconds()))
    assert waits[:3] == [30, 60, 120] and waits[-1] == 600
    connectors.reached(connector)
    assert not Connector.objects.get(pk=connector.pk).is_resting()


def test_one_that_is_refused_while_others_pass_becomes_a_dead_letter_and_can_be_retried(connector, complaint):
    side = Side()
    message = Message.objects.get()
    side.refuses = {message.message_id}
    for _ in range(outgoing.MOST_ATTEMPTS):
        outgoing.send_waiting(connector, side)
    assert states() == ["dead"]
    side.refuses = set()
    outgoing.send_again(message)
    outgoing.send_waiting(connector, side)
    assert states() == ["taken"]


def test_a_lying_acknowledgement_is_found_and_the_message_sent_again(connector, complaint):
    side = Side()
    side.lies = True
    outgoing.send_waiting(connector, side)
    assert states() == ["taken"]
    side.lies = False
    report = reconciling.reconcile(connector, side, timedelta(0))
    assert report["missing_there"] == [Message.objects.get().message_id]
    assert states() == ["pending"]
    outgoing.send_waiting(connector, side)
    assert reconciling.is_empty(reconciling.reconcile(connector, side, timedelta(0)))
    assert states() == ["confirmed"]


def test_another_content_over_there_is_reported(connector, complaint):
    side = Side()
    outgoing.send_waiting(connector, side)
    side.held = dict.fromkeys(side.held, "0" * 64)
    report = reconciling.reconcile(connector, side, timedelta(0))
    assert report["different"] == [Message.objects.get().message_id]
    assert states() == ["taken"]


def test_a_message_about_a_ticket_has_the_next_sequence(complaint):
    services.add(complaint, "补充一点")
    services.withdraw(complaint)
    assert list(Message.objects.order_by("sequence").values_list("sequence", "event")) == [
        (1, "complaint"), (2, "addition"), (3, "withdrawal"),
    ]  # fmt: skip
