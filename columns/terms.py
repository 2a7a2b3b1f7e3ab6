"""Lists of terms as indented lines, and patterns of index numbers: reading them, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from string import Formatter

from django.utils.translation import gettext as _

MOST_LINES = 600
LONGEST_NAME = 60
LONGEST_NUMBER = 40
LONGEST_ORGAN_CODE = 18
LONGEST_SERIAL = 8
_LINE = re.compile(r"(?P<indent>[ \u3000]*)(?P<code>[a-z0-9][a-z0-9_-]{0,39})[ \u3000]+(?P<name>\S.*?)[ \u3000]*\Z")
PARTS = {"org": "", "year": "", "serial": r"0[1-8]"}
_SEPARATED = re.compile(r"[A-Za-z0-9]*[^A-Za-z0-9{}]+[A-Za-z0-9]*\Z")


@dataclass(frozen=True)
class Term:
    """One entry of a list. ``path`` are the codes from its root down to itself."""

    code: str
    name: str
    path: tuple[str, ...]

    @property
    def level(self) -> int:
        return len(self.path) - 1


@dataclass
class Terms:
    """A list of terms as a tree, in the order of its lines."""

    by_code: dict[str, Term] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Term]:
        return iter(self.by_code.values())

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def name(self, code: str) -> str:
        """Return the name of a code; one that the list doesn't know is shown as it is."""
        return self.by_code[code].name if code in self.by_code else code

    def names(self, code: str) -> tuple[str, ...]:
        """Return the names from the root down."""
        path = self.by_code[code].path if code in self.by_code else (code,)
        return tuple(self.name(part) for part in path)

    def full_name(self, code: str) -> str:
        """Return the names from the root down, as catalogues write them (综合政务\\政务公开)."""
        return "\\".join(self.names(code))

    def under(self, code: str) -> set[str]:
        """Return the codes of a term and of all below it; of an unknown code only itself."""
        return {term.code for term in self if code in term.path} | {code}

    def choices(self, under: str = "") -> list[tuple[str, str]]:
        """Return (code, indented name) for a form; ``under`` restricts to what lies below a code."""
        found = [term for term in self if not under or (under in term.path and term.code != under)]
        first = min((term.level for term in found), default=0)
        return [(term.code, "　" * (term.level - first) + term.name) for term in found]

    def grouped(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the choices below each root, under its name."""
        return [(term.name, self.choices(term.code)) for term in self if not term.level]


@lru_cache(maxsize=32)
def parse(text: str) -> Terms:
    """Return the terms of a text; a line that can't be read is left out (see :func:`problems`)."""
    found: dict[str, Term] = {}
    path: list[str] = []
    for _number, level, code, name in _entries(text):
        path = [*path[:level], code]
        found.setdefault(code, Term(code, name, tuple(path)))
    return Terms(found)


def _entries(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield (line number, level, code, name) of every line that can be read."""
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _LINE.match(line.replace("\t", "  ")):
            indent = match["indent"].replace("\u3000", "  ")
            yield number, len(indent) // 2, match["code"], match["name"]


def problems(text: str) -> list[str]:
    """Return everything wrong with a list, each with the line it stands in."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        return [_("The list has more than %(count)s lines.") % {"count": MOST_LINES}]
    entries = {number: (level, code, name) for number, level, code, name in _entries(text)}
    found = [] if text.strip() else [_("The list is empty.")]
    seen: set[str] = set()
    deepest = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        for problem in _line_problems(entries.get(number), deepest, seen):
            found.append(_("Line %(number)s: %(problem)s") % {"number": number, "problem": problem})
        if number in entries:
            level, code, _name = entries[number]
            deepest = level + 1
            seen.add(code)
    return found


def _line_problems(entry: tuple[int, str, str] | None, deepest: int, seen: set[str]) -> Iterator[str]:
    if entry is None:
        yield _("it should be a code (small letters, digits), a space, and a name.")
        return
    level, code, name = entry
    if level > deepest:
        yield _("it is indented more than one step below the line above.")
    if code in seen:
        yield _("the code “%(code)s” stands twice.") % {"code": code}
    if len(name) > LONGEST_NAME:
        yield _("the name is longer than %(count)s characters.") % {"count": LONGEST_NAME}


def pattern_problems(pattern: str) -> list[str]:
    """Return everything wrong with a pattern of index numbers: each part once, apart from each other, short enough."""
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError:
        return [_("The braces of the pattern don't match.")]
    names = [name for _literal, name, _spec, _conversion in parts if name is not None]
    if sorted(names) != sorted(PARTS):
        return [_("The pattern needs {org}, {year} and {serial} once each, and nothing else in braces.")]
    for _literal, name, spec, conversion in parts:
        if name is not None and (conversion or not re.fullmatch(f"(?:{PARTS[name]})?", spec or "")):
            return [_("“%(part)s” can't be written like that; {serial:05} pads with zeros.") % {"part": name}]
    between = [literal for number, (literal, name, _s, _c) in enumerate(parts) if number and name is not None]
    if not all(_SEPARATED.fullmatch(literal) for literal in between):
        return [_("Between two parts there must be a sign such as / or -: else two numbers could be written alike.")]
    if any(not literal.isprintable() or " " in literal for literal, *_rest in parts):
        return [_("The pattern holds spaces or signs that can't be printed.")]
    longest = pattern.format(org="X" * LONGEST_ORGAN_CODE, year=2026, serial=10**LONGEST_SERIAL - 1)
    if len(longest) > LONGEST_NUMBER:
        return [_("Numbers of this pattern can be longer than %(count)s characters.") % {"count": LONGEST_NUMBER}]
    return []
