"""OFD (GB/T 33190), the fixed-layout format of official documents: lines of text where they stand on the page.

The format keeps no paragraphs and no tables. Lines are put together by their places, in reading order, and the editor
is told to compare. Seals and signatures are left out (clause D10).
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from statistics import median
from typing import Any

from . import pictures
from .inline import Inline
from .package import Package, attribute, child, descendants, name_of
from .shapes import File, Paragraph, Picture, Reading, Unreadable

_MAX_PAGES = 1_000
_POINTS = 72 / 25.4  # a millimetre
_PAGE_NUMBER = re.compile(r"^[-—–\s]*(?:第\s*)?\d{1,4}(?:\s*页)?[-—–\s]*$")
_NEW_PARAGRAPH = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十百]{1,4}[章条节]|\d{1,2}[.．、]|附\s*件)"
)
_CLOSED = "。！？：；"


@dataclass(frozen=True)
class Word:
    """A piece of text on a page, in millimetres from its upper left corner."""

    text: str
    left: float
    top: float
    right: float
    size: float


@dataclass(frozen=True)
class Line:
    """Words at one height, from left to right."""

    text: str
    left: float
    right: float
    top: float
    size: float


def read(content: bytes) -> Reading:
    """Return what a document holds. Raises :class:`Unreadable`."""
    package = Package(content)
    root = package.xml("OFD.xml")
    if root is None:
        raise Unreadable("other_kind")
    reading = Reading()
    for body in (node for node in root if name_of(node) == "DocBody"):
        _document(package, body, reading)
    if any(isinstance(block, Paragraph) for block in reading.blocks):
        reading.lose("layout")
    return reading


def _path(folder: str, text: str | None) -> str:
    place = (text or "").strip()
    return posixpath.normpath(place.lstrip("/") if place.startswith("/") else posixpath.join(folder, place))


def _document(package: Package, body: Any, reading: Reading) -> None:
    location = child(body, "DocRoot")
    path = _path("", location.text if location is not None else "")
    root = package.xml(path)
    if root is None:
        raise Unreadable("broken")
    if child(body, "Signatures") is not None:
        reading.lose("seal")
    folder = posixpath.dirname(path)
    media = _media(package, root, folder)
    size = _numbers(next((node.text for node in descendants(root, "PhysicalBox")), "0 0 210 297"))
    lines: list[list[Line]] = []
    for page in descendants(root, "Page")[:_MAX_PAGES]:
        place = _path(folder, attribute(page, "BaseLoc"))
        content = package.xml(place)
        if content is None:
            continue
        own = next((_numbers(node.text) for node in descendants(content, "PhysicalBox")), size)
        lines.append(_without_page_number(_lines(content), own[3] if len(own) > 3 else 297))
        _text_blocks(lines[-1], reading, own[2] if len(own) > 2 else 210)
        _pictures(package, content, media, reading)
    if (annotations := child(root, "Annotations")) is not None:
        _annotations(package, _path(folder, annotations.text), reading)


def _annotations(package: Package, place: str, reading: Reading) -> None:
    root = package.xml(place)
    for node in descendants(root, "FileLoc") if root is not None else ():
        content = package.xml(_path(posixpath.dirname(place), node.text))
        words = "".join(code.text or "" for code in descendants(content, "TextCode")) if content is not None else ""
        reading.lose("comment" if words else "seal", words)


def _media(package: Package, root: Any, folder: str) -> dict[str, str]:
    """Files of pictures by their ids, from the resources that the document names."""
    found: dict[str, str] = {}
    for node in [*descendants(root, "PublicRes"), *descendants(root, "DocumentRes")]:
        place = _path(folder, node.text)
        resources = package.xml(place)
        if resources is None:
            continue
        base = _path(posixpath.dirname(place), attribute(resources, "BaseLoc") or ".")
        for media in descendants(resources, "MultiMedia"):
            file = child(media, "MediaFile")
            found[attribute(media, "ID") or ""] = _path(base, file.text if file is not None else "")
    return found


def _numbers(text: str | None) -> list[float]:
    return [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", text or "")]


def _lines(content: Any) -> list[Line]:
    words = [word for node in descendants(content, "TextObject") for word in _words(node)]
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda found: (found.top, found.left)):
        if rows and abs(rows[-1][0].top - word.top) < max(word.size, rows[-1][0].size) * 0.5:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_line(sorted(row, key=lambda word: word.left)) for row in rows]


def _line(words: list[Word]) -> Line:
    text, end = "", words[0].left
    for word in words:
        gap = word.left - end
        text += ("\u3000" if gap > word.size * 0.8 and text else "") + word.text
        end = max(end, word.right)
    return Line(text, words[0].left, end, words[0].top, max(word.size for word in words))


def _words(node: Any) -> list[Word]:
    """The text codes of a text object; what its matrix turns or shifts is taken into account, skew is not."""
    box, matrix = _numbers(attribute(node, "Boundary")), _numbers(attribute(node, "CTM"))
    left, top = (box[0], box[1]) if len(box) > 1 else (0.0, 0.0)
    across, down = (abs(matrix[0]) or 1.0, abs(matrix[3]) or 1.0) if len(matrix) > 5 else (1.0, 1.0)
    size = (_numbers(attribute(node, "Size")) or [5.0])[0] * down
    found: list[Word] = []
    at_x, at_y = 0.0, 0.0
    for code in (part for part in node if name_of(part) == "TextCode"):
        x, y = _numbers(attribute(code, "X")), _numbers(attribute(code, "Y"))
        at_x, at_y = (x[0] if x else at_x), (y[0] if y else at_y)
        text = code.text or ""
        if not text.strip():
            continue
        wide = sum(_steps(attribute(code, "DeltaX"))) or sum(0.5 if ord(sign) < 128 else 1.0 for sign in text) * size
        shift = (matrix[4], matrix[5]) if len(matrix) > 5 else (0.0, 0.0)
        start = left + at_x * across + shift[0]
        found.append(Word(text, start, top + at_y * down + shift[1], start + wide * across + size * 0.5, size))
    return found


def _steps(text: str | None) -> list[float]:
    """Distances between characters; ``g 3 5`` stands for three times five."""
    parts, steps, place = (text or "").split(), [], 0  # type: list[str], list[float], int
    while place < len(parts):
        if parts[place] == "g" and place + 2 < len(parts) and parts[place + 1].isdigit():
            steps += _numbers(parts[place + 2]) * min(int(parts[place + 1]), 10_000)
            place += 3
        else:
            steps += _numbers(parts[place])
            place += 1
    return steps


def _without_page_number(lines: list[Line], height: float) -> list[Line]:
    if lines and _PAGE_NUMBER.match(lines[-1].text) and lines[-1].top > height * 0.85:
        return lines[:-1]
    return lines


def _text_blocks(lines: list[Line], reading: Reading, width: float) -> None:
    """Put the lines of a page together: a line that doesn't reach the right edge, or an indent, ends a paragraph."""
    if not lines:
        return
    usual = median(line.size for line in lines)
    left = min(line.left for line in lines)
    right = max(width - left, *(line.right for line in lines))  # margins are alike: short lines alone tell nothing
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and _begins(line, paragraph[-1], left, right, usual):
            reading.blocks.append(_paragraph(paragraph, left, right, width))
            paragraph = []
        paragraph.append(line)
    reading.blocks.append(_paragraph(paragraph, left, right, width))


