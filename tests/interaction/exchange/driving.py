"""Driving portal and counterpart through a number of messages, and comparing their databases row by row."""

from __future__ import annotations

import http.client
import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import time_machine
from django.conf import settings

from interaction import services
from interaction.exchange import connectors, jobs, outgoing, reconciling
from interaction.models import Connector, Message, Ticket
from interaction.ticket_kinds import COMPLAINT, CONSULTATION, PETITION
from portal.oa import outgoing as calls
from portal.outbox import periodic
from portal.outbox.services import drain

SECRET = "a secret that both sides know, of some length"
START = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
TOO_SLOW = 0.25  # how long the counterpart sleeps over a request that is too slow
PATIENCE = 0.15  # how long the portal waits for an answer here
MOST_ROUNDS = 400


class Counterpart:
    """The other side's process."""

    def __init__(self, database: Path, seed: int, faults: float) -> None:
        program = Path(__file__).with_name("counterpart.py")
        command = [sys.executable, str(program), "--database", str(database), "--secret", SECRET]
        command += ["--seed", str(seed), "--faults", str(faults), "--too-slow", str(TOO_SLOW)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.database = database

    def control(self, **values: Any) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("POST", "/_control", json.dumps(values))
        found: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return found

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.database) as base:
            return base.execute(query).fetchall()

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@contextmanager
def counterpart(database: Path, seed: int, faults: float) -> Iterator[Counterpart]:
    """Run the other side; the portal may call it, and doesn't wait long for it."""
    side = Counterpart(database, seed, faults)
    knobs = {**settings.GONGKAI, "OA_PLAIN_HTTP_HOSTS": ["127.0.0.1"]}
    try:
        with patch.object(settings, "GONGKAI", knobs), patch.object(calls, "SECONDS", PATIENCE):
            yield side
    finally:
        side.end()


def connect(side: Counterpart, party: str = PETITION) -> Connector:
    """Set up the portal's connector to a system."""
    found = connectors.of(party)
    found.transport, found.is_active = "http", True
    found.url, found.key_id = f"http://127.0.0.1:{side.port}", "portal"
    connectors.keep_secret(found, SECRET)
    found.clean()
    found.save()
    return found


def run(
    side: Counterpart, messages: int, seed: int, *, hour_down: bool = False, party: str = PETITION
) -> dict[str, Any]:
    """Let ``messages`` messages go both ways under faults, the clock moved minute by minute; return the figures.

    With the petition system complaints are told, with the OA system consultations.
    """
    chance, connector = random.Random(seed), connect(side, party)
    kind = COMPLAINT if party == PETITION else CONSULTATION
    complaints = messages * 3 // 10
    additions = messages // 10
    clock = START
    with time_machine.travel(clock, tick=True) as traveller:
        _tell(chance, kind, complaints, additions, turn=lambda: _minute(traveller))
        if hour_down:
            side.control(down=True)
            _tell(chance, kind, 20, 5, turn=lambda: None)
            for _step in range(60):
                _minute(traveller)
            assert not Message.objects.filter(state=Message.State.DEAD).exists()
            side.control(down=False)
        rounds = _until_quiet(traveller, connector)
        faults = side.control(faults=0.0)["counts"]
        _until_quiet(traveller, connector)
        report = reconciling.reconcile(connector, connectors.open_session(connector), timedelta(0))
    return {"rounds": rounds, "faults": faults, "report": report, "messages": Message.objects.count()}


def _tell(chance: random.Random, kind: str, complaints: int, additions: int, turn: Any) -> None:
    for at in range(complaints):
        text = f"第 {at} 件投诉的内容 {chance.random()}"
        told = {"name": "某某", "contact": "13800000000", "subject": f"投诉 {at}", "text": text}
        ticket = services.submit(kind=kind, **told).ticket
        if at < additions:
            services.add(ticket, f"补充 {at}")
        if at % 25 == 24:
            turn()


def _minute(traveller: Any) -> None:
    """A minute passes: what is periodic comes round, and the worker carries out what is due."""
    traveller.shift(timedelta(seconds=61))
    periodic.put_due()
    drain(100)


def _until_quiet(traveller: Any, connector: Connector) -> int:
    """Let minutes pass until every message is settled on both sides."""
    for at in range(MOST_ROUNDS):
        _minute(traveller)
        if at % 5 == 4:
            jobs.reconcile_all({})
            connector.refresh_from_db()
            if _is_quiet() and connector.reconciled_at and reconciling.is_empty(connector.report):
                return at + 1
    raise AssertionError(f"not settled after {MOST_ROUNDS} minutes: {_unsettled()}")


def _is_quiet() -> bool:
    return not _unsettled()


def _unsettled() -> dict[str, int]:
    settled = (Message.State.CONFIRMED, Message.State.APPLIED)
    found: dict[str, int] = {}
    for state in Message.objects.exclude(state__in=settled).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    waiting = Ticket.objects.exclude(state__in=("answered", "declined")).count()
    return found | ({"tickets": waiting} if waiting else {})


def differences(side: Counterpart) -> list[str]:
    """Compare both databases row by row; return what differs."""
    found: list[str] = []
    theirs = {row[0]: row[1:] for row in side.rows("SELECT number, text, state, additions, times FROM tickets")}
    ours = {ticket.number: ticket for ticket in Ticket.objects.all()}
    if theirs.keys() != ours.keys():
        found.append(f"tickets on one side only: {theirs.keys() ^ ours.keys()}")
    for number in theirs.keys() & ours.keys():
        text, state, additions, times = theirs[number]
        told = _told(ours[number])
        mine = (told, ours[number].state, ours[number].notes.filter(kind="added").count(), 1)
        if (text, state, additions, times) != mine:
            found.append(f"{number}: {(text, state, additions, times)} there, {mine} here")
    for direction, table in ((Message.Direction.OUT, "received"), (Message.Direction.IN, "sent")):
        there = set(side.rows(f"SELECT id, subject, sequence, event, digest FROM {table}"))
        here = {_row(message) for message in Message.objects.filter(direction=direction).select_related("ticket")}
        found += [f"{table}: {row}" for row in there ^ here]
    return found


def _told(ticket: Ticket) -> str:
    from interaction import reading

    told = reading.told(ticket)
    return told.text if told else ""


def _row(message: Message) -> tuple[Any, ...]:
    from interaction.exchange import envelopes

    envelope = outgoing.envelope_of(message)
    digest = envelopes.digest(envelope) if envelope else ""
    return (message.message_id, message.subject, message.sequence, message.event, digest)
