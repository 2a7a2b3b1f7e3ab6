"""What styles of a Word document say about its paragraphs, through what they are based on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .package import attribute, child, name_of

_DEPTH = 20
_OFF = ("0", "false", "off", "none")


def is_on(node: Any, name: str) -> bool | None:
    """Return whether a switch is on, off, or (None) not said."""
    found = child(node, name) if node is not None else None
    return None if found is None else attribute(found, "val") not in _OFF


@dataclass(frozen=True)
class ParagraphStyle:
    """What counts of a paragraph's formatting."""

    name: str = ""
    outline: int | None = None
    centred: bool = False
    size: float = 0
    list_id: str = ""
    depth: int = 0
    hidden: bool = False


class Styles:
    """Styles by their ids."""

    def __init__(self, root: Any) -> None:
        self._nodes = {
            attribute(node, "styleId"): node for node in (root if root is not None else ()) if name_of(node) == "style"
        }
        self._known: dict[str | None, ParagraphStyle] = {}
        self._default = next(
            (
                attribute(node, "styleId")
                for node in self._nodes.values()
                if attribute(node, "type") == "paragraph" and attribute(node, "default") in ("1", "true")
            ),
            None,
        )

    def of(self, paragraph: Any) -> ParagraphStyle:
        """Return what holds for a paragraph: its style and what it says itself."""
        properties = child(paragraph, "pPr")
        named = child(properties, "pStyle") if properties is not None else None
        style = self._named(attribute(named, "val") if named is not None else self._default)
        return _told(style, properties)

    def is_hidden(self, run_properties: Any) -> bool:
        """Tell whether a run's own character style hides it."""
        named = child(run_properties, "rStyle") if run_properties is not None else None
        return named is not None and self._named(attribute(named, "val")).hidden

    def _named(self, key: str | None, depth: int = 0) -> ParagraphStyle:
        if key not in self._known:
            node = self._nodes.get(key)
            if node is None or depth > _DEPTH:
                return ParagraphStyle()
            based = child(node, "basedOn")
            style = self._named(attribute(based, "val"), depth + 1) if based is not None else ParagraphStyle()
            named = child(node, "name")
            style = replace(style, name=(attribute(named, "val") or "").lower() if named is not None else "")
            style = _told(style, child(node, "pPr"))
            marks = child(node, "rPr")
            hidden = is_on(marks, "vanish")
            self._known[key] = replace(
                style, size=size_of(marks) or style.size, hidden=style.hidden if hidden is None else hidden
            )
        return self._known[key]


def size_of(marks: Any) -> float:
    """Return the size in points that run properties say, or 0."""
    node = child(marks, "sz") if marks is not None else None
    value = (attribute(node, "val") or "") if node is not None else ""
    return int(value) / 2 if value.isascii() and value.isdigit() and len(value) < 5 else 0


def _told(style: ParagraphStyle, properties: Any) -> ParagraphStyle:
    if properties is None:
        return style
    changed: dict[str, Any] = {}
    if (node := child(properties, "jc")) is not None:
        changed["centred"] = attribute(node, "val") == "center"
    if (node := child(properties, "outlineLvl")) is not None:
        level = attribute(node, "val") or ""
        changed["outline"] = int(level) if level in "012345678" and level else None
    if (numbers := child(properties, "numPr")) is not None:
        depth, key = child(numbers, "ilvl"), child(numbers, "numId")
        if key is not None:
            changed["list_id"] = attribute(key, "val") or ""
        value = (attribute(depth, "val") or "") if depth is not None else ""
        if value in "012345678" and value:
            changed["depth"] = int(value)
    return replace(style, **changed)
