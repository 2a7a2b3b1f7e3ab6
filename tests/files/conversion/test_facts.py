"""What documents say about themselves."""

from __future__ import annotations

import pytest

from portal.files.conversion.facts import attachment_names, compose
from portal.files.conversion.shapes import Paragraph, Reading, Table


def composed(*lines, name: str = "文件.docx"):
    blocks = [line if not isinstance(line, str) else Paragraph(line) for line in lines]
    return compose(Reading(blocks=list(blocks)), name)


def body(found) -> list[str]:
    return [block.html for block in found.body if isinstance(block, Paragraph)]


def test_number_title_and_red_header_leave_the_body():
    found = composed(
        "000123", "岭海省自然资源厅文件", "岭自然资规〔2026〕8号", "岭海省自然资源厅关于", "规范档案查询的通知",
        "各市自然资源局：", "正文。", "2026年3月2日",
    )  # fmt: skip
    assert found.title == "岭海省自然资源厅关于规范档案查询的通知" and found.document_number == "岭自然资规〔2026〕8号"
    assert str(found.formed_on) == "2026-03-02" and body(found) == ["各市自然资源局：", "正文。", "2026年3月2日"]
    assert [loss.detail for loss in found.losses] == ["000123", "岭海省自然资源厅文件"]


def test_a_number_with_the_signers_name_is_read_and_stays():
    found = composed("岭自然资函〔2026〕9号　　签发人：某某", "关于某事的函", "正文。")
    assert found.document_number == "岭自然资函〔2026〕9号"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["关于印发办法的通知", "正文。"], "关于印发办法的通知"),
        (["全省工作会议召开", "3月1日，会议在某地召开。"], "全省工作会议召开"),
        (["不动产登记办法（试行）", "第一章 总则", "第一条 内容。"], "不动产登记办法（试行）"),
        (["开头就是一句话，没有标题。"], "文件"),
        ([], "文件"),
        (["About Land", "use plan的通知"], "About Land use plan的通知"),
    ],
)
def test_titles(lines, title):
    assert composed(*lines).title == title


def test_a_styled_title_wins_over_what_reads_like_one():
    found = composed("某某工作简报", Paragraph("真正的标题", is_title=True), "正文。")
    assert found.title == "真正的标题" and body(found) == ["某某工作简报", "正文。"]


def test_a_title_that_is_too_long_stays_in_the_text_too():
    long = "长" * 300
    found = composed(Paragraph(long, is_title=True), "正文。")
    assert len(found.title) == 255 and body(found)[0] == long and found.losses[0].code == "long_title"


def test_sections_become_headings_and_captions_go_to_their_tables():
    found = composed(
        "题", "一、总体要求", "一、这是一句很长的话，不是标题。", "第二章 附则", "表1　供地情况", Table((("甲", "乙"),))
    )
    assert [block.level for block in found.body if isinstance(block, Paragraph)] == [3, 0, 3]
    assert found.body[-1].caption == "表1 供地情况"


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["附件：1.申请表", "　　　2．清单", "某某厅"], ("申请表", "清单")),
        (["附件：申请表", "某某厅"], ("申请表",)),
        (["附件：<br/>1.甲<br/>2.乙"], ("甲", "乙")),
        (["1.不是附件", "见附件。"], ()),
    ],
)
def test_attachments_are_named(lines, names):
    assert attachment_names([Paragraph(line) for line in lines]) == names
