"""What was read from a file or the clipboard, as tiles."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from portal.files.conversion.shapes import Block, Paragraph, Picture

from . import tables


def tiles_of(blocks: Iterable[Block], pictures: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return stored tiles: running text between pictures and tables. ``pictures`` are ids of images by their keys.

    A picture without an image is left out: who kept it out has said so.
    """
    found: list[dict[str, Any]] = []
    for is_text, group in groupby(blocks, lambda block: isinstance(block, Paragraph)):
        if is_text:
            found.append(tile("rich_text", _running_text(group)))  # type: ignore[arg-type]  # the key says so
            continue
        for block in group:
            if isinstance(block, Picture):
                if block.key in pictures:
                    value = {"image": pictures[block.key], "alt": block.alt[:200], "caption": ""}
                    found.append(tile("image", value))
            elif not isinstance(block, Paragraph):
                merges = ((merge.row, merge.column, merge.rowspan, merge.colspan) for merge in block.merges)
                found.append(
                    tile("table", tables.value(block.rows, merges, caption=block.caption, header_row=block.header))
                )
    return found


def tile(name: str, value: Any) -> dict[str, Any]:
    """Return a tile in its stored form."""
    return {"type": name, "value": value, "id": str(uuid.uuid4())}


def _running_text(paragraphs: Iterable[Paragraph]) -> str:
    parts: list[str] = []
    for is_list, group in groupby(paragraphs, lambda paragraph: paragraph.bullet):
        if is_list:
            parts.append(f"<ul>{''.join(f'<li>{paragraph.html}</li>' for paragraph in group)}</ul>")
        else:
            tags = ((f"h{paragraph.level}" if paragraph.level else "p", paragraph.html) for paragraph in group)
            parts += [f"<{tag}>{html}</{tag}>" for tag, html in tags]
    return "".join(parts)
