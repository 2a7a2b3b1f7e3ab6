import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.screening.kinds import Unreadable
from portal.screening.reading import archives
from portal.screening.reading.archives import Archive, parse_xml
from tests.screening.drawing import archive, relations


def test_too_much_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(archives, "MAX_TOTAL_BYTES", 1_000)
    with pytest.raises(Unreadable):
        Archive(archive({"a": b"0" * 2_000}))


def test_too_many_members_are_not_opened(monkeypatch):
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    with pytest.raises(Unreadable):
        Archive(archive({str(number): b"" for number in range(4)}))


def test_entities_are_not_resolved():
    root = parse_xml(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "boom">]><a>&x;&y;</a>')
    assert "boom" not in (root.text or "")
    assert not root.text


def test_a_damaged_member_is_told(monkeypatch):
    content = bytearray(archive({"a.xml": b"<a>" + b"x" * 500 + b"</a>"}))
    content[45] ^= 0xFF
    with pytest.raises(Unreadable):
        Archive(bytes(content)).xml("a.xml")


def test_relations_are_read_from_their_own_folder():
    made = Archive(
        archive(
            {
                "word/_rels/a.xml.rels": relations(
                    ("r1", "image", "../x/i.png", False), ("r2", "hyperlink", "http://a.cn", True)
                )
            }
        )
    )
    assert made.relations("word/a.xml") == {"r1": ("image", "x/i.png", False), "r2": ("hyperlink", "http://a.cn", True)}


@given(st.binary(max_size=300))
def test_any_bytes_are_an_archive_or_unreadable(content):
    with contextlib.suppress(Unreadable):
        Archive(b"PK\x03\x04" + content)
