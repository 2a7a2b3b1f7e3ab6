"""Tables of Word's binary files: rows end with a mark that says where the cells stand and which are merged."""

from __future__ import annotations

from dataclasses import dataclass, field

from .inline import Inline, text_of
from .shapes import Block, Paragraph, Picture, Reading
from .tables import Grid, cell_text
from .word_formatting import switch, u16

_IN_TABLE, _ROW_END, _CELLS, _HEADER, _DEPTH = 0x2416, 0x2417, 0xD608, 0x3404, 0x6649
_INNER_CELL, _INNER_ROW = 0x244B, 0x244C
_CELL_BYTES = 20
_NEAR = 20  # twentieths of a point: edges that close are one


@dataclass(frozen=True)
class _Cell:
    text: str
    left: int
    right: int
    goes_on: bool
    starts: bool


@dataclass
class Rows:
    """Sorts paragraphs into text and tables."""

    reading: Reading
    _cell: list[Block] = field(default_factory=list)
    _pictures: list[Picture] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)
    _rows: list[list[_Cell]] = field(default_factory=list)
    _header: bool = False
    _inner: list[str] = field(default_factory=list)

    def take(self, paragraph: Paragraph, properties: dict[int, bytes], pictures: list[Picture]) -> None:
        """Take the next paragraph with the pictures in it; ``properties[0]`` is the sign that ends it."""
        if switch(properties, _ROW_END):
            self._row(properties)
        elif not switch(properties, _IN_TABLE):
            self.end()
            if paragraph.html:
                self.reading.blocks.append(paragraph)
            self.reading.blocks.extend(pictures)
        elif switch(properties, _INNER_ROW):
            self._end_inner_row()
        elif switch(properties, _INNER_CELL):
            self._inner.append(text_of(paragraph.html))
            self._cell += pictures
        else:
            self._cell += [paragraph, *pictures]
            if properties[0] == b"\x07":
                self._texts.append(cell_text(self.reading, self._cell, self._pictures))
                self._cell = []

    def _end_inner_row(self) -> None:
        words = " | ".join(filter(str.strip, self._inner))
        inline = Inline()
        inline.write(words)
        self.reading.lose("nested_table", words)
        self._cell.append(Paragraph(inline.html))
        self._inner = []

    def _row(self, properties: dict[int, bytes]) -> None:
        """The mark of a row: without a description of its cells they stand side by side."""
        texts, self._texts = self._texts, []
        self._header = self._header or switch(properties, _HEADER)
        described = properties.get(_CELLS, b"")
        count = described[0] if described else 0
        edges = [_signed(described, 1 + 2 * index) for index in range(count + 1)]
        row: list[_Cell] = []
        for index, text in enumerate(texts):
            if index >= count:
                left = row[-1].right if row else 0
                row.append(_Cell(text, left, left + 1000, False, False))
                continue
            marks = u16(described, 1 + 2 * (count + 1) + _CELL_BYTES * index)
            if marks & 3 == 1 and row:
                last = row.pop()
                words = "\n".join(filter(None, (last.text, text)))
                row.append(_Cell(words, last.left, edges[index + 1], last.goes_on, last.starts))
                continue
            down = marks >> 5 & 3
            row.append(_Cell(text, edges[index], edges[index + 1], down == 1, down == 3))
        self._rows.append(row)

    def end(self) -> None:
        """End the table, if there is one."""
        if self._cell or self._texts:  # a table that breaks off: its words stay
            self._texts.append(cell_text(self.reading, self._cell, self._pictures))
            self._cell = []
            self._row({})
        if not self._rows:
            return
        edges = _edges(cell_edge for row in self._rows for cell in row for cell_edge in (cell.left, cell.right))
        grid = Grid()
        for row in self._rows:
            grid.row()
            grid.skip(edges.index(_nearest(edges, row[0].left)) if row else 0)
            for cell in row:
                across = edges.index(_nearest(edges, cell.right)) - edges.index(_nearest(edges, cell.left))
                grid.cell(cell.text, max(across, 1), cell.goes_on, cell.starts)
        self.reading.blocks.append(grid.table(self._header or None))
        self.reading.blocks.extend(self._pictures)
        self._rows, self._pictures, self._header = [], [], False


def _signed(data: bytes, place: int) -> int:
    number = u16(data, place)
    return number - 0x10000 if number > 0x7FFF else number


def _edges(found) -> list[int]:
    edges: list[int] = []
    for edge in sorted(set(found)):
        if not edges or edge - edges[-1] > _NEAR:
            edges.append(edge)
    return edges


def _nearest(edges: list[int], edge: int) -> int:
    return min(edges, key=lambda known: abs(known - edge))
