"""A destroyed key isn't in any file of the database any more (law 7)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection, transaction

from interaction import crypto
from interaction.applications.models import ApplicationKey
from interaction.models import KeyRow, Ticket
from interaction.services import submit
from interaction.services.erasing import erase_text
from portal.sealing import traces
from tests import factories
from tests.interaction.conftest import QUESTION

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("O1"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="files of SQLite are looked at"),
]


def stored() -> bytes:
    """Everything in the files of the database."""
    name = connection.settings_dict["NAME"]
    return b"".join(path.read_bytes() for path in (Path(name), Path(f"{name}-wal")) if path.exists())


@pytest.fixture
def tickets():
    factories.make_department()
    return [submit(**QUESTION, wish_public=False).ticket for _number in range(12)]


def wrapped(field: str = "wrapped") -> dict[int, bytes]:
    return {row.pk: bytes(getattr(row, field)) for row in KeyRow.objects.all()}


def test_keys_are_gone_from_the_file_and_its_log_once_they_are_destroyed(tickets):
    before = wrapped()
    assert all(key in stored() for key in before.values())
    gone = [ticket.pk for ticket in tickets[:11]]
    with transaction.atomic():
        crypto.destroy(KeyRow.objects.filter(pk__in=gone), "wrapped", "wrapped_text")
    kept = stored()
    assert [pk for pk in gone if before[pk] in kept] == []
    assert before[tickets[11].pk] in kept


def test_so_is_the_key_of_a_text_that_is_erased_before_its_result(tickets):
    before = wrapped("wrapped_text")
    with transaction.atomic():
        erase_text(Ticket.objects.get(pk=tickets[0].pk))
    assert before[tickets[0].pk] not in stored() and before[tickets[1].pk] in stored()


def test_who_reads_what_was_before_is_not_waited_for_long(tickets):
    before = wrapped()
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM interaction_keyrow").fetchall()
        with transaction.atomic():
            crypto.destroy(KeyRow.objects.all(), "wrapped", "wrapped_text")
        assert traces.remove() is False
        reader.execute("ROLLBACK")
    assert traces.remove() is True  # the worker's next round
    assert [key for key in before.values() if key in stored()] == []


def test_nothing_is_removed_of_what_is_taken_back(tickets, monkeypatch):
    called = []
    monkeypatch.setattr(traces, "remove", lambda: called.append(1))
    with transaction.atomic():
        crypto.destroy(ApplicationKey.objects.all(), "wrapped")
        transaction.set_rollback(True)
    assert not called
