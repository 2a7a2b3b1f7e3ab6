"""Tables of messages: read with what Excel writes, written so that no cell is a formula."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from interaction.exchange import tables
from interaction.exchange.errors import Failed
from portal.addons.types import Envelope

COLUMNS = {"编号": "number", "内容": "text"}


def read(name: str, content: bytes):
    return tables.read(name, content, COLUMNS, "hall", "consultation")


def sheet(rows) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def test_the_same_number_gives_the_same_message():
    (one,), (other,) = read("a.csv", "编号,内容\n1,甲\n".encode()), read("b.xlsx", sheet([["内容", "编号"], ["甲", 1]]))
    assert one == other
    assert (one.subject, one.sequence, one.body) == ("1", 1, {"text": "甲"})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "编号\n1\n".encode(),
        "编号,内容\n,甲\n".encode(),
        ("编号,内容\n" + "1,甲\n" * 5001).encode(),
        b"\xff\xfe\x00\x81",
    ],
)
def test_what_is_no_such_table_is_refused(content):
    with pytest.raises(Failed):
        read("a.csv", content)


def test_an_empty_row_is_passed_over():
    assert len(read("a.csv", "编号,内容\n1,甲\n,\n".encode())) == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_no_cell_is_taken_for_a_formula(kind, text):
    content = tables.write([Envelope("m", "1", 1, "reply", {"text": text})], {"内容": "text"}, kind)
    if kind == "csv":
        assert content.decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")
    else:
        cell = load_workbook(io.BytesIO(content)).active["A2"]
        assert cell.data_type == "s" and str(cell.value).startswith("'")


@pytest.mark.parametrize("cell", ["第一行\r第二行", "长" * 140_000, "\0"])
def test_rows_that_cannot_be_told_apart_are_refused(cell):
    with pytest.raises(Failed):
        read("a.csv", f"编号,内容\n1{cell},甲\n".encode())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_no_file_can_hold_is_left_out(kind):
    assert tables.write([Envelope("m", "1", 1, "reply", {"text": "甲\ud800\uffff\x01\r乙"})], {"内容": "text"}, kind)


def test_moments_are_written_as_people_read_them():
    """Whoever carries the table to the hall copies it by hand: no seconds, and the time of day here."""
    body = {"answered_at": "2026-11-27T01:02:03.456+00:00", "text": "可以。"}
    columns = {"答复时间": "answered_at", "答复内容": "text"}
    content = tables.write([Envelope("m", "1", 1, "reply", body)], columns, "csv").decode("utf-8-sig")
    assert content.splitlines()[1] == "2026-11-27 09:02,可以。"
