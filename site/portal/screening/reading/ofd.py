"""OFD (GB/T 33190): a zip of XML. Text with places, pictures and drawn lines on a white page, and its seals."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from ..kinds import Box, Unreadable
from ..pages import Line, Page, View
from . import pictures
from .archives import Archive, local

MAX_PAGES = 200
DOTS_PER_MM = 150 / 25.4
MAX_SIDE = 2400
MAX_OBJECTS = 20_000
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?")
_STAMP_PICTURES = ((b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"), (b"\xff\xd8\xff", b"\xff\xd9"))

Area = tuple[float, float, float, float]  # left, top, width, height in millimetres


@dataclass
class _Sheet:
    """A page while it is drawn."""

    area: Area
    scale: float
    canvas: Image.Image
    media: dict[str, str]
    archive: Archive
    lines: list[Line] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    whole: bool = True  # all that is on the page could be drawn

    def box(self, area: Area) -> Box:
        x, y, w, h = area
        width, height = self.area[2], self.area[3]
        return (x / width, y / height, (x + w) / width, (y + h) / height)


@dataclass
class _Document:
    archive: Archive
    folder: str
    area: Area
    pages: list[tuple[str, str]]  # id, part
    templates: dict[str, str]
    media: dict[str, str]
    stamps: dict[str, list[tuple[Area, str]]]  # page id → area, part of the signed value
    remarks: list[str]


def read(content: bytes, name: str) -> Iterator[Page]:
    """Yield the pages of an OFD; seals that its signatures declare are told as such."""
    archive = Archive(content)
    if "OFD.xml" not in archive:
        raise Unreadable(_("This is no OFD file: its beginning is missing."))
    number = 0
    for root in [node.text or "" for node in archive.xml("OFD.xml").iter() if local(node) == "DocRoot"][:20]:
        document = _document(archive, root.strip().lstrip("/"))
        for key, part in document.pages:
            number += 1
            if number > MAX_PAGES:
                return
            page = _page(document, number, key, part)
            if number == MAX_PAGES:
                page.unseen.append(_("Only the first %(pages)s pages were looked at.") % {"pages": MAX_PAGES})
            yield page
    if not number:
        raise Unreadable(_("The OFD has no pages."))


def _document(archive: Archive, root: str) -> _Document:
    if root not in archive:
        raise Unreadable(_("The OFD is damaged: a part is missing."))
    folder = posixpath.dirname(root)
    xml = archive.xml(root)
    area = _area(next((n.text for n in xml.iter() if local(n) == "PhysicalBox"), None)) or (0, 0, 210, 297)
    pages = [
        (n.get("ID", ""), _join(folder, n.get("BaseLoc", "")))
        for n in xml.iter()
        if local(n) == "Page" and n.get("BaseLoc")
    ]
    templates = {n.get("ID", ""): _join(folder, n.get("BaseLoc", "")) for n in xml.iter() if local(n) == "TemplatePage"}
    media: dict[str, str] = {}
    for node in xml.iter():
        if local(node) in {"PublicRes", "DocumentRes"} and node.text:
            media.update(_media(archive, _join(folder, node.text.strip())))
    return _Document(
        archive, folder, area, pages, templates, media, _stamps(archive, folder), _remarks(archive, folder, xml)
    )


def _join(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _media(archive: Archive, part: str) -> dict[str, str]:
    if part not in archive:
        return {}
    root = archive.xml(part)
    base = _join(posixpath.dirname(part), root.get("BaseLoc", ""))
    found = {}
    for node in root.iter():
        if local(node) == "MultiMedia":
            file = next((child.text for child in node if local(child) == "MediaFile"), None)
            if file:
                found[node.get("ID", "")] = _join(base, file.strip())
    return found


def _stamps(archive: Archive, folder: str) -> dict[str, list[tuple[Area, str]]]:
    """Seals by page: what the signatures' own files say, wherever they lie."""
    found: dict[str, list[tuple[Area, str]]] = {}
    for part in archive.names():
        if not re.search(r"(?i)signs?/.*signature\.xml$", part) or not part.startswith(folder):
            continue
        root = archive.xml(part)
        value = next((n.text for n in root.iter() if local(n) == "SignedValue"), None) or ""
        for node in root.iter():
            if local(node) == "StampAnnot":
                area = _area(node.get("Boundary")) or (0, 0, 0, 0)
                signed = _join(posixpath.dirname(part), value.strip())
                found.setdefault(node.get("PageRef", ""), []).append((area, signed))
    return found


