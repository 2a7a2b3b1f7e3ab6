"""Hostile packages are refused before anything of them is unpacked or resolved."""

from __future__ import annotations

import pytest

from portal.files.conversion import docx, package
from portal.files.conversion.shapes import Unreadable
from tests.files.conversion import making

ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    f'<w:document xmlns:w="{making.W}"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>'
)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(9))


def test_entities_are_refused_and_never_resolved():
    for xml in (ENTITY, ENTITY.replace('<!ENTITY e SYSTEM "file:///etc/passwd">', LAUGHS).replace("&e;", "&l8;")):
        with pytest.raises(Unreadable, match=r"entities|broken"):
            docx.read(making.zipped({"word/document.xml": xml.encode()}))


@pytest.mark.parametrize(("name", "value"), [("MAX_TOTAL_BYTES", 100), ("MAX_MEMBERS", 2), ("MAX_MEMBER_BYTES", 50)])
def test_what_unpacks_to_too_much_is_refused(monkeypatch, name, value):
    monkeypatch.setattr(package, name, value)
    with pytest.raises(Unreadable, match="too_large"):
        docx.read(making.minimal("文"))


def test_deep_nesting_is_refused_in_words():
    deep = "<w:tbl><w:tr><w:tc>" * 400 + "</w:tc></w:tr></w:tbl>" * 400
    with pytest.raises(Unreadable, match="broken"):
        docx.read(making.minimal(deep))


def test_a_zip_of_something_else_is_refused():
    with pytest.raises(Unreadable, match="other_kind"):
        docx.read(making.zipped({"word/document.xml": b"<other/>"}))
    with pytest.raises(Unreadable, match="broken"):
        package.Package(b"PK\x03\x04 nothing")
