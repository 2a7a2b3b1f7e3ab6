"""Zip archives and XML from strangers: bounded in members, size and ratio; no entities, no network."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from ..kinds import Unreadable

MAX_MEMBERS = 5_000
MAX_MEMBER_BYTES = 100_000_000
MAX_TOTAL_BYTES = 400_000_000

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Archive:
    """A zip archive, checked when it was opened. Raises :class:`Unreadable` for what is no archive or a bomb."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable(_("The file is damaged: it can't be unpacked.")) from error
        members = self._zip.infolist()
        sizes = [member.file_size for member in members]
        if len(members) > MAX_MEMBERS or sum(sizes) > MAX_TOTAL_BYTES or max(sizes, default=0) > MAX_MEMBER_BYTES:
            raise Unreadable(_("The file would unpack to an unreasonable size and was not opened."))
        self._names = {member.filename.lstrip("/"): member for member in members}

    def names(self) -> list[str]:
        return list(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """Return a member's bytes, never more than it declared."""
        member = self._names[name]
        try:
            with self._zip.open(member) as stream:
                return stream.read(member.file_size)
        except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, NotImplementedError, ValueError) as error:
            raise Unreadable(_("The file is damaged or locked: a part of it can't be unpacked.")) from error
        except Exception as error:  # zlib and lzma raise errors of their own
            if type(error).__module__ in {"zlib", "_lzma", "lzma", "bz2"} or type(error).__name__ == "error":
                raise Unreadable(_("The file is damaged or locked: a part of it can't be unpacked.")) from error
            raise

    def xml(self, name: str) -> Any:
        """Return the root element of an XML member. Entities stay unresolved; broken XML is :class:`Unreadable`."""
        return parse_xml(self.read(name))

    def relations(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Return the relations of an Office part: id → (type's last word, target, whether it lies outside)."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self:
            return {}
        found = {}
        for node in self.xml(path).iter(_RELATIONS):
            outside = node.get("TargetMode") == "External"
            target = node.get("Target", "")
            if not outside:
                joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                target = posixpath.normpath(joined)
            found[node.get("Id", "")] = (node.get("Type", "").rsplit("/", 1)[-1], target, outside)
        return found


def parse_xml(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(_("The file is damaged: its XML can't be read.")) from error


def local(node: Any) -> str:
    """Return an element's name without its namespace; comments and processing instructions have none."""
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def attribute(node: Any, name: str) -> str | None:
    """Return an attribute by its local name, in whatever namespace."""
    for key, value in node.attrib.items():
        if key.rsplit("}", 1)[-1] == name:
            return value
    return None
