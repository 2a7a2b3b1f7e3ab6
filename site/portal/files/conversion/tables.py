"""Tables of a Word document: merged cells keep what they reach over, and no cell loses its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .docx_styles import is_on
from .inline import text_of
from .package import attribute, child, name_of
from .shapes import Block, Merge, Paragraph, Picture, Reading, Table

if TYPE_CHECKING:
    from .docx import Walk

MAX_COLUMNS = 200


@dataclass
class Grid:
    """A table being filled, cell by cell."""

    rows: list[list[str]] = field(default_factory=list)
    spans: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    _open: dict[int, tuple[int, int]] = field(default_factory=dict)  # column → the cell that is still going down

    def row(self) -> None:
        self.rows.append([])

    def skip(self, columns: int) -> None:
        self.rows[-1] += [""] * columns

    def cell(self, text: str, colspan: int = 1, goes_on: bool = False, starts: bool = False) -> None:
        """Add a cell; ``goes_on`` continues the one above it, ``starts`` may be continued by one below."""
        row, column = len(self.rows) - 1, len(self.rows[-1])
        above = self._open.get(column)
        if goes_on and above is not None and above[0] + self.spans[above][0] == row:
            self.spans[above][0] += 1
            self._append(above, text)
            self.skip(self.spans[above][1])
            return
        self.rows[-1].append(text)
        self.skip(colspan - 1)
        self.spans[(row, column)] = [1, colspan]
        if starts or goes_on:
            self._open[column] = (row, column)
        else:
            self._open.pop(column, None)

    def widen(self, text: str) -> None:
        """Let the cell at the left reach over one column more."""
        row = len(self.rows) - 1
        left = max((column for r, column in self.spans if r == row), default=None)
        if left is None:
            self.cell(text)
            return
        self.spans[(row, left)][1] += 1
        self._append((row, left), text)
        self.rows[-1].append("")

    def _append(self, place: tuple[int, int], text: str) -> None:
        if text:
            row, column = place
            self.rows[row][column] = "\n".join(part for part in (self.rows[row][column], text) if part)

    def looks_headed(self) -> bool:
        """Guess whether the first row says what the columns are: a word in every cell, and another row below it."""
        first = [text for column, text in enumerate(self.rows[0]) if (0, column) in self.spans]
        return len(self.rows) > 1 and len(first) > 1 and all(any(sign.isalpha() for sign in text) for text in first)

    def table(self, header: bool | None = None) -> Table:
        """Return what was filled in; whether the first row is a header is guessed where it isn't told."""
        width = max(map(len, self.rows), default=0)
        rows = tuple(tuple(row + [""] * (width - len(row))) for row in self.rows)
        merges = [Merge(*place, *span) for place, span in sorted(self.spans.items()) if span != [1, 1]]
        return Table(rows, tuple(merges), self.looks_headed() if header is None else header)


def read(walk: Walk, node: Any) -> None:
    """Add a table to the walk's blocks; one that is nothing but a frame gives its contents."""
    marked = False
    rows: list[tuple[int, list[tuple[Any, list[Block]]]]] = []
    for line in _parts(node, "tr"):
        marks = child(line, "trPr")
        if marks is not None and child(marks, "del") is not None:
            walk.reading.lose("deleted", "".join(line.itertext()))
            continue
        marked = marked or bool(is_on(marks, "tblHeader"))
        cells = [(cell, _inside(walk, cell)) for cell in _parts(line, "tc")]
        rows.append((_count(marks, "gridBefore", 0), cells))
    if len(rows) == 1 and len(rows[0][1]) == 1:
        walk.blocks.extend(rows[0][1][0][1])
    elif rows:
        _place(walk, rows, marked)


def _inside(walk: Walk, cell: Any) -> list[Block]:
    outer, walk.blocks = walk.blocks, []
    try:
        walk.container(cell)
        return walk.blocks
    finally:
        walk.blocks = outer


def _place(walk: Walk, rows: list[tuple[int, list[tuple[Any, list[Block]]]]], marked: bool) -> None:
    grid, pictures = Grid(), []  # type: Grid, list[Picture]
    for skipped, cells in rows:
        grid.row()
        grid.skip(skipped)
        for cell, blocks in cells:
            _add(grid, cell, cell_text(walk.reading, blocks, pictures))
    walk.blocks.append(grid.table(marked or None))
    walk.blocks.extend(pictures)


def _parts(node: Any, kind: str) -> list[Any]:
    """Rows or cells, through content controls and tracked insertions."""
    found: list[Any] = []
    for part in node:
        if name_of(part) == kind:
            found.append(part)
        elif name_of(part) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            found += _parts(part, kind)
    return found


def _count(marks: Any, name: str, default: int) -> int:
    node = child(marks, name) if marks is not None else None
    value = (attribute(node, "val") or "") if node is not None else ""
    return min(int(value), MAX_COLUMNS) if value.isascii() and value.isdigit() and len(value) < 6 else default


def _add(grid: Grid, cell: Any, text: str) -> None:
    marks = child(cell, "tcPr")
    down = child(marks, "vMerge") if marks is not None else None
    across = child(marks, "hMerge") if marks is not None else None
    if across is not None and attribute(across, "val") != "restart":
        grid.widen(text)
        return
    starts = down is not None and attribute(down, "val") == "restart"
    grid.cell(text, max(_count(marks, "gridSpan", 1), 1), goes_on=down is not None and not starts, starts=starts)


def cell_text(reading: Reading, blocks: list[Block], pictures: list[Picture]) -> str:
    """Return the words of a cell, a line a paragraph; its pictures go to ``pictures``, with a mark where they stood."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(("• " if block.bullet else "") + text_of(block.html))
            for address in re.findall(r'<a href="([^"]+)">', block.html):
                reading.lose("cell_link", address)
        elif isinstance(block, Table):
            reading.lose("nested_table", " ".join(block.rows[0]))
            lines += [" | ".join(filter(None, row)) for row in block.rows if any(row)]
        else:
            pictures.append(block)
            lines.append(f"［图{block.key[1:]}］")
            reading.lose("cell_picture", f"图{block.key[1:]}")
    return "\n".join(line for line in lines if line.strip())
