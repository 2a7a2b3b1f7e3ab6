"""Word's binary files (.doc, and .wps as WPS Office writes it): text, tables with merged cells, notes, numbering.

Read from the piece table ([MS-DOC] 2.4.1). Pictures in the lines are carried over, those that float are not; the words
of text boxes stand behind the text. What isn't carried over is said.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import olefile

from . import word_lists
from .inline import Inline, Style
from .numbering import Numbering
from .shapes import File, Paragraph, Picture, Reading, Unreadable
from .word_formatting import Runs, runs_of, switch, u16, u32
from .word_pictures import picture_at
from .word_tables import Rows

NOTES = "注释"
_BOLD, _ITALIC, _DELETED, _INSERTED, _HIDDEN, _RAISED, _SIZE = 0x0835, 0x0836, 0x0800, 0x0801, 0x083C, 0x2A48, 0x4A43
_CENTRED, _OUTLINE, _LIST, _DEPTH, _SYMBOL, _PICTURE = (0x2461, 0x2403), 0x2640, 0x460B, 0x260A, 0x6A09, 0x6A03
_ENDS = "\r\x07\x0c"
_MAX_CHARACTERS = 5_000_000


@dataclass(frozen=True)
class Piece:
    """A stretch of text: where it lies in the file and how many bytes a character takes."""

    start: int
    text: str
    place: int
    width: int


@dataclass(frozen=True)
class Run:
    """Characters that look the same; ``first`` counts them in the text, ``place`` is where they lie in the file."""

    first: int
    text: str
    marks: dict[int, bytes]
    place: int
    width: int


def read(content: bytes) -> Reading:
    """Return what a document holds. Raises :class:`Unreadable`."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            if ole.exists("EncryptedPackage"):
                raise Unreadable("encrypted")
            if not ole.exists("WordDocument"):
                raise Unreadable("other_kind")
            main = ole.openstream("WordDocument").read()
            table = ole.openstream(f"{1 if u16(main, 10) & 0x0200 else 0}Table").read()
            data = ole.openstream("Data").read() if ole.exists("Data") else b""
    except (OSError, ValueError, IndexError, KeyError, TypeError) as error:
        raise Unreadable("broken") from error
    if u16(main, 0) != 0xA5EC:
        raise Unreadable("other_kind")
    if u16(main, 10) & 0x0100:
        raise Unreadable("encrypted")
    return BinaryDocument(main, table, data).read()


