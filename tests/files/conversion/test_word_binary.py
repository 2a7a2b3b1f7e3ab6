"""Word's binary files say the same as the documents they were made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.files.conversion import docx, facts, word_binary
from portal.files.conversion.shapes import Paragraph, Picture, Table, Unreadable
from tests.files.conversion import making
from tests.files.conversion.test_docx import assert_in_order, words_of

SAMPLES = Path(__file__).parents[1] / "samples"


def sample(name: str):
    return word_binary.read((SAMPLES / name).read_bytes())


@pytest.mark.parametrize(("name", "seed"), [("mixed1.wps", 1), ("mixed2.doc", 2), ("mixed7.wps", 7)])
def test_a_binary_file_says_what_its_docx_says(name, seed):
    word = making.mixed(seed)
    binary, modern = sample(name), docx.read(word.content())
    assert words_of(binary) == words_of(modern)
    merges = [[table.merges for table in found.blocks if isinstance(table, Table)] for found in (binary, modern)]
    assert merges[0] == merges[1] and len(merges[0]) == len(word.merges)
    assert [type(block) for block in binary.blocks] == [type(block) for block in modern.blocks]
    assert sum(isinstance(block, Picture) for block in binary.blocks) == word.pictures == len(binary.pictures)


def test_an_official_notice_keeps_its_fields():
    found = facts.compose(sample("official.doc"), "official.doc")
    assert found.title == "岭海省自然资源厅关于规范登记档案查询的通知"
    assert (found.document_number, str(found.formed_on)) == ("岭自然资规〔2026〕8号", "2026-11-16")
    assert found.attachment_names == ("申请表", "清单")


def test_changes_hidden_text_tables_in_cells_and_levels_of_numbering():
    reading = sample("marks.doc")
    text = words_of(reading).replace(" ", "")
    assert_in_order(
        [
            "甲添乙丙",
            "m2\u3000尾",
            "下一行𠮷野家",
            "一、",
            "（一）",
            "1.",
            "(1)",
            "2.",
            "（二）",
            "1.",
            "二、",
            "（一）",
            "③",
        ],
        text,
    )
    assert "删去的" not in text and "内部掌握" not in text
    assert {loss.code for loss in reading.losses} == {"deleted", "hidden", "nested_table"}
    assert Paragraph("m<sup>2</sup>\u3000尾<br/>下一行𠮷野家") in reading.blocks
    assert reading.blocks[-1].bullet


@pytest.mark.parametrize("cut", [0, 100, 600, 3000, 9000])
def test_a_broken_file_is_refused_in_words(cut):
    content = (SAMPLES / "mixed2.doc").read_bytes()
    with pytest.raises(Unreadable):
        word_binary.read(content[:cut])


def test_a_file_behind_a_password_is_refused_as_such():
    content = bytearray((SAMPLES / "mixed2.doc").read_bytes())
    head = content.index(b"\xec\xa5")
    content[head + 11] |= 0x01
    with pytest.raises(Unreadable, match="encrypted"):
        word_binary.read(bytes(content))
