import pytest
from PIL import Image

from portal.screening.kinds import Unreadable
from portal.screening.reading import media, word
from tests.screening.drawing import docx, paragraph, png


def pages(content: bytes):
    return list(word.read(content, "a.docx"))


def test_paragraphs_say_their_size_and_colour():
    [page] = pages(docx(paragraph("岭南市人民政府文件", 72, "FF0000")))
    [line] = page.lines
    assert (line.text, line.colour) == ("岭南市人民政府文件", (255, 0, 0))
    assert line.height == pytest.approx(36 / 842)


def test_size_and_colour_come_from_styles_too():
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:styleId="A"><w:rPr><w:color w:val="FF0000"/></w:rPr></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/><w:rPr><w:sz w:val="80"/></w:rPr></w:style></w:styles>'
    )
    body = '<w:p><w:pPr><w:pStyle w:val="B"/></w:pPr><w:r><w:t>文件</w:t></w:r></w:p>'
    [page] = pages(docx(body, word__styles_dot_xml=styles))
    assert (page.lines[0].colour, page.lines[0].height) == ((255, 0, 0), 40 / 842)


def test_red_rules_are_seen():
    rule = '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:color="FF0000"/></w:pBdr></w:pPr></w:p>'
    assert pages(docx(rule))[0].lines[0].ruled


def test_changes_deleted_text_and_comments():
    body = (
        '<w:p><w:ins w:author="甲"><w:r><w:t>新增</w:t></w:r></w:ins>'
        '<w:del w:author="乙"><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>'
    )
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:comment><w:p><w:r><w:t>请核对</w:t></w:r></w:p></w:comment></w:comments>"
    )
    [page] = pages(docx(body, word__comments_dot_xml=comments))
    assert len(page.changes) == 3
    assert page.lines[0].text == "新增删去"


def test_text_boxes_headers_and_notes_are_read():
    inner = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    box = f"<w:p><w:r><w:t>外</w:t></w:r><w:r>{inner}</w:r></w:p>"
    part = (
        '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr>"
    )
    [page] = pages(docx(box, word__header1_dot_xml=part))
    assert {(line.text, line.where) for line in page.lines} == {("页眉", "header1"), ("外", ""), ("框内", "")}


def test_pictures_are_views_and_broken_ones_are_told():
    body = '<w:p><w:r><a:blip r:embed="r1"/><a:blip r:embed="r2"/></w:r></w:p>'
    content = docx(
        body,
        ("r1", "image", "media/a.png", False),
        ("r2", "image", "media/b.emf", False),
        word__media__a_dot_png=png(Image.new("RGB", (60, 60), "white")),
        word__media__b_dot_emf=b"junk",
    )
    [page] = pages(content)
    assert [view.where for view in page.views] == ["word/media/a.png"]
    assert len(page.unseen) == 1


def test_links_of_relations_and_fields():
    body = '<w:p><w:r><w:instrText> HYPERLINK "http://b.example.com" </w:instrText></w:r></w:p>'
    [page] = pages(docx(body, ("h", "hyperlink", "http://a.example.com", True)))
    assert page.links == ["http://a.example.com", "http://b.example.com"]


def test_pages_are_counted_by_breaks():
    body = paragraph("一") + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + paragraph("二")
    assert [(page.number, page.text) for page in pages(docx(body))] == [(1, "一"), (2, "二")]


def test_a_drawn_red_ring_is_a_seal():
    shape = (
        '<w:p><w:r><wps:wsp><a:prstGeom prst="ellipse"/><a:ln><a:solidFill>'
        '<a:srgbClr val="FF0000"/></a:solidFill></a:ln></wps:wsp></w:r></w:p>'
    )
    assert pages(docx(shape))[0].seals == [(None, "")]


def test_what_is_no_docx_is_told():
    with pytest.raises(Unreadable):
        pages(b"PK\x03\x04 broken")


@pytest.mark.parametrize(
    "part", ["word__embeddings__a_dot_bin", "word__afchunk1_dot_docx", "word__diagrams__data1_dot_xml"]
)
def test_parts_that_are_not_read_are_told(part):
    [page] = pages(docx(paragraph("一"), **{part: b"<x/>"}))
    assert len(page.unseen) == 1


def test_pictures_beyond_the_limit_are_told(monkeypatch):
    monkeypatch.setattr(media, "MAX_PICTURES", 1)
    body = '<w:p><w:r><a:blip r:embed="r1"/><a:blip r:embed="r2"/></w:r></w:p>'
    rows = [(f"r{number}", "image", f"media/{number}.png", False) for number in (1, 2)]
    white = png(Image.new("RGB", (60, 60), "white"))
    [page] = pages(docx(body, *rows, word__media__1_dot_png=white, word__media__2_dot_png=white))
    assert (len(page.views), len(page.unseen)) == (1, 1)
