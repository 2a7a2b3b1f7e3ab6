"""Short messages and checks through a watched folder: written once, and nothing of them stays with us."""

from __future__ import annotations

import json
import os
import time

import pytest

from interaction.confirming import codes, real_names
from interaction.confirming.real_names import IDENTITY
from interaction.confirming.telephones import SMS
from interaction.exchange import connectors, jobs
from interaction.models import Message
from interaction.transports.folder import Folder
from tests.plugins.portal import empty_caches

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S2")]
NAME, NUMBER = "慕容秋水", "11010519491231002X"


@pytest.fixture
def by_folder(settings, tmp_path):
    """Return a function that connects a party by a folder."""
    empty_caches()
    settings.GONGKAI = {**settings.GONGKAI, "EXCHANGE_DIR": tmp_path}

    def connect(party):
        found = connectors.of(party)
        found.transport, found.folder, found.is_active = "folder", party, True
        found.save()
        Folder(found)
        return found

    return connect


def put(folder, name, content):
    path = folder / name
    path.write_text(json.dumps(content))
    os.utime(path, (time.time() - 10, time.time() - 10))


def test_a_code_is_written_once_and_its_receipt_settles_it(by_folder, tmp_path):
    connector = by_folder(SMS)
    codes.send("13912345678", "vote", "192.0.2.1")
    for _turn in range(2):
        assert jobs.exchange(connector, Folder(connector))
    (path,) = (tmp_path / SMS / "out").iterdir()
    written = json.loads(path.read_text())
    assert written["body"]["to"] == "13912345678"
    message = Message.objects.get()
    assert (message.state, bytes(message.sealed_body)) == (Message.State.WRITTEN, b"")
    put(tmp_path / SMS / "receipts", f"{message.message_id}.json", {"id": message.message_id, "digest": "x"})
    assert jobs.exchange(connector, Folder(connector))
    assert Message.objects.get().state == Message.State.TAKEN


def test_a_check_is_asked_and_answered_by_files(by_folder, tmp_path):
    connector = by_folder(IDENTITY)
    real_names.ask(NAME, NUMBER, "vote", "192.0.2.1")
    assert jobs.exchange(connector, Folder(connector))
    (path,) = (tmp_path / IDENTITY / "out").iterdir()
    asked = json.loads(path.read_text())
    assert (asked["body"]["name"], asked["body"]["identity"]) == (NAME, NUMBER)
    answer = {"id": "a1", "subject": asked["subject"], "sequence": 1, "event": "checked", "body": {"yes": True}}
    put(tmp_path / IDENTITY / "in", "a1.json", answer)
    assert jobs.exchange(connector, Folder(connector))
    assert real_names.answer_of(NAME, NUMBER, "vote") == "yes"
    assert {bytes(message.sealed_body) for message in Message.objects.all()} == {b""}


def test_nothing_is_compared_with_the_other_side(by_folder):
    connector = by_folder(SMS)
    codes.send("13912345678", "vote", "192.0.2.1")
    assert jobs.exchange(connector, Folder(connector))
    jobs.reconcile_all({})
    connector.refresh_from_db()
    assert connector.reconciled_at is None  # else what was written would be sent again
    assert Message.objects.get().state == Message.State.WRITTEN
