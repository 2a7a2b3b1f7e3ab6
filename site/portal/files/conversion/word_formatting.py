"""Formatting in Word's binary files: where runs and paragraphs begin, and what is said of them ([MS-DOC] 2.6, 2.8)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

_PAGE = 512
_OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_CELLS, _TABS, _HUGE = 0xD608, 0xC615, 0x6646


def u16(data: bytes, place: int) -> int:
    """Return a little-endian number of two bytes; 0 beyond the end."""
    return struct.unpack_from("<H", data, place)[0] if 0 <= place <= len(data) - 2 else 0


def u32(data: bytes, place: int) -> int:
    """Return a little-endian number of four bytes; 0 beyond the end."""
    return struct.unpack_from("<I", data, place)[0] if 0 <= place <= len(data) - 4 else 0


def modifiers(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (code, operand) of a list of property modifiers; a broken list ends where it breaks."""
    place = 0
    while place + 2 <= len(grpprl):
        code = u16(grpprl, place)
        place += 2
        kind = code >> 13
        if kind != 6:
            size = _OPERAND_BYTES[kind]
        elif code == _TABLE_CELLS:
            size = u16(grpprl, place) - 1
            place += 2
        else:
            size = grpprl[place] if place < len(grpprl) else 0
            place += 1
            if code == _TABS and size == 255:
                return
        if size < 0 or place + size > len(grpprl):
            return
        yield code, grpprl[place : place + size]
        place += size


@dataclass
class Runs:
    """Stretches of the file with the properties of each: (style number, code → operand)."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    held: list[tuple[int, dict[int, bytes]]] = field(default_factory=list)

    def at(self, place: int) -> tuple[int, dict[int, bytes], int]:
        """Return (style, properties, end of the stretch) at a place in the file."""
        index = bisect_right(self.starts, place) - 1
        if index >= 0 and place < self.ends[index]:
            return *self.held[index], self.ends[index]
        following = self.starts[index + 1] if index + 1 < len(self.starts) else place + (1 << 30)
        return 0, {}, following


def runs_of(main: bytes, table: bytes, place: int, size: int, data: bytes | None) -> Runs:
    """Read the stretches that a table of pages names; ``data`` is given for paragraphs (their long lists lie there)."""
    count = max((size - 4) // 8, 0)
    pages = [u32(table, place + 4 * (count + 1) + 4 * index) & 0x3FFFFF for index in range(count)]
    found: list[tuple[int, int, tuple[int, dict[int, bytes]]]] = []
    for page in pages:
        content = main[page * _PAGE : (page + 1) * _PAGE]
        if len(content) == _PAGE:
            found += _stretches(content, data)
    runs = Runs()
    for start, end, held in sorted(found, key=lambda stretch: stretch[:2]):
        runs.starts.append(start)
        runs.ends.append(end)
        runs.held.append(held)
    return runs


def _stretches(page: bytes, data: bytes | None) -> Iterator[tuple[int, int, tuple[int, dict[int, bytes]]]]:
    count, wide = page[-1], 1 if data is None else 13
    for index in range(count):
        start, end = u32(page, 4 * index), u32(page, 4 * index + 4)
        pointer = 4 * (count + 1) + wide * index
        place = page[pointer] * 2 if pointer < _PAGE else 0
        yield start, end, _properties(page, place, data) if place else (0, {})


def _properties(page: bytes, place: int, data: bytes | None) -> tuple[int, dict[int, bytes]]:
    size = page[place]
    if data is None:
        return 0, dict(modifiers(page[place + 1 : place + 1 + size]))
    if size:
        content = page[place + 1 : place + 2 * size]
    else:
        content = page[place + 2 : place + 2 + 2 * (page[place + 1] if place + 1 < _PAGE else 0)]
    properties = dict(modifiers(content[2:]))
    if _HUGE in properties:
        there = u32(properties[_HUGE], 0)
        properties |= dict(modifiers(data[there + 2 : there + 2 + u16(data, there)]))
    return u16(content, 0), properties


def switch(properties: dict[int, bytes], code: int) -> bool:
    """Tell whether a switch is on. "As in the style" (0x80) counts as off, its opposite as on."""
    operand = properties.get(code, b"\x00")
    return bool(operand) and operand[0] in (1, 0x81)
