"""Pages of a document as pictures: made in batches, within bounds, kept by the bytes of the file."""

from __future__ import annotations

import signal
import subprocess

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Picture
from pypdf import PdfWriter

from portal.files import pages, rendering, services
from portal.files.models import Document
from tests import factories


def stored(content: bytes, name: str = "一.pdf") -> Document:
    return Document.objects.create(title="一", file=ContentFile(content, name))


def raising(error: Exception):
    def run(*arguments):
        raise error

    return run


@pytest.mark.django_db
def test_pages_are_made_in_batches_and_kept_until_the_last_row_of_the_file_is_deleted(monkeypatch):
    made, run = [], services.run_alone
    monkeypatch.setattr(services, "run_alone", lambda *args: made.append(args) or run(*args))
    content = factories.long_pdf(6)
    one, two = stored(content), stored(content)
    first, last = pages.picture_of(one, 1), pages.picture_of(one, 6)
    assert first and last and first != last and len(made) == 2
    assert pages.picture_of(two, 3) and pages.picture_of(two, 5) and len(made) == 2
    assert pages.picture_of(one, 7) is None and pages.picture_of(one, 0) is None
    one.delete()
    assert first.exists()
    two.delete()
    assert not first.exists()


@pytest.mark.django_db
def test_a_file_that_takes_too_much_counts_as_one_that_cannot_be_read(monkeypatch):
    row, killed = stored(factories.long_pdf(2), "慢.pdf"), subprocess.CalledProcessError(-signal.SIGKILL, "reader")
    with monkeypatch.context() as patch:
        patch.setattr(services, "run_alone", raising(killed))
        assert pages.pages_of(row) == pages.Pages(0, [])
    assert pages.pages_of(row) == pages.Pages(0, []) and pages.picture_of(row, 1) is None


@pytest.mark.django_db
def test_what_a_busy_machine_broke_off_is_made_at_the_next_look(monkeypatch):
    row = stored(factories.long_pdf(2), "忙.pdf")
    with monkeypatch.context() as patch:
        patch.setattr(services, "EXTRACTION_SECONDS", 0.001)
        assert pages.pages_of(row) == pages.Pages(0, []) and pages.picture_of(row, 1) is None
    assert pages.pages_of(row).count == 2 and pages.picture_of(row, 1)


@pytest.mark.django_db
def test_only_pdf_has_pages():
    text = stored("甲,乙".encode(), "表.csv")
    assert not pages.has_pages(text) and pages.picture_of(text, 1) is None


@pytest.mark.parametrize(("width", "height"), [(595, 842), (14400, 14400), (14400, 10), (10, 14400), (0, 0)])
def test_a_page_has_few_pixels_however_large_it_is(width, height):
    scale = rendering.scale_for(width, height)
    assert width * scale <= rendering.WIDTH + 1 and width * height * scale * scale <= rendering.MAX_PIXELS * 1.01


def test_huge_and_broken_pages_are_no_error(tmp_path):
    writer = PdfWriter()
    writer.add_blank_page(14400, 14400)
    writer.add_blank_page(200, 300)
    path = tmp_path / "a.pdf"
    writer.write(path)
    found = rendering.render(path, tmp_path, 1, 2)
    assert found["count"] == 2 and found["sizes"][1] == [1240, 1860]
    with Picture.open(tmp_path / "page-1.png") as picture:
        assert picture.width * picture.height <= rendering.MAX_PIXELS * 1.01
    path.write_bytes(path.read_bytes()[:100])
    assert rendering.render(path, tmp_path, 1, 1) == {"count": 0, "sizes": []}
