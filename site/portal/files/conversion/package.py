"""Zip packages of XML (OOXML, OFD) from strangers: bounded, without entities, without the network."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from lxml import etree

from .shapes import Unreadable

MAX_MEMBERS = 5_000
MAX_TOTAL_BYTES = 300_000_000
MAX_MEMBER_BYTES = 60_000_000


@dataclass(frozen=True)
class Relation:
    """Where a part points to: another part by name, or an address outside."""

    kind: str
    target: str
    external: bool


def parse_xml(content: bytes) -> Any:
    """Return the root element; Unreadable for broken XML and for anything that declares entities."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("broken") from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("entities")
    return root


def name_of(node: Any) -> str:
    """Return the local name of an element: strict and transitional OOXML differ in namespaces only."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(node: Any, name: str) -> str | None:
    """Return an attribute by its local name, or None."""
    for key, value in node.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def child(node: Any, *names: str) -> Any:
    """Return the first descendant along a path of local names, or None."""
    for wanted in names:
        node = next((found for found in node if name_of(found) == wanted), None) if node is not None else None
    return node


def descendants(node: Any, name: str) -> list[Any]:
    """Return the descendants of that local name in document order."""
    return [found for found in node.iter() if name_of(found) == name]


class Package:
    """A zip file that was checked before anything of it is unpacked."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise Unreadable("broken") from error
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
            raise Unreadable("too_large")
        if any(member.flag_bits & 1 for member in members):
            raise Unreadable("encrypted")
        self.names = {member.filename for member in members}

    def read(self, name: str) -> bytes | None:
        """Return a member, or None where there is none."""
        if name not in self.names:
            return None
        if self._zip.getinfo(name).file_size > MAX_MEMBER_BYTES:
            raise Unreadable("too_large")
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, EOFError) as error:
            raise Unreadable("broken") from error

    def xml(self, name: str) -> Any:
        """Return the root of an XML member, or None where there is none."""
        content = self.read(name)
        return None if content is None else parse_xml(content)

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the relations of a part by their ids."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relation] = {}
        for node in root if root is not None else ():
            target, external = node.get("Target", ""), node.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[node.get("Id", "")] = Relation(node.get("Type", "").rpartition("/")[2], target, external)
        return found
