"""A watched folder: whole files only, each message once, tables and JSON; bad files stop no other."""

import json
import os
import time

import pytest

from interaction import services
from interaction.exchange import connectors, envelopes, jobs, outgoing, reconciling
from interaction.models import Message, Ticket
from interaction.ticket_kinds import ERROR, NATIONAL
from interaction.transports.folder import Folder

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S7")]
REPORT = {"id": "n1", "subject": "JC-9", "sequence": 1, "event": "report", "body": {"text": "链接打不开", "page": ""}}


@pytest.fixture
def connector(people, window, settings, tmp_path):
    settings.GONGKAI = {**settings.GONGKAI, "EXCHANGE_DIR": tmp_path}
    found = connectors.of(NATIONAL)
    found.transport, found.folder, found.is_active = "folder", "national", True
    found.clean()
    found.save()
    Folder(found)
    return found


def put(tmp_path, name, content, *, settled=True):
    path = tmp_path / "national" / "in" / name
    path.write_bytes(content)
    if settled:
        old = time.time() - 10
        os.utime(path, (old, old))
    return path


def turn(connector):
    assert jobs.exchange(connector, Folder(connector))


def test_json_and_tables_come_in_once_and_are_acknowledged(connector, tmp_path):
    put(tmp_path, "a.json", json.dumps([REPORT]).encode())
    put(tmp_path, "b.csv", "编号,网址,问题描述,姓名,联系方式\nJC-10,,错字,,\n".encode("gb18030"))
    turn(connector)
    put(tmp_path, "again.json", json.dumps(REPORT).encode())
    turn(connector)
    assert set(Ticket.objects.values_list("reference", flat=True)) == {"JC-9", "JC-10"}
    assert not [path for path in (tmp_path / "national" / "in").iterdir() if path.is_file()]
    receipt = json.loads((tmp_path / "national" / "taken" / "n1.json").read_text())
    assert receipt == {"id": "n1", "digest": envelopes.digest(envelopes.from_dict(REPORT))}


def test_a_file_that_is_being_written_waits(connector, tmp_path):
    path = put(tmp_path, "a.json", json.dumps(REPORT).encode(), settled=False)
    turn(connector)
    assert not Ticket.objects.exists() and path.exists()


def test_a_bad_file_is_put_aside_and_the_others_come_in(connector, tmp_path):
    put(tmp_path, "a.json", b"{half")
    put(tmp_path, "b.xlsx", b"no table")
    put(tmp_path, "c.json", json.dumps(REPORT).encode())
    put(tmp_path, "d.exe", b"MZ")
    turn(connector)
    assert Ticket.objects.get().reference == "JC-9"
    assert {path.name for path in (tmp_path / "national" / "in").iterdir()} == {
        "a.json.bad", "b.xlsx.bad", "d.exe", "done",
    }  # fmt: skip


def test_a_link_out_of_the_folder_is_not_followed(connector, tmp_path):
    (tmp_path / "secret.json").write_text(json.dumps(REPORT))
    (tmp_path / "national" / "in" / "link.json").symlink_to(tmp_path / "secret.json")
    turn(connector)
    assert not Ticket.objects.exists()


def test_an_id_that_is_no_file_name_stays_in_the_folder(connector, tmp_path):
    put(tmp_path, "a.json", json.dumps(REPORT | {"id": "../../evil"}).encode())
    turn(connector)
    assert Ticket.objects.count() == 1
    assert not list(tmp_path.glob("evil*")) and not list((tmp_path / "national").glob("evil*"))


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_the_result_goes_out_whole_and_its_receipt_acknowledges_it(connector, people, tmp_path, kind):
    connector.file_format = kind
    connector.save()
    put(tmp_path, "a.json", json.dumps(REPORT).encode())
    turn(connector)
    services.settle(Ticket.objects.get(), people.office_handler, finding="corrected", text="已改正")
    turn(connector)
    message = Message.objects.get(direction="out")
    assert message.state == Message.State.WRITTEN
    (path,) = (tmp_path / "national" / "out").iterdir()
    assert path.name == f"000001-{message.message_id}.{kind}"
    digest = envelopes.digest(outgoing.envelope_of(message))
    receipt = tmp_path / "national" / "receipts" / f"{message.message_id}.json"
    receipt.write_text(json.dumps({"id": message.message_id, "digest": digest}))
    turn(connector)
    message.refresh_from_db()
    assert message.state == Message.State.TAKEN
    assert reconciling.is_empty(reconciling.reconcile(connector, Folder(connector)))
    assert Ticket.objects.get().kind == ERROR
