import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from portal.screening.kinds import Unreadable
from portal.screening.reading import sheets
from tests.screening.drawing import archive, relations


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名单"
    sheet["A1"], sheet["A2"], sheet["B2"] = "手机", 13800138000, "王明"
    sheet["A1"].comment = Comment("请核对", "甲")
    sheet["B2"].hyperlink = "http://a.example.com"
    book.create_sheet("藏").sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_cells_comments_and_links_hidden_sheets_too():
    first, second = sheets.read_workbook(workbook(), "a.xlsx")
    assert ("13800138000", "名单!A2") in {(line.text, line.where) for line in first.lines}
    assert len(first.changes) == 1
    assert first.links == ["http://a.example.com"]
    assert second.lines[0].text == "藏"


def test_slides_with_their_notes():
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    content = archive(
        {
            "ppt/presentation.xml": "<p/>",
            "ppt/slides/slide1.xml": f"<p {space}><a:p><a:r><a:t>标题</a:t></a:r></a:p></p>",
            "ppt/slides/_rels/slide1.xml.rels": relations(("n", "notesSlide", "../notesSlides/n.xml", False)),
            "ppt/notesSlides/n.xml": f"<p {space}><a:p><a:r><a:t>13800138000</a:t></a:r></a:p></p>",
        }
    )
    [page] = sheets.read_slides(content, "a.pptx")
    assert page.text == "标题\n13800138000"


@pytest.mark.parametrize("read", [sheets.read_workbook, sheets.read_slides])
def test_other_archives_are_told(read):
    with pytest.raises(Unreadable):
        list(read(archive({"a": b""}), "a"))


def test_text_boxes_on_a_sheet_are_read():
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    content = archive(
        {
            "xl/workbook.xml": '<w xmlns:r="r"><sheet name="一" r:id="s"/></w>',
            "xl/_rels/workbook.xml.rels": relations(("s", "worksheet", "sheet1.xml", False)),
            "xl/sheet1.xml": "<s/>",
            "xl/_rels/sheet1.xml.rels": relations(("d", "drawing", "drawing1.xml", False)),
            "xl/drawing1.xml": f"<d {space}><a:p><a:r><a:t>机密★1年</a:t></a:r></a:p></d>",
        }
    )
    [page] = sheets.read_workbook(content, "a.xlsx")
    assert page.text == "一\n机密★1年"


def test_sheets_and_slides_beyond_the_limit_are_told(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_PAGES", 1)
    [page] = sheets.read_workbook(workbook(), "a.xlsx")
    assert len(page.unseen) == 1
    slides = {f"ppt/slides/slide{number}.xml": "<p/>" for number in (1, 2)}
    [page] = sheets.read_slides(archive({"ppt/presentation.xml": "<p/>", **slides}), "a.pptx")
    assert len(page.unseen) == 1
