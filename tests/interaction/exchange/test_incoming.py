"""Messages are kept once and carried out in their order; what can't be is a dead letter that stops no other subject."""

import pytest

from interaction import services
from interaction.exchange import connectors, incoming
from interaction.models import Message, Ticket
from interaction.ticket_kinds import COMPLAINT, PETITION
from portal.addons.types import Envelope
from portal.notices.models import Notice
from tests.interaction.test_complaints import MONDAY, TOLD

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S6")]
ACCEPTED = {"at": MONDAY.isoformat()}


@pytest.fixture
def complaint(people, petitions):
    return services.submit(kind=COMPLAINT, **TOLD).ticket


def arrives(ticket, sequence, event, body, name=""):
    envelope = Envelope(name or f"m{sequence}", ticket.number, sequence, event, body)
    return incoming.take(connectors.of(PETITION), envelope)


def states() -> dict[str, str]:
    return dict(Message.objects.filter(direction="in").values_list("message_id", "state"))


def test_one_that_comes_too_early_waits_for_those_before_it(complaint):
    arrives(complaint, 2, "result", {"text": "已办结"})
    assert Ticket.objects.get().state == "received"
    assert states() == {"m2": "waiting"}
    arrives(complaint, 1, "accepted", ACCEPTED)
    assert Ticket.objects.get().state == "answered"
    assert states() == {"m1": "applied", "m2": "applied"}


def test_the_same_message_twice_happens_once(complaint):
    assert arrives(complaint, 1, "accepted", ACCEPTED)
    version = Ticket.objects.get().version
    assert not arrives(complaint, 1, "accepted", ACCEPTED)
    assert Ticket.objects.get().version == version
    assert Message.objects.filter(direction="in").count() == 1


def test_another_content_under_a_known_id_changes_nothing_and_is_noted(complaint):
    arrives(complaint, 1, "accepted", ACCEPTED)
    arrives(complaint, 1, "declined", {"reason": "不受理"})
    assert Ticket.objects.get().state == "accepted"
    assert "another content" in Message.objects.get(direction="in").error


def test_a_sequence_is_used_once(complaint):
    arrives(complaint, 1, "accepted", ACCEPTED)
    arrives(complaint, 1, "declined", {"reason": "不受理"}, "other")
    assert states()["other"] == "dead"
    assert Ticket.objects.get().state == "accepted"


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("accepted", {}), ("accepted", {"at": "昨天"}), ("result", {"text": "已办结"}), ("unknown", {}),
        ("declined", {"reason": 5}), ("declined", {"reason": "长" * 5001}),
    ],
)  # fmt: skip
def test_nonsense_is_a_dead_letter_that_holds_nothing_personal(complaint, petitions, event, body):
    Notice.objects.all().delete()
    arrives(complaint, 1, event, body)
    message = Message.objects.get(direction="in")
    assert (message.state, Ticket.objects.get().state) == ("dead", "received")
    assert message.error and "长" not in message.error
    assert Notice.objects.filter(person=petitions.liaison).count() == 1


def test_a_message_about_nobody_is_a_dead_letter(people, petitions):
    envelope = Envelope("m", "TS20200101-0001", 1, "accepted", ACCEPTED)
    incoming.take(connectors.of(PETITION), envelope)
    assert states() == {"m": "dead"}


def test_a_dead_letter_laid_aside_lets_the_next_go_on(complaint):
    arrives(complaint, 1, "unknown", {})
    arrives(complaint, 2, "accepted", ACCEPTED)
    assert Ticket.objects.get().state == "received"
    incoming.lay_aside(Message.objects.get(message_id="m1"))
    assert Ticket.objects.get().state == "accepted"
    assert states() == {"m1": "dropped", "m2": "applied"}


def test_a_dead_letter_is_tried_again(complaint):
    arrives(complaint, 1, "result", {"text": "已办结"})
    message = Message.objects.get(direction="in")
    Ticket.objects.update(state="accepted")
    incoming.try_again(message)
    assert Ticket.objects.get().state == "answered"
