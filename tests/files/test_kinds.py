"""Which files may be uploaded, and that the message stands at the field."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files import kinds
from portal.files.models import Document
from tests import factories

PDF = b"%PDF-1.7\n"
ZIP = b"PK\x03\x04rest"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"


def upload(name: str, content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("A.PDF", PDF),
        ("a.docx", ZIP),
        ("a.ofd", ZIP),
        ("a.xls", OLE),
        ("a.wps", OLE),
        ("a.wps", ZIP),
        ("a.txt", "登记".encode("gb18030")),
        ("a.csv", "甲,乙\n".encode()),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.jpeg", b"\xff\xd8\xff\xe0"),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42"),
        ("a.webm", b"\x1aE\xdf\xa3rest"),
        ("a.vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\n登记".encode()),
    ],
)
def test_files_of_their_kind_are_taken(name, content):
    assert kinds.problem(upload(name, content)) is None


@pytest.mark.parametrize(
    "name", ["a.exe", "a.html", "a.svg", "a.pdf.js", "a.xhtml", "a.docm", "pdf", "a.", ".pdf", "a.php"]
)
def test_forbidden_kinds_are_named_with_what_is_allowed(name):
    problem = kinds.problem(upload(name))
    assert problem and "pdf" in problem


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ\x90\x00"),
        ("a.pdf", b""),
        ("a.docx", PDF),
        ("a.png", b"<svg onload=alert(1)>"),
        ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("a.csv", b"a,b\n<SCRIPT>alert(1)</SCRIPT>"),
        ("a.gif", b"GIF88a"),
        ("a.mp4", b"ftypmp42"),
        ("a.webm", b"\x00\x00\x00\x18ftypmp42"),
        ("a.vtt", b"<html>WEBVTT"),
    ],
)
def test_content_that_is_not_of_its_kind_is_refused(name, content):
    assert kinds.problem(upload(name, content))


def test_the_limit_of_size_is_the_last_allowed_byte(monkeypatch):
    monkeypatch.setitem(settings.GONGKAI, "ATTACHMENT_MAX_BYTES", 100)
    assert kinds.problem(upload("a.pdf", PDF.ljust(100))) is None
    assert "100" in kinds.problem(upload("a.pdf", PDF.ljust(101)))


def test_the_file_can_be_read_from_its_start_afterwards():
    file = upload("a.pdf")
    kinds.problem(file)
    assert file.read() == PDF


@pytest.mark.parametrize(("name", "content"), [("a.exe", PDF), ("a.pdf", b"MZ")])
def test_the_message_stands_at_the_field(db, name, content):
    row = Document(title="附件", file=upload(name, content))
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == ["file"]


@pytest.mark.parametrize("size", [0, 1])
def test_the_editor_s_upload_says_it_at_the_field(client, site, monkeypatch, size):
    monkeypatch.setitem(settings.GONGKAI, "ATTACHMENT_MAX_BYTES", len(PDF) - 1 + size)
    client.force_login(site.department.registration.liaison)
    response = client.post("/admin/documents/add/", {"title": "附件", "file": upload("a.pdf")})
    if size:
        assert response.status_code == 302 and Document.objects.count() == 1
    else:
        assert response.status_code == 200 and list(response.context["form"].errors) == ["file"]
        assert Document.objects.count() == 0


def test_extensions_are_read_in_any_letters():
    assert [kinds.extension(name) for name in ("A.PDF", "档案.tar.GZ", "无", "")] == ["pdf", "gz", "", ""]


def test_a_stored_file_is_not_judged_again(db):
    row = factories.document()
    row.title = "改名"
    row.full_clean(exclude=["collection"])
