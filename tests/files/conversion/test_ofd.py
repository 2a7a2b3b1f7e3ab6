"""OFD: lines become paragraphs again, in reading order."""

from __future__ import annotations

import pytest

from portal.files.conversion import facts, ofd
from portal.files.conversion.shapes import Picture, Unreadable
from tests.files.conversion import making
from tests.files.conversion.test_docx import words_of

NAMES = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def line(text: str, left: float, top: float, size: float = 5.6, more: str = "") -> str:
    steps = f'DeltaX="g {max(len(text) - 1, 1)} {size}"'
    return (
        f'<ofd:TextObject Boundary="{left} {top} 160 8" Size="{size}"{more}>'
        f'<ofd:TextCode X="0" Y="{size}" {steps}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def content(page: str) -> bytes:
    return f"<ofd:Page {NAMES}><ofd:Content>{page}</ofd:Content></ofd:Page>".encode()


def document(*pages: str, signed: bool = False) -> bytes:
    body = "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>" + (
        "<ofd:Signatures>s.xml</ofd:Signatures>" if signed else ""
    )
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    resources = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    return making.zipped(
        {
            "OFD.xml": f"<ofd:OFD {NAMES}><ofd:DocBody>{body}</ofd:DocBody></ofd:OFD>".encode(),
            "Doc_0/Document.xml": (
                f"<ofd:Document {NAMES}><ofd:CommonData>{area}{resources}</ofd:CommonData>"
                f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
            ).encode(),
            "Doc_0/DocumentRes.xml": (
                f'<ofd:Res {NAMES} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image">'
                "<ofd:MediaFile>seal.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
            ).encode(),
            "Doc_0/Res/seal.png": making.png(),
            **{f"Doc_0/Pages/Page_{n}/Content.xml": content(page) for n, page in enumerate(pages)},
        }
    )


NOTICE = (
    line("岭海省自然资源厅文件", 60, 30, 12)
    + line("岭自然资规〔2026〕8号", 75, 60)
    + line("关于规范登记档案", 70, 80, 8)
    + line("查询利用的通知", 73, 92, 8)
    + line("各市自然资源局：", 28, 110)
    + line("为规范不动产登记档案的查询和利用提高服务质量现就有关", 39.2, 120)
    + line("事项通知如下。", 28, 130)
    + line("自然资源厅", 130, 160)
    + line("2026年11月16日", 120, 170)
    + line("— 1 —", 100, 280)
)


def test_lines_become_paragraphs_with_their_facts():
    reading = ofd.read(document(NOTICE))
    found = facts.compose(reading, "通知.ofd")
    assert found.title == "关于规范登记档案查询利用的通知"
    assert (found.document_number, str(found.formed_on)) == ("岭自然资规〔2026〕8号", "2026-11-16")
    assert [facts.lines_of(block)[0] for block in found.body] == [
        "各市自然资源局：",
        "为规范不动产登记档案的查询和利用提高服务质量现就有关事项通知如下。",
        "自然资源厅",
        "2026年11月16日",
    ]
    assert {loss.code for loss in found.losses} == {"layout", "red_header"}


def test_words_on_one_line_are_read_from_left_to_right_whatever_their_order_in_the_file():
    page = line("右", 120, 50) + line("下", 28, 70) + line("左", 28, 50.4)
    assert words_of(ofd.read(document(page))) == "左\u3000右\n下"


def test_pages_follow_each_other_and_a_matrix_is_taken_into_account():
    second = line("后", 28, 20) + line("移到前面", 28, 60, more=' CTM="1 0 0 1 0 -50"')
    assert words_of(ofd.read(document(line("前", 28, 200), second))) == "前\n移到前面\n后"


def test_pictures_are_kept_and_seals_are_said():
    page = (
        line("文", 28, 50)
        + '<ofd:ImageObject ID="3" ResourceID="7" Boundary="0 0 9 9"/><ofd:ImageObject ResourceID="8"/>'
    )
    reading = ofd.read(document(page, signed=True))
    assert reading.blocks[-1] == Picture("p1") and reading.pictures["p1"].content == making.png()
    assert {loss.code for loss in reading.losses} == {"layout", "seal", "picture"}


def test_a_document_that_is_not_there_is_refused():
    with pytest.raises(Unreadable, match="broken"):
        ofd.read(making.zipped({"OFD.xml": f"<ofd:OFD {NAMES}><ofd:DocBody/></ofd:OFD>".encode()}))
