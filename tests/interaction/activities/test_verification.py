"""What an activity closed with is what it holds for good: no ballot slips in after the digest (clause S2, law 2).

Here on SQLite; ``test_on_postgresql`` runs what happens at the same instant on a PostgreSQL server.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from interaction.activities import entries, services, voting
from interaction.activities.admission import NotTaken
from interaction.activities.models import Ballot, Entry
from interaction.activities.verification import verify
from portal.approvals.ledger.models import Entry as LedgerEntry

from .conftest import person

pytestmark = pytest.mark.clause("S2")
PATIENCE = 60


def begun(act: Callable[[], Any], results: list[Any]) -> threading.Thread:
    """Begin an act in a thread of its own; what it returns or raises is put into ``results``."""

    def run() -> None:
        try:
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def held_in(monkeypatch: pytest.MonkeyPatch, name: str) -> tuple[threading.Event, threading.Event]:
    """Let a function of ``voting`` wait: return what it sets when it is reached, and what lets it go on."""
    reached, go_on, own = threading.Event(), threading.Event(), getattr(voting, name)

    def waits(*arguments: Any) -> Any:
        reached.set()
        go_on.wait(PATIENCE)
        return own(*arguments)

    monkeypatch.setattr(voting, name, waits)
    return reached, go_on


@pytest.mark.django_db(transaction=True)
def test_a_ballot_that_found_the_vote_running_is_in_the_digest(make, monkeypatch):
    vote = make("vote")
    reached, go_on = held_in(monkeypatch, "clean_pick")
    cast: list[Any] = []
    closed: list[Any] = []
    casting = begun(lambda: voting.cast(vote, person(vote, "甲"), ["k1"]), cast)
    assert reached.wait(PATIENCE)
    closing = begun(lambda: services.close(vote, vote.closes_at), closed)
    closing.join(1)
    assert closing.is_alive()  # it waits for the ballot
    go_on.set()
    casting.join(PATIENCE), closing.join(PATIENCE)
    assert isinstance(cast[0], Ballot) and closed == [True]
    assert LedgerEntry.objects.get(act="activity.closed").data["ballots"] == 1 and list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_a_ballot_that_comes_while_a_vote_is_closed_is_not_taken(make, monkeypatch):
    vote = make("vote")
    reached, go_on = held_in(monkeypatch, "ballots_digest")
    cast: list[Any] = []
    closed: list[Any] = []
    closing = begun(lambda: services.close(vote, vote.closes_at), closed)
    assert reached.wait(PATIENCE)
    casting = begun(lambda: voting.cast(vote, person(vote, "甲"), ["k1"]), cast)
    casting.join(1)
    go_on.set()
    closing.join(PATIENCE), casting.join(PATIENCE)
    assert closed == [True] and isinstance(cast[0], NotTaken)
    assert not Ballot.objects.exists() and list(verify()) == []


@pytest.mark.django_db
def test_whatever_is_added_altered_or_taken_away_after_the_end_is_named(make, end, conclude, people):
    vote, asked = make("vote"), make("opinions")
    voting.cast(vote, person(vote, "甲"), ["k1"])
    entries.submit(asked, {"text": "同意", "name": "", "contact": ""})
    vote, asked = end(vote), end(asked)
    out = StringIO()
    call_command("verify_activities", stdout=out)
    assert "2" in out.getvalue()
    with pytest.raises(NotTaken):
        voting.cast(vote, person(vote, "乙"), ["k1"])
    conclude(vote)
    services.erase(vote, people.office_liaison)
    assert list(verify()) == []  # erasing leaves what was closed with
    Entry.objects.filter(activity=asked).update(text_digest="0" * 64)
    assert [problem.number for problem in verify()] == [asked.number]
    Ballot.objects.create(activity=vote, voter="b", address="b", agent="b", pick="k1")
    with pytest.raises(CommandError):
        call_command("verify_activities", stdout=out)
    assert vote.number in out.getvalue() and asked.number in out.getvalue()


@pytest.mark.server
def test_on_postgresql(on_postgresql):
    on_postgresql(Path(__file__))
