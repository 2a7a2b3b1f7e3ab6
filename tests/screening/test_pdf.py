import io

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from portal.screening.kinds import Unreadable
from portal.screening.reading import pdf


def made(draw, pages: int = 1) -> bytes:
    stream = io.BytesIO()
    sheet = canvas.Canvas(stream, pagesize=(595, 842))
    for number in range(1, pages + 1):
        draw(sheet, number)
        sheet.showPage()
    sheet.save()
    return stream.getvalue()


def test_text_with_its_place_and_the_page_as_a_picture():
    [page] = pdf.read(made(lambda sheet, _n: sheet.drawString(100, 742, "Hello world")), "a.pdf")
    [line] = page.lines
    assert line.text == "Hello world"
    assert line.box is not None and line.box[:2] == pytest.approx((100 / 595, 91 / 842), abs=0.01)
    assert page.views[0].picture.shape == (1755, 1240, 3) or page.views[0].picture.shape == (1754, 1240, 3)


def test_links_and_remarks():
    def draw(sheet: canvas.Canvas, _number: int) -> None:
        sheet.linkURL("http://a.example.com/x", (10, 10, 90, 30))
        sheet.textAnnotation("check this", (200, 200, 220, 220))

    [page] = pdf.read(made(draw), "a.pdf")
    assert page.links == ["http://a.example.com/x"]
    assert page.changes == ["check this"]


def test_pages_beyond_the_limit_are_told(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    pages = list(pdf.read(made(lambda sheet, n: sheet.drawString(9, 9, str(n)), pages=3), "a.pdf"))
    assert len(pages) == 2
    assert len(pages[-1].unseen) == 1
    assert pages[0].total == 2


@pytest.mark.parametrize("content", [b"%PDF-1.4 junk", b"junk", b"%PDF-"])
def test_what_is_no_pdf_is_told(content):
    with pytest.raises(Unreadable):
        list(pdf.read(content, "a.pdf"))


def scan() -> ImageReader:
    return ImageReader(Image.new("L", (200, 280), 240))


@pytest.mark.parametrize("way", ["invisible", "under a picture"])
def test_text_that_nobody_sees_is_read_but_explains_no_ink(way):
    def draw(sheet: canvas.Canvas, _number: int) -> None:
        if way == "invisible":
            sheet.drawImage(scan(), 0, 0, 595, 842)
        text = sheet.beginText(100, 742)
        sheet.saveState()
        text.setTextRenderMode(3 if way == "invisible" else 0)
        text.textLine("Hidden words")
        sheet.drawText(text)
        sheet.restoreState()
        if way != "invisible":
            sheet.drawImage(scan(), 0, 0, 595, 842)
        sheet.drawString(100, 600, "Seen words")

    [page] = pdf.read(made(draw), "a.pdf")
    assert [line.text for line in page.lines] == ["Hidden words", "Seen words"]
    assert [line.text for line in page.views[0].known] == ["Seen words"]


def test_a_small_picture_over_text_hides_nothing():
    def draw(sheet: canvas.Canvas, _number: int) -> None:
        sheet.drawString(100, 742, "Seen words")
        sheet.drawImage(scan(), 90, 700, 100, 100)

    [page] = pdf.read(made(draw), "a.pdf")
    assert [line.text for line in page.views[0].known] == ["Seen words"]


@pytest.mark.parametrize("limit", ["MAX_LINES", "MAX_ANNOTATIONS"])
def test_a_page_that_holds_too_much_says_so(monkeypatch, limit):
    def draw(sheet: canvas.Canvas, _number: int) -> None:
        for row in range(3):
            sheet.drawString(100, 742 - 40 * row, f"Row {row}")
            sheet.linkURL(f"http://a.example.com/{row}", (10, 10, 90, 30))

    [page] = pdf.read(made(draw), "a.pdf")
    assert page.unseen == []
    monkeypatch.setattr(pdf, limit, 2)
    [page] = pdf.read(made(draw), "a.pdf")
    assert len(page.unseen) == 1
