"""Messages are kept once and carried out in their order; what can't be is a dead letter that stops no other subject."""

import pytest
from django.db import OperationalError

from interaction import services
from interaction.exchange import connectors, incoming, parties
from interaction.exchange.errors import Failed
from interaction.models import Message, Ticket
from interaction.ticket_kinds import COMPLAINT, PETITION
from interaction.transports.http import Http
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
    assert "内容不同" in Message.objects.get(direction="in").error


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


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_beyond_the_calendar_is_a_dead_letter(complaint, at):
    arrives(complaint, 1, "accepted", {"at": at})
    assert states() == {"m1": "dead"}


def breaks(incoming):
    raise ZeroDivisionError(incoming.body["reason"])


def test_whatever_a_message_makes_a_party_do_is_a_dead_letter(complaint, monkeypatch, caplog):
    monkeypatch.setitem(parties._ACTS, "declined", lambda ticket, incoming: breaks(incoming))
    arrives(complaint, 1, "declined", {"reason": "张三丰的隐私"})
    message = Message.objects.get(direction="in")
    assert (message.state, message.error) == ("dead", "意外错误：ZeroDivisionError")
    assert "ZeroDivisionError" in caplog.text and "张三丰" not in caplog.text


def test_a_database_that_fails_buries_nothing(complaint, monkeypatch):
    def fails(ticket, incoming):
        raise OperationalError("database is locked")

    monkeypatch.setitem(parties._ACTS, "declined", fails)
    with pytest.raises(OperationalError):
        arrives(complaint, 1, "declined", {"reason": "不受理"})


def row(ticket, name, sequence, event, body):
    return {"id": name, "subject": ticket.number, "sequence": sequence, "event": event, "body": body}


def test_a_message_that_cannot_be_read_stops_its_own_subject_only(people, petitions, complaint, monkeypatch):
    """Over HTTP: it is a dead letter under its id, what follows about it waits, and the other complaint goes on."""
    other = services.submit(kind=COMPLAINT, **TOLD).ticket
    rows = [
        row(complaint, "bad", 1, "declined", {"reason": "\ud800"}),
        row(complaint, "next", 2, "accepted", ACCEPTED),
        row(other, "good", 1, "accepted", ACCEPTED),
        "nonsense",
    ]
    monkeypatch.setattr(Http, "__init__", lambda self: None)
    monkeypatch.setattr(Http, "_call", lambda self, method, path, content=None: {"messages": rows})
    acknowledged = []
    monkeypatch.setattr(Http, "acknowledge", lambda self, ids: acknowledged.extend(ids))
    incoming.fetch_waiting(connectors.of(PETITION), Http())
    assert states() == {"bad": "dead", "next": "waiting", "good": "applied"}
    assert set(acknowledged) == {"bad", "next", "good"}
    assert Notice.objects.filter(person=petitions.liaison, text__contains="无法处理").exists()
    incoming.lay_aside(Message.objects.get(message_id="bad"))
    assert states() == {"bad": "dropped", "next": "applied", "good": "applied"}


def test_an_answer_with_no_envelope_at_all_is_a_failure(monkeypatch):
    monkeypatch.setattr(Http, "__init__", lambda self: None)
    monkeypatch.setattr(Http, "_call", lambda self, method, path, content=None: {"messages": ["nonsense", {}]})
    with pytest.raises(Failed):
        Http().fetch(10)