def _begins(line: Line, last: Line, left: float, right: float, usual: float) -> bool:
    short = last.right < right - usual * 2
    indented = line.left > left + usual * 1.2
    return (
        short
        or indented
        or abs(line.size - last.size) > usual * 0.15
        or line.top - last.top > usual * 3.5
        or bool(_NEW_PARAGRAPH.match(line.text))
        or (last.text.strip()[-1:] in _CLOSED and last.right < right - usual)
    )


def _paragraph(lines: list[Line], left: float, right: float, width: float) -> Paragraph:
    inline = Inline()
    for line in lines:
        inline.write(line.text)
    first = lines[0]
    middle = abs((first.left + first.right) / 2 - width / 2) < first.size * 1.5
    return Paragraph(inline.html, centred=middle and first.left > left + first.size, size=first.size * _POINTS)


def _pictures(package: Package, content: Any, media: dict[str, str], reading: Reading) -> None:
    for node in descendants(content, "ImageObject"):
        name = media.get(attribute(node, "ResourceID") or "", "")
        file = package.read(name)
        usable = pictures.usable(file) if file else None
        if usable is None:
            reading.lose("picture", posixpath.basename(name))
            continue
        key = f"p{len(reading.pictures) + 1}"
        reading.pictures[key] = File(f"{key[1:]}.{usable[0]}", usable[1])
        reading.blocks.append(Picture(key))
