"""A file is read by the reader of its kind, apart from the portal, and checked against another way of reading it."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.files.conversion import codec, docx, facts, reading, service
from portal.files.conversion.shapes import Loss, Unreadable
from portal.files.conversion.words import LOSSES, UNREADABLE, sentences
from tests.files.conversion import making
from tests.files.conversion.making import escape, paragraph, run
from tests.files.conversion.test_docx import assert_in_order, words_of


def test_a_process_of_its_own_gives_the_same_as_reading_here():
    content = making.mixed(3).content()
    assert service.convert(io.BytesIO(content), "甲 乙.docx") == reading.read(content, "甲 乙.docx")


def test_a_conversion_survives_its_way_as_json():
    found = reading.read(making.mixed(4).content(), "a.docx")
    assert codec.loads(codec.dumps(found)) == found


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.docx", b"", "empty"),
        ("a.xlsx", b"PK", "kind"),
        ("a", b"PK", "kind"),
        ("a.ofd", making.minimal("文"), "other_kind"),
        ("a.doc", making.minimal("文"), "other_kind"),
        ("a.docx", b"{\\rtf1}", "other_kind"),
        ("a.docx", making.minimal(""), "no_text"),
        ("a.docx", making.zipped({"word/document.xml": b"<"}), "broken"),
    ],
)
def test_what_is_wrong_arrives_as_a_code_with_a_sentence(name, content, code):
    with pytest.raises(Unreadable) as caught:
        service.convert(io.BytesIO(content), name)
    assert caught.value.code == code and UNREADABLE[code]


def test_a_reader_that_hangs_or_is_killed_is_said_as_a_limit(monkeypatch):
    for error in (subprocess.TimeoutExpired("reader", 30), subprocess.CalledProcessError(-9, "reader", stderr=b"")):
        monkeypatch.setattr(service, "run_alone", lambda *_a, error=error: (_ for _ in ()).throw(error))
        with pytest.raises(Unreadable, match="limits"):
            service.convert(io.BytesIO(b"x"), "a.docx")


def test_a_reader_that_fails_is_said_as_a_broken_file(monkeypatch, caplog):
    error = subprocess.CalledProcessError(1, "reader", stderr="KeyError: '某人的电话'".encode())
    monkeypatch.setattr(service, "run_alone", lambda *_a: (_ for _ in ()).throw(error))
    with pytest.raises(Unreadable, match="broken"):
        service.convert(io.BytesIO(b"x"), "a.docx")
    assert "KeyError" in caplog.text and "电话" not in caplog.text


def test_lines_that_another_reader_finds_and_the_draft_lacks_are_said():
    found = reading.read(making.minimal("在稿中"), "a.docx")
    assert reading.unplaced("在 稿中\n不在稿中的", found) == ["不在稿中的"]


def test_every_code_that_readers_say_has_words():
    source = "".join(path.read_text() for path in Path(reading.__file__).parent.glob("*.py"))
    lost = set(re.findall(r'(?:lose|Loss|_leave_out|_words_of_part)\((?:[^()"]*, )?"(\w+)"', source))
    refused = set(re.findall(r'Unreadable\("(\w+)"', source))
    assert len(lost) > 10 and lost <= LOSSES.keys() and len(refused) > 6 and refused <= UNREADABLE.keys()


def test_what_happened_several_times_is_said_once():
    assert len(sentences([Loss("picture"), Loss("picture"), Loss("symbol", "x")])) == 2


WORDS = st.text("甲乙丙丁ab<& ", min_size=1, max_size=5).filter(str.strip)
TREES = st.recursive(
    WORDS.map(lambda word: ("text", word)),
    lambda inside: st.tuples(
        st.sampled_from(["p", "sdt", "ins", "table", "link"]), st.lists(inside, min_size=1, max_size=4)
    ),
    max_leaves=25,
)


def blocks(tree, words: list[str]) -> str:
    """A tree as blocks of a document."""
    kind, inside = tree
    if kind == "text":
        words.append(f"〈{len(words)}{''.join(inside.split())}〉")
        half = len(words[-1]) // 2
        return paragraph(run(words[-1][:half], "<w:b/>") + run(words[-1][half:]))
    content = "".join(blocks(part, words) for part in inside)
    if kind == "table":
        cells = [f"<w:tc>{part}</w:tc>" for part in (content, paragraph(run("")))]
        return f"<w:tbl><w:tr>{''.join(cells)}</w:tr></w:tbl>"
    if kind == "sdt":
        return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"
    return f'<w:ins w:id="1">{content}</w:ins>' if kind == "ins" else content


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_no_word_is_lost_whatever_tables_and_runs_stand_in_each_other(tree):
    words: list[str] = []
    xml = blocks(tree, words)
    found = docx.read(making.minimal(xml if xml.startswith("<w:p>") or xml.startswith("<w:t") else f"<w:tbl/>{xml}"))
    assert_in_order(words, words_of(found).replace("\n", ""))
    assert all(escape(word) for word in words) and facts.compose(found, "a.docx").source
