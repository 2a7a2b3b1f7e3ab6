"""Pictures that stand in the lines of Word's binary files ([MS-DOC] 2.9.192, [MS-ODRAW] 2.2)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from . import pictures
from .word_formatting import u16, u32

_SHAPE, _OPTIONS = 0xF004, 0xF00B
_CROPPED = {0x0102: 0, 0x0100: 1, 0x0103: 2, 0x0101: 3}  # property → left, top, right, bottom
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def picture_at(data: bytes, place: int) -> tuple[str, bytes] | None:
    """Return (extension, bytes) of the picture at a place in the data stream; None where it can't be shown."""
    drawing = data[place + u16(data, place + 4) : place + u32(data, place)]
    starts = [start for signature in _SIGNATURES if (start := drawing.find(signature)) >= 0]
    return pictures.usable(drawing[min(starts) :], _crop(drawing)) if starts else None


def _records(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (kind, instance, content) of the records that stand one behind the other."""
    place = 0
    while place + 8 <= len(content):
        size = u32(content, place + 4)
        yield u16(content, place + 2), u16(content, place) >> 4, content[place + 8 : place + 8 + size]
        place += 8 + size


def _crop(drawing: bytes) -> tuple[float, float, float, float]:
    """What the author cut off at each side, as parts of the whole."""
    sides = [0.0, 0.0, 0.0, 0.0]
    shape = next((inside for kind, _number, inside in _records(drawing) if kind == _SHAPE), b"")
    for kind, count, inside in _records(shape):
        for index in range(count if kind == _OPTIONS else 0):
            side = _CROPPED.get(u16(inside, 6 * index) & 0x3FFF)
            if side is not None and 6 * index + 6 <= len(inside):
                sides[side] = struct.unpack_from("<i", inside, 6 * index + 2)[0] / 65536
    return sides[0], sides[1], sides[2], sides[3]
