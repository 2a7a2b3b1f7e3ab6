"""The text of files, read in a process of its own: what is broken or hostile harms only that."""

from __future__ import annotations

import io
import signal
import subprocess
import zipfile

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook

from portal.files import extraction, jobs, services
from portal.files.models import Document
from tests import factories

WORD = (
    '<w:document xmlns:w="x"><w:p><w:r><w:t>第一条</w:t></w:r></w:p>'
    '<w:p><w:t xml:space="preserve">登记 &amp; 公开</w:t></w:p></w:document>'
)
PAGE = (
    '<ofd:Page xmlns:ofd="x"><ofd:TextCode X="1">岭自然资规</ofd:TextCode><ofd:TextCode>8号</ofd:TextCode></ofd:Page>'
)


def archive(members: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


def text_of(tmp_path, name: str, content: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return extraction.text_of(path)


def test_pdf(tmp_path):
    assert "统一编号" in text_of(tmp_path, "a.pdf", factories.pdf_bytes("统一编号"))


def test_word(tmp_path):
    assert text_of(tmp_path, "a.docx", archive({"word/document.xml": WORD, "word/x.xml": WORD})).splitlines() == [
        "第一条",
        "登记 & 公开",
    ]


def test_sheets(tmp_path):
    book = Workbook()
    book.active.title = "指标"
    book.active.append(["单位", None, "面积"])
    book.active.append([])
    book.active.append(["江州市", "", 12.5])
    book.create_sheet("备用").append(["不公开"])
    book["备用"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")

    assert extraction.text_of(tmp_path / "a.xlsx").splitlines() == [
        "指标",
        "单位\t\t面积",
        "江州市\t\t12.5",
        "备用",
        "不公开",
    ]


def test_slides_in_their_order_with_notes(tmp_path):
    slides = {f"ppt/slides/slide{number}.xml": f"<a:p><a:t>第{number}页</a:t></a:p>" for number in (10, 9)}
    content = archive(
        slides | {"ppt/notesSlides/notesSlide1.xml": "<a:p><a:t>备注</a:t></a:p>", "ppt/x.xml": "<a:t>x</a:t>"}
    )

    assert text_of(tmp_path, "a.pptx", content).split() == ["备注", "第9页", "第10页"]


def test_ofd(tmp_path):
    content = archive({"Doc_0/Pages/Page_0/Content.xml": PAGE, "OFD.xml": "<ofd:TextCode>x</ofd:TextCode>"})
    assert text_of(tmp_path, "a.ofd", content) == "岭自然资规\n8号"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_plain_text_in_the_usual_encodings(tmp_path, encoding):
    assert text_of(tmp_path, "a.txt", "不动产登记".encode(encoding)) == "不动产登记"


@pytest.mark.parametrize("name", ["a.png", "a.doc", "a.zip", "a"])
def test_what_has_no_text_gives_none(tmp_path, name):
    assert text_of(tmp_path, name, b"anything") == ""


def test_an_archive_that_unpacks_beyond_reason_is_left_out(tmp_path):
    bomb = archive({"word/document.xml": b"<w:t>" + b"A" * 60_000_000 + b"</w:t>", "word/footnotes.xml": WORD})
    assert len(bomb) < 200_000
    assert text_of(tmp_path, "a.docx", bomb).splitlines() == ["第一条", "登记 & 公开"]


def test_a_text_without_end_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(extraction, "MAX_CHARACTERS", 10)
    assert text_of(tmp_path, "a.txt", b"x" * 100) == "x" * 10


def stored(name: str, content: bytes) -> Document:
    row = Document(title=name, original_name=name)
    row.file.save(name, ContentFile(content), save=False)
    row.save()
    return row


@pytest.mark.django_db
def test_a_good_file_is_read_once(monkeypatch):
    row = services.read_text(stored("a.pdf", factories.pdf_bytes("统一编号")))
    assert (row.text_state, "统一编号" in row.text) == (Document.TextState.DONE, True)
    monkeypatch.setattr(services.subprocess, "run", lambda *a, **k: pytest.fail("read again"))
    services.read_text(Document.objects.get(pk=row.pk))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"%PDF-1.7\nbroken"), ("a.docx", b"PK\x03\x04broken"), ("a.ofd", b"")]
)
def test_a_broken_file_is_marked_as_such(name, content):
    row = services.read_text(stored(name, content))
    stored_row = Document.objects.get(pk=row.pk)
    assert (stored_row.text_state, stored_row.text) == (Document.TextState.FAILED, "")


def breaking(monkeypatch, error: Exception) -> None:
    def run(*arguments, timeout, **options):
        assert timeout == services.EXTRACTION_SECONDS
        raise error

    monkeypatch.setattr(services.subprocess, "run", run)


BROKEN_OFF = (
    subprocess.TimeoutExpired("reader", 30),
    OSError("no process can be begun"),
    subprocess.CalledProcessError(-signal.SIGTERM, "reader"),
)


@pytest.mark.django_db
@pytest.mark.parametrize("error", BROKEN_OFF, ids=repr)
def test_what_was_broken_off_is_read_again(monkeypatch, error):
    """A busy machine, or one that goes down, says nothing about a file."""
    row = stored("a.pdf", factories.pdf_bytes("统一编号"))
    job = {"document": row.pk}
    with monkeypatch.context() as patch:
        breaking(patch, error)
        with pytest.raises(jobs.BrokenOff):  # the outbox tries it again, a number of times
            jobs.read_text(job)
    row.refresh_from_db()
    assert (row.text_state, row.text) == (Document.TextState.PENDING, "")
    jobs.read_text(job)
    row.refresh_from_db()
    assert row.text_state == Document.TextState.DONE and "统一编号" in row.text


@pytest.mark.django_db
def test_a_reader_that_ends_at_its_limits_has_refused_the_file(monkeypatch):
    breaking(monkeypatch, subprocess.CalledProcessError(-signal.SIGKILL, "reader"))
    assert services.read_text(stored("a.pdf", factories.pdf_bytes("x"))).text_state == Document.TextState.FAILED