def _remarks(archive: Archive, folder: str, xml: Any) -> list[str]:
    found = []
    for part in archive.names():
        if (
            part.startswith(folder)
            and re.search(r"(?i)annot[^/]*\.xml$", part)
            and not part.endswith("Annotations.xml")
        ):
            for node in archive.xml(part).iter():
                if local(node) == "Annot" and node.get("Type") in {"Highlight", "Path", "Text"}:
                    words = "".join(child.text or "" for child in node.iter() if local(child) == "TextCode")
                    found.append(words or node.get("Type", ""))
    return found


def _page(document: _Document, number: int, key: str, part: str) -> Page:
    if part not in document.archive:
        raise Unreadable(_("The OFD is damaged: a part is missing."))
    root = document.archive.xml(part)
    area = _area(next((n.text for n in root.iter() if local(n) == "PhysicalBox"), None)) or document.area
    if area[2] <= 0 or area[3] <= 0:
        raise Unreadable(_("The OFD is damaged: a page has no size."))
    scale = min(DOTS_PER_MM, MAX_SIDE / max(area[2], area[3]))
    size = (max(1, round(area[2] * scale)), max(1, round(area[3] * scale)))
    sheet = _Sheet(area, scale, Image.new("RGB", size, "white"), document.media, document.archive)
    for node in root.iter():
        template = document.templates.get(node.get("TemplateID", "")) if local(node) == "Template" else None
        if template and template in document.archive:
            _draw(sheet, document.archive.xml(template))
    _draw(sheet, root)
    page = Page(number, lines=sheet.lines)
    for stamp, signed in document.stamps.get(key, []):
        _draw_stamp(sheet, stamp, signed)
        page.seals.append((sheet.box(stamp) if stamp[2] else None, ""))
    page.views.append(View(np.asarray(sheet.canvas), known=sheet.lines, pictures=sheet.pictures))
    if not sheet.whole:
        page.cut_short()
    page.changes = document.remarks if number == 1 else []
    return page


def _draw(sheet: _Sheet, root: Any) -> None:
    for count, node in enumerate(root.iter()):
        if count > MAX_OBJECTS:
            sheet.whole = False
            return
        name = local(node)
        area = _area(node.get("Boundary"))
        if area is None:
            continue
        if name == "TextObject":
            _text(sheet, node, area)
        elif name == "ImageObject":
            target = sheet.media.get(node.get("ResourceID", ""))
            if target and target in sheet.archive:
                _paste(sheet, sheet.archive.read(target), area)
        elif name == "PathObject":
            _path(sheet, node, area)


def _text(sheet: _Sheet, node: Any, area: Area) -> None:
    words = "".join(child.text or "" for child in node.iter() if local(child) == "TextCode").strip()
    if words:
        size = float((_NUMBER.findall(node.get("Size", "")) or ["4"])[0]) * abs(_matrix(node)[3])
        line = Line(words, sheet.box(area), size / sheet.area[3], _colour(node, "FillColor"))
        sheet.lines.append(line)


def _matrix(node: Any) -> list[float]:
    values = [float(value) for value in _NUMBER.findall(node.get("CTM", ""))]
    return values if len(values) == 6 else [1, 0, 0, 1, 0, 0]


def _colour(node: Any, name: str) -> tuple[int, int, int] | None:
    value = next((child.get("Value", "") for child in node if local(child) == name), "")
    parts = [int(float(part)) for part in _NUMBER.findall(value)]
    return (parts[0] % 256, parts[1] % 256, parts[2] % 256) if len(parts) == 3 else None


