import io

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from portal.screening.kinds import ADVICE, KINDS, Found, Unreadable
from portal.screening.pages import Line, Page
from portal.screening.reading import guarded
from portal.screening.services import crop, screen_file, screen_text
from tests.screening.drawing import docx, page, paragraph, png, seal

NONE: frozenset[str] = frozenset()


def kinds(content: bytes, name: str) -> list[str]:
    return [found.kind for found in screen_file(content, name, NONE)]


def test_every_kind_has_advice():
    assert KINDS.keys() == ADVICE.keys()


def test_a_text_is_screened():
    found = screen_text("机密★1年\n身份证号：11010519491231002X\n见 www.example.com", NONE)
    assert [item.kind for item in found] == ["secrecy_mark", "id_number", "link"]


def test_a_clean_file_has_no_finds():
    body = paragraph("关于做好耕地保护工作的通知", 44) + paragraph("各区县自然资源局：按照省领导批示精神，认真落实。")
    assert kinds(docx(body), "a.docx") == []


@pytest.mark.clause("D10")
def test_a_header_in_a_text_without_pages():
    body = paragraph("岭南市自然资源局文件", 72, "FF0000") + paragraph("岭自然资〔2024〕12号")
    rule = '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:color="FF0000"/></w:pBdr></w:pPr></w:p>'
    assert kinds(docx(body + rule), "a.docx") == ["red_header"]


@pytest.mark.clause("D10")
def test_a_picture_is_read_and_looked_at_and_the_place_can_be_cropped():
    picture = page()
    seal(picture, 560, 880)
    ImageDraw.Draw(picture).text(
        (100, 200), "ID 11010519491231002X", font=ImageFont.load_default(size=28), fill="black"
    )
    content = png(picture)
    found = screen_file(content, "a.png", NONE)
    assert sorted(item.kind for item in found) == ["id_number", "seal"]
    place = next(item for item in found if item.kind == "seal")
    shown = Image.open(io.BytesIO(crop(content, "a.png", place)))
    assert 164 < shown.width < 400 and 164 < shown.height < 400


def test_a_place_that_is_no_picture_cannot_be_cropped():
    with pytest.raises(Unreadable):
        crop(docx(paragraph("文")), "a.docx", Found("link", 1))


def test_progress_is_told():
    told: list[tuple[int, int]] = []
    screen_file("一".encode(), "a.txt", NONE, lambda page, pages: told.append((page, pages)))
    assert told == [(1, 1)]


def breaks_off(content: bytes, name: str):
    yield Page(1, lines=[Line("机密★1年")])
    raise Unreadable("page 2 is damaged")


def test_what_was_found_before_reading_broke_off_stays(monkeypatch):
    monkeypatch.setattr(guarded, "read", breaks_off)
    found = screen_file(b"", "a.pdf", NONE)
    assert [(item.kind, item.page) for item in found] == [("secrecy_mark", 1), ("not_looked_at", 2)]
    assert found[1].excerpt == "page 2 is damaged"


def test_a_file_of_which_no_page_can_be_read_is_unreadable():
    with pytest.raises(Unreadable):
        screen_file(b"junk", "a.pdf", NONE)


@pytest.mark.clause("D10")
def test_a_number_in_the_hidden_text_of_a_scan_is_found():
    stream = io.BytesIO()
    sheet = canvas.Canvas(stream, pagesize=(595, 842))
    sheet.drawImage(ImageReader(Image.new("L", (200, 280), 255)), 0, 0, 595, 842)
    text = sheet.beginText(100, 742)
    text.setTextRenderMode(3)
    text.textLine("ID 11010519491231002X")
    sheet.drawText(text)
    sheet.save()
    assert kinds(stream.getvalue(), "a.pdf") == ["id_number"]
