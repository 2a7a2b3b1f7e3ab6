"""What streams say in words: for search, for screening and for tables of contents."""

from __future__ import annotations

from typing import Any

from . import base, core, snapshots

_HOLDERS = {"row": "columns", "tabs": "parts", "accordion": "parts"}


def plain_text(stream_value: Any, shown_now: bool = False) -> str:
    """Return everything a stream says, a line a paragraph; tiles that are missing speak with their stored rendering.

    ``shown_now``: without the tiles whose day is still to come (for public search). An empty stream (or None) gives "".
    """
    if not stream_value:
        return ""
    texts: list[str] = []
    for child in stream_value:
        if shown_now and base.waits_until(child.value):
            continue
        if parts := _parts(child):
            texts += [part for title, tiles in parts for part in (title, plain_text(tiles, shown_now))]
        elif child.block_type == "rich_text" and not child.is_missing:
            # Wagtail's own text of a rich text runs list items and cells together.
            texts.append(snapshots.text_of(child.value.source if child.value else ""))
        else:
            texts.extend(str(text) for text in child.block.get_searchable_content(child.value))
    return "\n".join(text.strip() for text in texts if text and text.strip())


def _parts(child: Any) -> list[tuple[str, Any]]:
    """The parts of a tile that holds others, each as (its title, its tiles)."""
    held = None if child.is_missing else _HOLDERS.get(child.block_type)
    found = [(str(part.get("title") or ""), part["tiles"]) for part in child.value.get(held) or ()] if held else []
    return [(str(child.value.get("title") or ""), None), *found] if found else []


def outline(stream_value: Any) -> list[tuple[str, str, int]]:
    """Return the headings of a stream as (anchor, title, level 2 to 4), for a table of contents.

    Heading tiles and headings inside texts count; the anchors are those that the rendered tiles carry.
    """
    found: list[tuple[str, str, int]] = []
    for child in stream_value or ():
        if child.is_missing or base.waits_until(child.value):
            continue
        if child.block_type == "heading":
            level = 3 if child.value.get("level") == "h3" else 2
            found.append((core.anchor(child.id), child.value.get("text", ""), level))
        elif child.block_type == "rich_text" and child.value:
            _html, headings = core.with_anchors(child.value.source, child.id)
            found.extend((name, snapshots.text_of(inner).replace("\n", " "), level) for name, inner, level in headings)
    return [entry for entry in found if entry[1]]
