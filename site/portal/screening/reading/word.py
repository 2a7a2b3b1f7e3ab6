"""DOCX: paragraphs of body, headers, footers, notes and text boxes; pictures; shapes; changes; links.

A text has no pages before it is set: pages are counted by the breaks that the last program to save it left in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..kinds import Unreadable
from ..pages import Line, Page
from .archives import Archive, attribute, local
from .media import add_picture

MAX_PARAGRAPHS = 50_000
PAGE_POINTS = 842
_DEFAULT_HALF_POINTS = 21
_PARTS = re.compile(r"^word/(?:header|footer)\d*\.xml$|^word/(?:footnotes|endnotes)\.xml$")
# Files inside the text, other texts that it takes in, and the words of diagrams.
_UNREAD_PARTS = re.compile(r"^word/(?:embeddings/|afchunk|diagrams/data)", re.I)
_HYPERLINK = re.compile(r'HYPERLINK\s+"([^"]+)"')
_CHANGES = frozenset(
    ["ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange",
     "sectPrChange", "cellIns", "cellDel"]
)  # fmt: skip


@dataclass
class _Style:
    size: float | None = None
    colour: str | None = None
    based_on: str | None = None


@dataclass
class _State:
    archive: Archive
    styles: dict[str, _Style]
    pages: dict[int, Page] = field(default_factory=dict)
    number: int = 1
    paragraphs: int = 0

    @property
    def page(self) -> Page:
        return self.pages.setdefault(self.number, Page(self.number))


def read(content: bytes, name: str) -> Iterator[Page]:
    """Yield the pages of a DOCX as its breaks tell them."""
    archive = Archive(content)
    if "word/document.xml" not in archive:
        raise Unreadable(_("This is no DOCX file: its text is missing."))
    state = _State(archive, _styles(archive))
    body = archive.xml("word/document.xml")
    breaks = "lastRenderedPageBreak" if any(local(n) == "lastRenderedPageBreak" for n in body.iter()) else "br"
    for part in sorted(filter(_PARTS.match, archive.names())):
        _part(state, part, archive.xml(part), None)
    _part(state, "word/document.xml", body, breaks)
    _comments(state)
    if any(_UNREAD_PARTS.match(member) for member in archive.names()):
        state.pages.setdefault(1, Page(1)).unseen.append(_("Files are embedded in this text; they were not looked at."))
    yield from (state.pages[number] for number in sorted(state.pages))


def _part(state: _State, part: str, root: Any, breaks: str | None) -> None:
    if breaks:
        state.number = 1
    relations = state.archive.relations(part)
    place = "" if part == "word/document.xml" else part.removeprefix("word/").removesuffix(".xml")
    for kind, target, outside in relations.values():
        if outside and kind == "hyperlink":
            state.page.links.append(target)
    for node in _walk(root):
        name = local(node)
        if breaks and _breaks_page(node, name, breaks):
            state.number = min(state.number + 1, 10_000)
        if name == "p" and node.tag.endswith("wordprocessingml/2006/main}p"):
            state.paragraphs += 1
            if state.paragraphs > MAX_PARAGRAPHS:
                raise Unreadable(_("The text is too long to be looked at."))
            _paragraph(state, node, place)
        elif name in {"blip", "imagedata"}:
            key = attribute(node, "embed") or attribute(node, "id") or ""
            if key in relations and not relations[key][2]:
                add_picture(state.page, state.archive, relations[key][1])
        elif name == "instrText" and node.text:
            state.page.links.extend(_HYPERLINK.findall(node.text))
        elif name in _CHANGES:
            state.page.changes.append(_change(node, name))
        elif name in {"wsp", "oval", "rect", "roundrect"}:
            _shape(state, node, name)


def _walk(root: Any) -> Iterator[Any]:
    """Every element but those of the fallbacks, which say the same again for old programs."""
    stack = [root]
    while stack:
        node = stack.pop()
        if local(node) in {"Fallback", ""}:
            continue
        yield node
        stack.extend(reversed(node))


def _breaks_page(node: Any, name: str, breaks: str) -> bool:
    if breaks == "lastRenderedPageBreak":
        return name == breaks
    return (name == "br" and attribute(node, "type") == "page") or (
        name == "pageBreakBefore" and attribute(node, "val") not in {"0", "false"}
    )


def _styles(archive: Archive) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    if "word/styles.xml" not in archive:
        return styles
    for node in archive.xml("word/styles.xml"):
        if local(node) != "style":
            continue
        size, colour, base = _look(node)
        styles[attribute(node, "styleId") or ""] = _Style(size, colour, base)
    return styles


def _look(node: Any) -> tuple[float | None, str | None, str | None]:
    """Size in half points, colour and base style that an element's own properties say."""
    size = colour = base = None
    for child in node.iter():
        name = local(child)
        if name == "sz" and (attribute(child, "val") or "").isdigit():
            size = size or float(attribute(child, "val") or 0)
        elif name == "color" and colour is None:
            colour = attribute(child, "val")
        elif name == "basedOn":
            base = attribute(child, "val")
    return size, colour, base


