"""A watched folder: whole files only, each message once, tables and JSON; bad files stop no other."""

import json
import os
import time

import pytest

from interaction import services
from interaction.exchange import connectors, envelopes, jobs, outgoing, reconciling
from interaction.models import Message, Ticket
from interaction.ticket_kinds import ERROR, NATIONAL
from interaction.transports import folder
from interaction.transports.folder import Folder
from portal.notices.models import Notice

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


def aside(tmp_path):
    """Return the names of files that were put aside, without the moment before them."""
    return sorted(path.name.partition("-")[2] for path in (tmp_path / "national" / "in" / "bad").iterdir())


def test_bad_files_are_put_aside_the_others_come_in_and_the_window_is_told_once(connector, window, tmp_path):
    put(tmp_path, "a.json", b"{half")
    put(tmp_path, "b.xlsx", b"no table")
    put(tmp_path, "c.json", json.dumps(REPORT).encode())
    put(tmp_path, "d.exe", b"MZ")
    turn(connector)
    assert Ticket.objects.get().reference == "JC-9"
    left = {path.name for path in (tmp_path / "national" / "in").iterdir()}
    assert left == {"d.exe", "bad", "done"}
    assert aside(tmp_path) == ["a.json", "b.xlsx"]
    notice = Notice.objects.get(person=window.liaison, topic="exchange")
    assert "全国政府网站信息报送系统发来的 2 个文件无法读取" in notice.text


BAD = {
    "cr.csv": "编号,网址,问题描述,姓名,联系方式\nJC-1,,第一行\r第二行,,\n".encode(),
    "long.csv": f"编号,网址,问题描述,姓名,联系方式\nJC-1,,{'长' * 140_000},,\n".encode(),
    "deep.json": b"[" * 200_000,
    "deeper.json": json.dumps(REPORT).replace('""', "[" * 3000 + "]" * 3000).encode(),
    "half.json": json.dumps(REPORT | {"body": {"text": "\ud800"}}).encode(),
    "half-id.json": json.dumps(REPORT | {"id": "a\ud800"}).encode(),
    "number.json": json.dumps(REPORT | {"body": {"text": float("nan")}}).encode(),
    "nul.json": json.dumps(REPORT | {"subject": "JC\0"}).encode(),
    "digits.json": b'{"id": "a", "sequence": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("name", BAD)
def test_whatever_is_wrong_with_a_file_the_one_beside_it_comes_in(connector, tmp_path, name):
    put(tmp_path, f"01-{name}", BAD[name])
    put(tmp_path, "02-good.json", json.dumps(REPORT | {"id": "n2", "subject": "JC-2"}).encode())
    turn(connector)
    assert Ticket.objects.get().reference == "JC-2"
    assert aside(tmp_path) == [f"01-{name}"]
    connector.refresh_from_db()
    assert connector.last_contact_at and not connector.failures


def test_a_heap_of_bad_files_starves_no_good_one(connector, tmp_path):
    for number in range(folder.AT_ONCE + 50):
        put(tmp_path, f"a{number:03}.json", b"{broken")
        put(tmp_path, f"a{number:03}.txt", b"of somebody else")
    put(tmp_path, "z.json", json.dumps(REPORT).encode())
    turn(connector)
    turn(connector)
    assert Ticket.objects.get().reference == "JC-9"
    assert len(aside(tmp_path)) == folder.AT_ONCE + 50


def test_a_file_that_cannot_be_moved_stops_no_other(connector, tmp_path, monkeypatch):
    def locked(source, target):
        if str(source).endswith("a.json"):
            raise PermissionError
        replace(source, target)

    replace = os.replace
    monkeypatch.setattr(os, "replace", locked)
    put(tmp_path, "a.json", b"{half")
    put(tmp_path, "b.json", json.dumps(REPORT).encode())
    turn(connector)
    assert Ticket.objects.get().reference == "JC-9"


def test_a_long_name_is_put_aside_too(connector, tmp_path):
    put(tmp_path, f"{'名' * 80}.json", b"{half")
    turn(connector)
    assert aside(tmp_path) == [f"{'名' * 45}.json"]


def test_a_folder_that_is_gone_is_a_failure_of_the_connector(connector, tmp_path, settings):
    (tmp_path / "nothing").write_text("no folder")
    settings.GONGKAI = {**settings.GONGKAI, "EXCHANGE_DIR": tmp_path / "nothing"}
    jobs.carry({"connector": connector.pk})
    connector.refresh_from_db()
    assert connector.failures == 1 and "文件夹" in connector.last_error


def test_a_message_that_cannot_be_written_stops_no_other(connector, people, tmp_path, monkeypatch):
    put(tmp_path, "a.json", json.dumps([REPORT, REPORT | {"id": "n2", "subject": "JC-2"}]).encode())
    turn(connector)
    for ticket in Ticket.objects.all():
        services.settle(ticket, people.office_handler, finding="corrected", text="已改正")
    canonical, first = envelopes.canonical, Message.objects.filter(direction="out").order_by("pk")[0]

    def breaks(value):
        if value["id"] == first.message_id:
            raise UnicodeEncodeError("utf-8", "不可外传", 0, 1, "no")
        return canonical(value)

    monkeypatch.setattr(envelopes, "canonical", breaks)
    assert outgoing.send_waiting(connector, Folder(connector))
    first.refresh_from_db()
    assert (first.state, first.error) == ("pending", "UnicodeEncodeError")
    assert set(Message.objects.filter(direction="out").values_list("state", flat=True)) == {"pending", "written"}


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
