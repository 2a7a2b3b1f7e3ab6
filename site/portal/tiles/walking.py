"""A walk through a stream: what stands in each of its tiles, however deep, as facts that checks can ask about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from .base import SETTINGS
from .hrefs import PortalAddressBlock

_ANCHOR = re.compile(r"<a\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'\b(linktype|id|href)="([^"]*)"', re.IGNORECASE)
_HEADING = re.compile(r"<h([2-6])\b[^>]*>(.*?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
# Empty, these have a sentence of their own, which says why they matter.
TOLD_OTHERWISE = ("alt", "review_number")
_TARGETS = {"page": "page", "document": "document"}


@dataclass(frozen=True)
class Picture:
    """A picture with the struct around it: its field's siblings tell what is said of it."""

    image: Any
    said: dict[str, Any]


@dataclass(frozen=True)
class Link:
    """A link: what (page, document, image, address), its key (of an address: itself), the row if it is known.

    ``written`` says that readers see the link whatever stands behind it: it is a part of a text, or was typed.
    """

    what: str
    key: Any
    target: Any = None
    written: bool = False


@dataclass
class Met:
    """What was met in one tile. ``inner`` are the tiles inside it.

    ``lacking`` are labels of fields that a draft may leave empty and the public page may not, ``faults`` what blocks
    say themselves must be mended.
    """

    tile_id: str
    name: str
    block: Any
    value: Any
    missing: bool = False
    has_content: bool = False
    texts: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    inner: list[Met] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        """Tell whether there is anything to see in the tile or in those inside it."""
        return self.missing or self.has_content or any(met.says_something for met in self.inner)


def walk(stream: Any) -> list[Met]:
    """Return what stands in each tile of a stream, in its order."""
    if not stream:
        return []
    raws = list(getattr(stream, "_raw_data", ()))
    children = list(stream)
    raws += [None] * (len(children) - len(raws))
    return [_tile(child, raw) for child, raw in zip(children, raws, strict=False)]


def flat(met: list[Met]) -> Iterator[Met]:
    """Yield tiles and those inside them, in the order of reading."""
    for one in met:
        yield one
        yield from flat(one.inner)


def _tile(child: Any, raw: Any) -> Met:
    met = Met(
        str(child.id or ""), child.block_type, child.block, child.value, missing=getattr(child, "is_missing", False)
    )
    if met.missing:
        return met
    if child.block_type == "heading" and isinstance(child.value, dict):
        met.headings.append((3 if child.value.get("level") == "h3" else 2, str(child.value.get("text") or "")))
    _visit(met, child.block, child.value, raw.get("value") if isinstance(raw, dict) else None)
    return met


def _visit(met: Met, block: Any, value: Any, raw: Any) -> None:
    if _lacks(block, value, raw):
        met.lacking.append(str(block.label))
    if isinstance(block, blocks.StreamBlock):
        met.inner += walk(value)
    elif isinstance(block, TableBlock):
        _say(met, "\n".join(block.get_searchable_content(value)) if value else "")
    elif isinstance(block, blocks.StructBlock):
        _struct(met, block, value or {}, raw if isinstance(raw, dict) else {})
    elif isinstance(block, blocks.ListBlock):
        _list(met, block, value, raw)
    elif isinstance(block, ImageChooserBlock):
        _chosen(met, "image", value, raw)
    elif isinstance(block, blocks.PageChooserBlock):
        _chosen(met, "page", value, raw)
    elif isinstance(block, DocumentChooserBlock):
        _chosen(met, "document", value, raw)
    elif isinstance(block, blocks.RichTextBlock):
        _rich_text(met, getattr(value, "source", value) or "")
    elif isinstance(
        block, (blocks.CharBlock, blocks.TextBlock, blocks.URLBlock, blocks.DateBlock, blocks.IntegerBlock)
    ):
        _say(met, str(value if value is not None else ""))
        if isinstance(block, (blocks.URLBlock, PortalAddressBlock)) and value:
            met.links.append(Link("address", str(value), written=True))


def _lacks(block: Any, value: Any, raw: Any) -> bool:
    """Tell whether a field wants something; what was chosen and has gone is told as a link to nothing."""
    if isinstance(block, blocks.ListBlock):
        return len(value or ()) < (block.meta.min_num or 0)
    if isinstance(block, (TableBlock, blocks.BooleanBlock)) or not isinstance(block, blocks.FieldBlock):
        return False
    if isinstance(block, blocks.RichTextBlock):
        value = _TAG.sub("", getattr(value, "source", value) or "")
    if isinstance(value, str):
        return block.required and not value.strip()
    return block.required and value is None and not raw


def _struct(met: Met, block: Any, value: Any, raw: dict[str, Any]) -> None:
    before = len(met.links)
    for name, child in block.child_blocks.items():
        if name == SETTINGS:
            continue
        inner = value.get(name)
        if isinstance(child, ImageChooserBlock) and inner:
            met.pictures.append(Picture(inner, value))
        if name in TOLD_OTHERWISE and not str(inner or "").strip():
            continue
        _visit(met, child, inner, raw.get(name))
    _own_faults(met, block, value, met.links[before:])


def _own_faults(met: Met, block: Any, value: Any, links: list[Link]) -> None:
    says = getattr(block, "faults", None)
    if says and all(link.target or link.written for link in links):  # else it is told that what was chosen has gone
        met.faults += map(str, says(value))


def _list(met: Met, block: Any, value: Any, raw: Any) -> None:
    items = list(value or ())
    raws = raw if isinstance(raw, list) else []
    for place, item in enumerate(items):
        stored = raws[place] if place < len(raws) and len(raws) == len(items) else None
        if isinstance(stored, dict) and stored.get("type") == "item":
            stored = stored.get("value")
        _visit(met, block.child_block, item, stored)


def _chosen(met: Met, what: str, value: Any, raw: Any) -> None:
    if value:
        met.has_content = True
        met.links.append(Link(what, value.pk, value))
    elif raw:
        met.links.append(Link(what, raw))  # chosen once; it has gone since


def _rich_text(met: Met, source: str) -> None:
    _say(met, _TAG.sub(" ", source))
    met.headings += [(int(level), _TAG.sub("", inner).strip()) for level, inner in _HEADING.findall(source)]
    for anchor in _ANCHOR.findall(source):
        found = {name.lower(): text for name, text in _ATTRIBUTE.findall(anchor)}
        what = _TARGETS.get(found.get("linktype", ""))
        if what and found.get("id", "").isdecimal():
            met.links.append(Link(what, int(found["id"]), written=True))
        elif found.get("href"):
            met.links.append(Link("address", unescape(found["href"]), written=True))


def _say(met: Met, text: str) -> None:
    if text.strip():
        met.has_content = True
        met.texts.append(text)