def _paragraph(state: _State, node: Any, place: str) -> None:
    style = next((attribute(child, "val") for child in node.iter() if local(child) == "pStyle"), None)
    size, colour = _inherited(state.styles, style)
    text, largest = [], 0.0
    colours: dict[str, int] = {}
    for run in _own(node):
        name = local(run)
        if name == "r":
            own_size, own_colour, _base = _look_of_run(run)
            current = own_colour or colour or ""
            words = _words(run)
            if words.strip():
                largest = max(largest, own_size or size or _DEFAULT_HALF_POINTS)
                colours[current] = colours.get(current, 0) + len(words)
            text.append(words)
    whole = "".join(text)
    ruled = any(_is_red_rule(child) for child in node.iter())
    if whole.strip() or ruled:
        main = max(colours, key=lambda c: colours[c]) if colours else ""
        line = Line(whole.strip(), None, largest / 2 / PAGE_POINTS, _rgb(main), where=place, ruled=ruled)
        state.page.lines.append(line)


def _inherited(styles: dict[str, _Style], name: str | None) -> tuple[float | None, str | None]:
    size = colour = None
    for _step in range(20):
        style = styles.get(name or "")
        if style is None:
            break
        size, colour, name = size or style.size, colour or style.colour, style.based_on
    return size, colour


def _own(paragraph: Any) -> Iterator[Any]:
    """Runs of a paragraph, without those of paragraphs in text boxes inside it."""
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        name = local(node)
        if name == "r":
            yield node
        elif name and name not in {"txbxContent", "Fallback"}:
            stack.extend(reversed(node))


def _look_of_run(run: Any) -> tuple[float | None, str | None, str | None]:
    properties = next((child for child in run if local(child) == "rPr"), None)
    return _look(properties) if properties is not None else (None, None, None)


def _words(run: Any) -> str:
    parts = []
    for child in run:
        name = local(child)
        if name in {"t", "delText"}:
            parts.append(child.text or "")
        elif name in {"tab", "br", "cr"}:
            parts.append(" ")
        elif name == "sym":
            parts.append("★" if (attribute(child, "char") or "").upper() in {"F0AB", "F0B6", "2605"} else " ")
    return "".join(parts)


def _rgb(value: str) -> tuple[int, int, int] | None:
    if not re.fullmatch("#?[0-9A-Fa-f]{6}", value or ""):
        return None
    digits = value.lstrip("#")
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _is_red(value: str | None) -> bool:
    named = {"red": (255, 0, 0)}
    rgb = named.get(value or "") or _rgb((value or "").split(" ")[0])
    return bool(rgb) and rgb[0] > 140 and rgb[1] < 90 and rgb[2] < 90  # type: ignore[index]


def _is_red_rule(node: Any) -> bool:
    """A red border of a paragraph or a red line drawn at it."""
    name = local(node)
    if name in {"bottom", "top"} and attribute(node, "val") not in {None, "nil", "none"}:
        return _is_red(attribute(node, "color"))
    if name in {"line", "connector"}:
        return _is_red(attribute(node, "strokecolor"))
    if name in {"wsp", "cxnSp"}:
        shape = _geometry(node)
        return shape in {"line", "straightConnector1"} and _red_outline(node)
    return False


def _geometry(node: Any) -> str:
    return next((attribute(child, "prst") or "" for child in node.iter() if local(child) == "prstGeom"), "")


def _red_outline(node: Any) -> bool:
    for outline in node.iter():
        if local(outline) == "ln":
            return any(_is_red(attribute(child, "val")) for child in outline.iter() if local(child) == "srgbClr")
    return False


def _shape(state: _State, node: Any, name: str) -> None:
    """A drawn seal: a red ring (or a red frame) that is a shape and no picture."""
    words = "".join(child.text or "" for child in node.iter() if local(child) == "t")
    round_one = (name == "wsp" and _geometry(node) in {"ellipse", "donut"}) or name == "oval"
    red = _red_outline(node) if name == "wsp" else _is_red(attribute(node, "strokecolor"))
    if round_one and red:
        state.page.seals.append((None, words[:60]))


def _change(node: Any, name: str) -> str:
    words = "".join(child.text or "" for child in node.iter() if local(child) in {"t", "delText"}).strip()
    who = attribute(node, "author") or ""
    what = {
        "ins": pgettext("gongkai", "inserted"),
        "del": pgettext("gongkai", "deleted"),
        "moveFrom": pgettext("gongkai", "moved"),
        "moveTo": pgettext("gongkai", "moved"),
    }
    label = what.get(name, pgettext("gongkai", "formatting changed"))
    return f"{label}: {words[:60]} ({who})" if words else f"{label} ({who})"


def _comments(state: _State) -> None:
    for part in sorted(n for n in state.archive.names() if re.match(r"^word/comments\d*\.xml$", n)):
        for node in state.archive.xml(part):
            if local(node) == "comment":
                words = "".join(child.text or "" for child in node.iter() if local(child) == "t")
                page = state.pages.setdefault(1, Page(1))
                page.changes.append(_("comment: %(text)s") % {"text": words[:80]})
                page.lines.append(Line(words, where="comments"))
