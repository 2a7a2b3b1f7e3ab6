"""Labels of automatic numbering (一、 （一） 1. (1)), which Word stores as rules and not as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .package import attribute, child, name_of

_DIGITS = "〇一二三四五六七八九"
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_SERIES = {
    "decimalEnclosedCircle": ("①", 20),
    "decimalEnclosedCircleChinese": ("①", 20),
    "decimalEnclosedParen": ("⑴", 20),
    "decimalEnclosedFullstop": ("⒈", 20),
    "ideographEnclosedCircle": ("㊀", 10),
}
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "koreanCounting", "ideographTraditionalCounting",
}  # fmt: skip


def chinese(number: int) -> str:
    """Return a number below 10,000 in Chinese: 12 is 十二, 105 is 一百零五."""
    if not 0 < number < 10_000:
        return str(number)
    text, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return text[1:] if text.startswith("一十") else text


def _letters(number: int) -> str:
    letter, times = chr(ord("a") + (number - 1) % 26), (number - 1) // 26 + 1
    return letter * min(times, 10)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def written(number: int, form: str) -> str:
    """Return a number in one of OOXML's number formats; formats without a rule here give plain digits."""
    if form in _CHINESE:
        return chinese(number)
    if form == "chineseLegalSimplified":
        return chinese(number).translate(_FORMAL)
    if form in _SERIES and 0 < number <= _SERIES[form][1]:
        return chr(ord(_SERIES[form][0]) + number - 1)
    if form == "ideographDigital":
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form in ("ideographTraditional", "ideographZodiac"):
        signs = _STEMS if form == "ideographTraditional" else _BRANCHES
        return signs[number - 1] if 0 < number <= len(signs) else str(number)
    if form == "decimalFullWidth":
        return str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    if form == "decimalZero":
        return f"{number:02}"
    if form in ("lowerLetter", "upperLetter") and number > 0:
        return _letters(number) if form == "lowerLetter" else _letters(number).upper()
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        return _roman(number) if form == "lowerRoman" else _roman(number).upper()
    return "" if form == "none" else str(number)


@dataclass(frozen=True)
class Level:
    """One level of a list."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: bool = True
    restarts: bool = True
    legal: bool = False

    @property
    def is_bullet(self) -> bool:
        return self.form == "bullet"


def _value(node: Any, name: str, default: str = "") -> str:
    found = child(node, name)
    return (attribute(found, "val") or default) if found is not None else default


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.lstrip("-").isdigit() and len(text) < 9 else default


def _level(node: Any) -> Level:
    # A choice between formats names the plain one in its fallback.
    form = next((attribute(n, "val") or "" for n in node.iter() if name_of(n) == "numFmt"), "decimal")
    legal = child(node, "isLgl")
    return Level(
        start=_number(_value(node, "start"), 1),
        form=form,
        text=_value(node, "lvlText"),
        gap=_value(node, "suff", "tab") != "nothing",
        restarts=_value(node, "lvlRestart", "1") != "0",
        legal=legal is not None and attribute(legal, "val") not in ("0", "false"),
    )


@dataclass
class NumberedList:
    """A list as paragraphs name it: its counters are those of the rules that it shares with others."""

    rules: str
    levels: dict[int, Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of a document, in their order."""

    def __init__(self, lists: dict[str, NumberedList]) -> None:
        self._lists = lists
        self._counters: dict[str, dict[int, int]] = {}

    def next(self, list_id: str, depth: int) -> tuple[str, bool]:
        """Count a paragraph and return (its label with the gap after it, whether it is a bullet)."""
        found = self._lists.get(list_id)
        level = found.levels.get(depth) if found else None
        if found is None or level is None:
            return "", False
        counters = self._counters.setdefault(found.rules, {})
        if depth in found.restarts:
            counters[depth] = found.restarts.pop(depth)
        else:
            counters[depth] = counters[depth] + 1 if depth in counters else level.start
        for deeper in [d for d in counters if d > depth and found.levels.get(d, Level()).restarts]:
            del counters[deeper]
        if level.is_bullet:
            return "", True
        label = re.sub(r"%([1-9])", lambda hit: self._part(found, int(hit[1]) - 1, level, counters), level.text)
        ends_in_space = bool(label) and (label[-1] in "、，．。）】〕：" or not level.gap)
        return (label if ends_in_space or not label else f"{label} "), False

    @staticmethod
    def _part(found: NumberedList, depth: int, shown: Level, counters: dict[int, int]) -> str:
        level = found.levels.get(depth, Level())
        return written(counters.get(depth, level.start), "decimal" if shown.legal else level.form)


def lists_of(root: Any) -> dict[str, NumberedList]:
    """Return the lists of a numbering part (None: there is none) by their ids."""
    nodes = list(root) if root is not None else []
    rules = {attribute(n, "abstractNumId"): _levels(n) for n in nodes if name_of(n) == "abstractNum"}
    return {attribute(node, "numId") or "": _list(node, rules) for node in nodes if name_of(node) == "num"}


def _list(node: Any, rules: dict[str | None, dict[int, Level]]) -> NumberedList:
    key = _value(node, "abstractNumId")
    found = NumberedList(key, dict(rules.get(key, {})))
    for override in (n for n in node if name_of(n) == "lvlOverride"):
        depth = _number(attribute(override, "ilvl"), 0)
        if (level := child(override, "lvl")) is not None:
            found.levels[depth] = _level(level)
        if (start := child(override, "startOverride")) is not None:
            found.restarts[depth] = _number(attribute(start, "val"), 1)
    return found


def _levels(node: Any) -> dict[int, Level]:
    return {_number(attribute(n, "ilvl"), 0): _level(n) for n in node if name_of(n) == "lvl"}