def _paste(sheet: _Sheet, content: bytes, area: Area) -> None:
    try:
        picture = Image.fromarray(pictures.decode(content))
    except Unreadable:
        sheet.whole = False
        return
    x, y, w, h = (value * sheet.scale for value in area)
    size = (max(1, min(round(w), 2 * MAX_SIDE)), max(1, min(round(h), 2 * MAX_SIDE)))
    # Seals have a clear or a white ground: the darker of both layers shows, as with ink on paper.
    layer = Image.new("RGB", sheet.canvas.size, "white")
    layer.paste(picture.resize(size), (round(x), round(y)))
    sheet.canvas = Image.fromarray(np.minimum(np.asarray(sheet.canvas), np.asarray(layer)))
    sheet.pictures.append(sheet.box(area))


def _draw_stamp(sheet: _Sheet, area: Area, signed: str) -> None:
    """Show the picture that a signature's value (ASN.1) carries, for people to see."""
    content = sheet.archive.read(signed) if signed in sheet.archive else b""
    for start, end in _STAMP_PICTURES:
        first = content.find(start)
        last = content.find(end, first)
        if 0 <= first < last and area[2]:
            _paste(sheet, content[first : last + len(end)], area)
            return


def _path(sheet: _Sheet, node: Any, area: Area) -> None:
    data = next((child.text or "" for child in node if local(child) == "AbbreviatedData"), "")
    a, b, c, d, e, f = _matrix(node)
    points: list[tuple[float, float]] = []
    strokes = [points]
    tokens = re.findall(r"[A-Za-z]|-?\d+(?:\.\d+)?(?:[eE]-?\d+)?", data[:200_000])
    index, command = 0, ""
    while index < len(tokens):
        if tokens[index].isalpha():
            command = tokens[index]
            index += 1
            if command == "C" and points:
                points.append(points[0])
            if command in "MS":
                points = []
                strokes.append(points)
            continue
        count = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7}.get(command, 1)
        values = [float(t) for t in tokens[index : index + count] if not t.isalpha()]
        index += max(1, len(values))
        if len(values) == count and count > 1:
            points.extend(_curve(points, command, values))
    ink = _colour(node, "StrokeColor") or (0, 0, 0)
    fill = _colour(node, "FillColor") if node.get("Fill") == "true" else None
    pen = max(1, round(float((_NUMBER.findall(node.get("LineWidth", "")) or ["0.353"])[0]) * sheet.scale))
    brush = ImageDraw.Draw(sheet.canvas)
    for stroke in strokes:
        placed = [
            ((area[0] + a * x + c * y + e) * sheet.scale, (area[1] + b * x + d * y + f) * sheet.scale)
            for x, y in stroke
        ]
        if fill is not None and len(placed) > 2:
            brush.polygon(placed, fill=fill)
        if node.get("Stroke") != "false" and len(placed) > 1:
            brush.line(placed, fill=ink, width=min(pen, 40))


def _curve(points: list[tuple[float, float]], command: str, values: list[float]) -> list[tuple[float, float]]:
    """Points of one step of a path; curves become short straight pieces, arcs their end."""
    end = (values[-2], values[-1])
    if command not in "QB" or not points:
        return [end]
    corners = [points[-1], *zip(values[::2], values[1::2], strict=True)]
    steps = np.linspace(0, 1, 13)[1:, None]
    layers = [np.asarray(corner, dtype=float)[None, :].repeat(12, axis=0) for corner in corners]
    while len(layers) > 1:
        layers = [low * (1 - steps) + high * steps for low, high in itertools.pairwise(layers)]
    return [(float(x), float(y)) for x, y in layers[0]]


def _area(text: str | None) -> Area | None:
    values = [float(value) for value in _NUMBER.findall(text or "")]
    return (values[0], values[1], values[2], values[3]) if len(values) >= 4 else None
