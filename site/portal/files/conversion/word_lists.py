"""Rules of automatic numbering in Word's binary files ([MS-DOC] 2.9.131 to 2.9.150)."""

from __future__ import annotations

from .numbering import Level, NumberedList
from .word_formatting import u16, u32

_FORMS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital",
    11: "japaneseCounting", 14: "decimalFullWidth", 18: "decimalEnclosedCircle", 22: "decimalZero", 23: "bullet",
    26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese",
    29: "ideographEnclosedCircle", 30: "ideographTraditional", 31: "ideographZodiac", 33: "taiwaneseCounting",
    35: "taiwaneseCountingThousand", 37: "chineseCounting", 38: "chineseLegalSimplified",
    39: "chineseCountingThousand", 255: "none",
}  # fmt: skip
_LEVEL_BYTES, _LIST_BYTES, _USE_BYTES = 28, 28, 16
_MAX_LISTS = 4096


def lists_of(table: bytes, lists: tuple[int, int], uses: tuple[int, int]) -> dict[str, NumberedList]:
    """Return the lists by the numbers that paragraphs name them with; the arguments are (place, size) in the table."""
    rules = _rules(table, *lists) if lists[1] else {}
    return _uses(table, uses[0], rules) if uses[1] else {}


def _rules(table: bytes, place: int, size: int) -> dict[int, dict[int, Level]]:
    found: dict[int, dict[int, Level]] = {}
    levels = place + size  # the levels of all lists follow them
    for index in range(min(u16(table, place), _MAX_LISTS)):
        head = place + 2 + _LIST_BYTES * index
        if head + _LIST_BYTES > len(table):
            break
        found[u32(table, head)] = rules = {}
        for depth in range(1 if table[head + 26] & 1 else 9):
            rules[depth], levels = _level(table, levels)
    return found


def _level(table: bytes, place: int) -> tuple[Level, int]:
    """Return one level and where the next one begins."""
    head = table[place : place + _LEVEL_BYTES].ljust(_LEVEL_BYTES, b"\x00")
    words = place + _LEVEL_BYTES + head[24] + head[25]
    length = u16(table, words)
    text = table[words + 2 : words + 2 + 2 * length].decode("utf-16-le", "replace")
    shown = "".join(f"%{ord(sign) + 1}" if ord(sign) < 9 else sign for sign in text)
    level = Level(
        start=u32(head, 0),
        form=_FORMS.get(head[4], "decimal"),
        text=shown,
        gap=head[15] != 2,
        restarts=not head[5] & 0x08,
        legal=bool(head[5] & 0x04),
    )
    return level, words + 2 + 2 * length


def _uses(table: bytes, place: int, rules: dict[int, dict[int, Level]]) -> dict[str, NumberedList]:
    found: dict[str, NumberedList] = {}
    count = min(u32(table, place), _MAX_LISTS)
    overrides = place + 4 + _USE_BYTES * count
    for index in range(count):
        head = place + 4 + _USE_BYTES * index
        if head + _USE_BYTES > len(table):
            break
        key = u32(table, head)
        found[str(index + 1)] = use = NumberedList(str(key), dict(rules.get(key, {})))
        overrides += 4
        for _override in range(min(table[head + 12], 9)):
            overrides = _override_into(use, table, overrides)
    return found


def _override_into(use: NumberedList, table: bytes, place: int) -> int:
    start, marks = u32(table, place), u32(table, place + 4)
    depth, place = marks & 0x0F, place + 8
    if marks & 0x20:
        use.levels[depth], place = _level(table, place)
        start = use.levels[depth].start
    if marks & 0x10:
        use.restarts[depth] = start
    return place
