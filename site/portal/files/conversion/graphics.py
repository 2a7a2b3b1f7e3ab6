"""Pictures, text boxes, charts and embedded files of a Word document."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import pictures
from .inline import Inline
from .package import attribute, child, name_of
from .shapes import File, Paragraph, Picture

if TYPE_CHECKING:
    from .docx import Walk

_EMBEDDED = {".docx", ".xlsx", ".pptx", ".doc", ".xls", ".pdf"}


@dataclass
class Found:
    """What stands in a paragraph beside its words, in order: pictures and the contents of text boxes."""

    parts: list[Picture | Paragraph | Any] = field(default_factory=list)


def chosen(alternates: Any) -> Any:
    """Return the branch of alternate contents that is read: never both, or words would stand there twice."""
    choice, fallback = child(alternates, "Choice"), child(alternates, "Fallback")
    if choice is not None and not (fallback is not None and (choice.get("Requires") or "").startswith("cx")):
        return choice
    return fallback if fallback is not None else ()


def collect(walk: Walk, node: Any, found: Found, alt: str = "") -> None:
    """Collect what a drawing holds."""
    for part in node:
        kind = name_of(part)
        if kind == "docPr":
            alt = attribute(part, "descr") or ""
        elif kind == "AlternateContent":
            collect(walk, chosen(part), found, alt)
        elif kind in ("txbxContent",):
            walk.counts["box"] += 1
            found.parts.append(part)
        elif kind in ("blip", "imagedata"):
            _picture(walk, part, found, alt)
        elif kind == "chart":
            _words_of_part(walk, part, found, "chart")
        elif kind == "relIds":
            _words_of_part(walk, part, found, "diagram")
        elif kind == "textpath":
            if words := attribute(part, "string"):
                found.parts.append(Paragraph(_escaped(words)))
        elif kind == "OLEObject":
            _embedded(walk, part)
        else:
            collect(walk, part, found, alt)


def place(walk: Walk, found: Found) -> None:
    """Put what was collected behind its paragraph."""
    for part in found.parts:
        if isinstance(part, Picture | Paragraph):
            walk.blocks.append(part)
        else:
            walk.container(part)


def _escaped(text: str) -> str:
    inline = Inline()
    inline.write(text)
    return inline.html


def _picture(walk: Walk, node: Any, found: Found, alt: str) -> None:
    key = attribute(node, "embed") or attribute(node, "id")
    relation = walk.relations.get(key or "")
    if relation is None or relation.external:
        if key or attribute(node, "link"):
            walk.reading.lose("linked_picture", relation.target if relation else alt)
        return
    content = walk.package.read(relation.target)
    usable = pictures.usable(content, _crop(node)) if content else None
    if usable is None:
        walk.reading.lose("picture", posixpath.basename(relation.target))
        return
    number = len(walk.reading.pictures) + 1
    picture = Picture(f"p{number}", alt)
    walk.reading.pictures[picture.key] = File(f"{number}.{usable[0]}", usable[1])
    found.parts.append(picture)


def _crop(node: Any) -> tuple[float, float, float, float]:
    """What the author cut off, from DrawingML (thousandths of a percent) or VML (65536ths)."""
    rectangle = child(node.getparent(), "srcRect") if name_of(node) == "blip" else node
    if rectangle is None:
        return pictures.NO_CROP
    drawing = name_of(rectangle) == "srcRect"
    names = ("l", "t", "r", "b") if drawing else ("cropleft", "croptop", "cropright", "cropbottom")
    left, top, right, bottom = (_part(attribute(rectangle, name), drawing) for name in names)
    return left, top, right, bottom


def _part(text: str | None, drawing: bool) -> float:
    try:
        if not text:
            return 0.0
        if drawing:
            return float(text.rstrip("%")) / (100 if text.endswith("%") else 100_000)
        return float(text[:-1]) / 65536 if text.endswith("f") else float(text)
    except ValueError:
        return 0.0


def _words_of_part(walk: Walk, node: Any, found: Found, code: str) -> None:
    """Charts and diagrams are drawn by Word: their words are kept, the drawing isn't."""
    relation = walk.relations.get(attribute(node, "dm") or attribute(node, "id") or "")
    root = walk.package.xml(relation.target) if relation is not None and not relation.external else None
    if root is None:
        walk.reading.lose(code)
        return
    words = [text for part in root.iter() if name_of(part) in ("t", "v") and (text := (part.text or "").strip())]
    found.parts.extend(Paragraph(_escaped(text)) for text in words)
    walk.reading.lose(code, "；".join(words))


def _embedded(walk: Walk, node: Any) -> None:
    relation = walk.relations.get(attribute(node, "id") or "")
    kind = attribute(node, "ProgID") or ""
    content = walk.package.read(relation.target) if relation is not None and not relation.external else None
    extension = posixpath.splitext(relation.target)[1].lower() if relation is not None else ""
    if content is None or extension not in _EMBEDDED:
        walk.reading.lose("embedded", kind)
        return
    walk.reading.embedded.append(File(f"{len(walk.reading.embedded) + 1}{extension}", content))