def is_encrypted_package(content: bytes) -> bool:
    """Tell whether this is an Office Open XML document behind a password."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            return bool(ole.exists("EncryptedPackage"))
    except (OSError, ValueError, IndexError, TypeError):
        return False


class BinaryDocument:
    """The streams of one file."""

    def __init__(self, main: bytes, table: bytes, data: bytes) -> None:
        self.main, self.table, self.data = main, table, data
        self.pieces = self._pieces()
        self.characters: Runs = runs_of(main, table, *self._part(12), None)
        self.paragraphs: Runs = runs_of(main, table, *self._part(13), data)
        self.numbering = Numbering(word_lists.lists_of(table, self._part(73), self._part(74)))
        self.reading = Reading()
        self._calls = {**self._calls_of("footnote", 2), **self._calls_of("endnote", 46)}
        self._notes: list[tuple[str, int]] = []

    def _part(self, index: int) -> tuple[int, int]:
        """Place and size in the table stream of a part that the head of the file lists."""
        return u32(self.main, 0x9A + 8 * index), u32(self.main, 0x9E + 8 * index)

    def _pieces(self) -> list[Piece]:
        place, size = self._part(33)
        end = place + size
        while place < end and self.table[place : place + 1] == b"\x01":
            place += 3 + u16(self.table, place + 1)
        if self.table[place : place + 1] != b"\x02":
            raise Unreadable("broken")
        count = (u32(self.table, place + 1) - 4) // 12
        place += 5
        starts = [u32(self.table, place + 4 * index) for index in range(count + 1)] if 0 < count < 1_000_000 else [0]
        if starts[-1] > _MAX_CHARACTERS:
            raise Unreadable("too_large")
        return [
            self._piece(first, last, u32(self.table, place + 4 * (count + 1) + 8 * index + 2))
            for index, (first, last) in enumerate(pairwise(starts))
            if last > first
        ]

    def _piece(self, first: int, last: int, where: int) -> Piece:
        narrow = bool(where & 0x40000000)
        place = (where & 0x3FFFFFFF) // 2 if narrow else where & 0x3FFFFFFF
        content = self.main[place : place + (last - first) * (1 if narrow else 2)]
        text = content.decode("cp1252", "replace") if narrow else _utf16(content)
        return Piece(first, text, place, 1 if narrow else 2)

    def runs(self, first: int, last: int) -> Iterator[Run]:
        """Yield the text from one character position to another, cut where the look changes."""
        for piece in self.pieces:
            start, end = max(first - piece.start, 0), min(last - piece.start, len(piece.text))
            while start < end:
                place = piece.place + start * piece.width
                _style, marks, until = self.characters.at(place)
                stop = min(end, start + max((until - place) // piece.width, 1))
                yield Run(piece.start + start, piece.text[start:stop], marks, place, piece.width)
                start = stop

    # --- the document -------------------------------------------------------------------------------------------
    def read(self) -> Reading:
        lengths = [u32(self.main, place) for place in (0x4C, 0x50, 0x54, 0x58, 0x5C, 0x60, 0x64, 0x68)]
        parts, first = [], 0
        for length in lengths:
            parts.append((first, first + length))
            first += length
        text, footnotes, headers, _macros, comments, endnotes, boxes, _header_boxes = parts
        self._main_text(*text)
        if boxes[1] > boxes[0]:
            self.reading.lose("box")
            self._main_text(*boxes)
        self._write_notes({"footnote": (footnotes, 3), "endnote": (endnotes, 47)})
        for code, span in (("header", headers), ("comment", comments)):
            words = "".join(sign for run in self.runs(*span) for sign in run.text if sign >= " ").strip()
            if words:
                self.reading.lose(code, words)
        return self.reading

    def _main_text(self, first: int, last: int) -> None:
        rows = Rows(self.reading)
        for paragraph, properties, pictures in self._paragraphs(first, last):
            rows.take(paragraph, properties, pictures)
        rows.end()

    def _paragraphs(self, first: int, last: int) -> Iterator[tuple[Paragraph, dict[int, bytes], list[Picture]]]:
        """Yield each paragraph with its properties and pictures; cells and rows end as paragraphs do."""
        writer = _Writer(self)
        for run in self.runs(first, last):
            for offset, sign in enumerate(run.text):
                if sign not in _ENDS:
                    writer.write(sign, run.marks, run.first + offset)
                    continue
                style, properties, _end = self.paragraphs.at(run.place + offset * run.width)
                yield writer.paragraph(style, properties), {**properties, 0: sign.encode()}, writer.pictures
                writer = writer.following()
        if writer.inline.html or writer.pictures:
            yield writer.paragraph(0, {}), {0: b"\r"}, writer.pictures

    def _calls_of(self, kind: str, part: int) -> dict[int, tuple[str, int]]:
        """Where in the text the notes of a kind are called: character position → (kind, which of them)."""
        place, size = self._part(part)
        return {u32(self.table, place + 4 * index): (kind, index) for index in range(max((size - 4) // 6, 0))}

    def call_note(self, position: int) -> str:
        """Return the mark of the note that is called at a character position; notes of both kinds count together."""
        if position not in self._calls:
            return ""
        self._notes.append(self._calls[position])
        return f"[{len(self._notes)}]"

    def _write_notes(self, parts: dict[str, tuple[tuple[int, int], int]]) -> None:
        if not self._notes:
            return
        self.reading.blocks.append(Paragraph(NOTES, level=4))
        for number, (kind, index) in enumerate(list(self._notes), start=1):
            (first, _last), part = parts[kind]
            place, _size = self._part(part)
            start, end = (first + u32(self.table, place + 4 * (index + step)) for step in (0, 1))
            found = [paragraph for paragraph, *_rest in self._paragraphs(start, end) if paragraph.html]
            html = "<br/>".join(paragraph.html for paragraph in found)
            self.reading.blocks.append(Paragraph(f"[{number}] {html}"))


class _Writer:
    """One paragraph being written, sign by sign."""

    def __init__(self, document: BinaryDocument, fields: list[bool] | None = None) -> None:
        self.document, self.inline, self.size = document, Inline(), 0.0
        self._fields = fields if fields is not None else []  # a field each: are we in what it shows?
        self.pictures: list[Picture] = []
        self._half = ""  # the first half of a character that takes two units

    def following(self) -> _Writer:
        return _Writer(self.document, [True] * len(self._fields))

    def write(self, sign: str, marks: dict[int, bytes], position: int) -> None:
        reading = self.document.reading
        if sign == "\x13":
            self._fields.append(False)
        elif sign in "\x14\x15" and self._fields:
            self._fields[-1] = True
            if sign == "\x15":
                self._fields.pop()
        elif self._fields and not all(self._fields):
            return
        elif switch(marks, _DELETED) or switch(marks, _HIDDEN):
            self._leave_out("deleted" if switch(marks, _DELETED) else "hidden", sign)
        elif sign == "\x0b":
            self.inline.line_break()
        elif sign == "\x01":
            self._picture(marks)
        elif sign == "\x08":
            reading.lose("drawing")
        elif sign == "\x02":
            self.inline.write(self.document.call_note(position), Style(raised=True))
        elif sign == "(" and _SYMBOL in marks:
            self.inline.write("□")
            reading.lose("symbol")
        else:
            self._word({"\t": "\u3000", "\x1e": "-"}.get(sign, sign), marks)

    def _picture(self, marks: dict[int, bytes]) -> None:
        reading = self.document.reading
        found = picture_at(self.document.data, u32(marks[_PICTURE], 0)) if _PICTURE in marks else None
        if found is None:
            reading.lose("picture")
            return
        number = len(reading.pictures) + 1
        reading.pictures[f"p{number}"] = File(f"{number}.{found[0]}", found[1])
        self.pictures.append(Picture(f"p{number}"))

    def _word(self, sign: str, marks: dict[int, bytes]) -> None:
        if sign < " ":
            return
        if "\ud800" <= sign <= "\udbff":
            self._half = sign
            return
        if self._half:
            sign, self._half = (self._half + sign).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), ""
        if not self.size and sign.strip():
            self.size = u16(marks.get(_SIZE, b""), 0) / 2
        raised = marks.get(_RAISED, b"\x00")[0]
        self.inline.write(sign, Style(switch(marks, _BOLD), switch(marks, _ITALIC), raised == 1, raised == 2))

    def _leave_out(self, code: str, sign: str) -> None:
        losses = self.document.reading.losses
        if losses and losses[-1].code == code and sign >= " ":
            losses[-1] = type(losses[-1])(code, (losses[-1].detail + sign)[:300])
        elif sign >= " ":
            self.document.reading.lose(code, sign)

    def paragraph(self, style: int, properties: dict[int, bytes]) -> Paragraph:
        outline = properties.get(_OUTLINE, bytes([style - 1 if 1 <= style <= 9 else 9]))[0]
        label, bullet = "", False
        if key := u16(properties.get(_LIST, b""), 0):  # an empty paragraph counts too
            label, bullet = self.document.numbering.next(str(key), properties.get(_DEPTH, b"\x00")[0])
        if label and self.inline.html:
            inline = Inline()
            inline.write(label)
            self.inline.pieces[:0] = inline.pieces
        centred = any(properties.get(code, b"\x00")[0] == 1 for code in _CENTRED)
        level = 0 if outline > 8 else 3 if outline == 0 else 4
        return Paragraph(self.inline.html, level, bullet, centred, self.size)


def _utf16(content: bytes) -> str:
    """Each unit becomes one character, so that places stay countable; pairs are joined when text is cleaned."""
    return "".join(chr(u16(content, place)) for place in range(0, len(content) - 1, 2))
