"""Files of strangers: what isn't what it says, or unpacks to too much, is refused in words; nothing is ever shown."""

import io
import random
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from interaction import pictures, reading, services, uploads
from interaction.models import Ticket
from tests.interaction.conftest import QUESTION


def drawn(kind: str, size=(8, 8), **options) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "blue").save(content, kind, **options)
    return content.getvalue()


def archive(inside: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in inside.items():
            packed.writestr(name, text)
    return content.getvalue()


GOOD = {
    "a.png": drawn("PNG"), "a.jpg": drawn("JPEG"), "A.JPEG": drawn("JPEG"), "a.pdf": b"%PDF-1.7 x",
    "a.docx": archive({"word/document.xml": b"<w/>"}), "a.xlsx": archive({"xl/workbook.xml": b"<w/>"}),
}  # fmt: skip
BAD = {
    "a.svg": b"<svg><script>alert(1)</script></svg>", "a.html": b"<script>alert(1)</script>", "a.exe": b"MZ",
    "svg-as.png": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "html-as.pdf": b"<html><script>alert(1)</script>", "png-as.jpg": drawn("PNG"), "zip-as.docx": archive({"x": b"x"}),
    "bomb.docx": archive({"word/document.xml": b"\0" * (uploads.MOST_UNPACKED + 1)}),
    "many.xlsx": archive({"xl/workbook.xml": b""} | {f"x{n}": b"" for n in range(uploads.MOST_PARTS)}),
    "gif-as.png": b"GIF89a" + b"\0" * 30, "cut.png": drawn("PNG")[:20], "empty.pdf": b"", "none": b"x",
    "a.pdf.html": b"%PDF-1.7", "large.pdf": b"%PDF-" + b"x" * uploads.LARGEST,
}  # fmt: skip


def cut_short(kind: str) -> bytes:
    """Return the beginning of a picture whose head says nothing of what is missing."""
    content = io.BytesIO()
    Image.frombytes("RGB", (300, 300), random.Random(1).randbytes(270_000)).save(content, kind)
    return content.getvalue()[:20_000]


CUT_SHORT = {"a.png": cut_short("PNG"), "a.jpg": cut_short("JPEG")}


@pytest.mark.parametrize("name", GOOD)
def test_usual_files_are_taken(name):
    uploads.validate(SimpleUploadedFile(name, GOOD[name]))


@pytest.mark.parametrize("name", BAD)
def test_others_are_refused_in_words(name):
    with pytest.raises(ValidationError) as refusal:
        uploads.validate(SimpleUploadedFile(name, BAD[name]))
    assert refusal.value.messages[0]


def test_a_picture_of_too_many_points_is_not_opened(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", {"PNG": 63})
    with pytest.raises(ValidationError):
        uploads.validate(SimpleUploadedFile("a.png", drawn("PNG")))


def test_a_picture_is_drawn_anew_without_what_else_was_in_it():
    hidden = drawn("JPEG", exif=Image.Exif().tobytes()) + b"<script>alert(1)</script>"
    name, content = uploads.kept(SimpleUploadedFile("C:\\家\\a.jpg", hidden))
    assert name == "a.jpg"
    assert b"script" not in content and b"Exif" not in content


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/interaction/consult/", "/interaction/complain/"])
def test_a_photo_that_is_too_large_is_told_at_its_field_and_nothing_that_was_written_is_lost(client, people, address):
    photo = SimpleUploadedFile("IMG_2041.jpg", GOOD["a.jpg"] + b"\0" * 6 * 1024 * 1024, "image/jpeg")
    answer = client.post(address, {**QUESTION, "wish": "public", "file": photo})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == ["file"]
    assert QUESTION["text"] in answer.content.decode()
    assert uploads.LARGEST < form.files["file"].size < uploads.LARGEST + 256 * 1024  # the rest was not kept
    assert f'data-gk-largest="{uploads.LARGEST}"' in answer.content.decode()


@pytest.mark.django_db
def test_a_refused_file_loses_nothing_that_was_written(client, people):
    file = SimpleUploadedFile("a.svg", BAD["a.svg"])
    answer = client.post("/interaction/consult/", {**QUESTION, "wish": "public", "file": file})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    assert QUESTION["text"] in answer.content.decode()
    assert not Ticket.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["consult", "complain", "report"])
@pytest.mark.parametrize("name", CUT_SHORT)
def test_a_picture_that_came_only_in_part_is_told_in_the_form(client, people, form, name):
    told = {**QUESTION, "wish": "public", "page": "/zwgk/", "file": SimpleUploadedFile(name, CUT_SHORT[name])}
    answer = client.post(f"/interaction/{form}/", told)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    assert QUESTION["text"] in answer.content.decode()
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_forms_with_files_are_guarded_against_forged_requests(people):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post("/interaction/consult/", QUESTION).status_code == 403


@pytest.mark.django_db
@pytest.mark.clause("O1")
def test_a_file_is_a_download_for_its_handlers_and_nothing_else(people, signed_in):
    ticket = services.submit(**QUESTION, files=[("<b>.pdf", b"%PDF-1.7<script>")]).ticket
    file = ticket.files.get()
    address = f"/admin/tickets/{ticket.pk}/files/{file.pk}/"
    answer = signed_in(people.office_liaison).get(address)
    assert answer.content == b"%PDF-1.7<script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert signed_in(people.registration_head).get(address).status_code in (302, 403)
    services.destroy_keys(ticket)
    assert reading.files_of(ticket) == []


def test_a_photo_that_lies_on_its_side_stands_upright_and_tells_no_place():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (23.0, 7.0, 43.0)})
    target = io.BytesIO()
    Image.new("RGB", (64, 32)).save(target, "JPEG", exif=exif)
    _name, content = uploads.kept(SimpleUploadedFile("a.jpg", target.getvalue()))
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (32, 64) and not picture.getexif()
