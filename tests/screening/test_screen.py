"""The command `manage.py screen`."""

import json

import pytest
from django.core.management import CommandError, call_command

from portal.registers.models import LinkTarget
from portal.screening.detectors import marks


def test_one_json_line_a_file(tmp_path, capsys):
    file, hosts = tmp_path / "a.txt", tmp_path / "hosts"
    file.write_text("见 www.example.com 和 www.mnr.gov.cn")
    hosts.write_text("mnr.gov.cn\n# remark\n")
    call_command("screen", str(file), json=True, registered_hosts=hosts)
    [row] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert row["file"] == str(file)
    assert [(item["kind"], item["page"], item["where"]["text"]) for item in row["findings"]] == [
        ("link", 1, "www.example.com")
    ]


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(tmp_path, capsys):
    broken, fine = tmp_path / "a.pdf", tmp_path / "b.txt"
    broken.write_bytes(b"junk")
    fine.write_text("一")
    with pytest.raises(CommandError):
        call_command("screen", str(broken), str(tmp_path / "missing.txt"), str(fine), json=True, registered_hosts=fine)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [bool(row.get("error")) for row in rows] == [True, True, False]


def test_a_detector_that_breaks_off_stops_no_other_file(tmp_path, capsys, monkeypatch):
    files = [tmp_path / "a.txt", tmp_path / "b.TXT"]
    for file in files:
        file.write_text("机密★1年")
    find = marks.secrecy
    monkeypatch.setattr(marks, "secrecy", lambda lines, page: find(lines, page) if spent.pop() else 1 / 0)
    spent = [True, False]
    with pytest.raises(CommandError):
        call_command("screen", *map(str, files), json=True, registered_hosts=files[0])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ["ZeroDivisionError" in row.get("error", "") for row in rows] == [True, False]
    assert [item["kind"] for item in rows[1]["findings"]] == ["secrecy_mark"]


@pytest.mark.django_db
def test_the_link_register_is_asked_where_no_list_is_given(tmp_path, capsys):
    LinkTarget.objects.create(host="example.com", name="例", level=2, evidence="备案")
    file = tmp_path / "a.txt"
    file.write_text("见 www.example.com 和 www.example.org")
    call_command("screen", str(file), json=True)
    [row] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [item["where"]["text"] for item in row["findings"]] == ["www.example.org"]


def test_words_for_people(tmp_path, capsys, settings):
    file = tmp_path / "a.txt"
    file.write_text("机密★1年")
    call_command("screen", str(file), registered_hosts=file)
    printed = capsys.readouterr().out
    assert "机密★1年" in printed and str(file) in printed
