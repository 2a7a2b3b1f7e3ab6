"""The table of who may call what: how it is read, and how it is written anew (docs/access.md)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from tests.access.world import PEOPLE

FILE = Path(__file__).parent / "table.yaml"
OUTCOMES = ("ok", "login", "refused")
GROUPS = {
    "everybody": frozenset(PEOPLE),
    "outsiders": frozenset({"anonymous", "nobody"}),
    "signed-in": frozenset(PEOPLE) - {"anonymous"},
    "staff": frozenset(PEOPLE) - {"anonymous", "nobody"},
}
HEADING = """\
# Who may call which URL; how to read it stands in docs/access.md.
# ok: an answer, login: sent to the sign-in page, refused: 401, 403, 404, 429, or sent away with a message.
# people: {people}
# everybody; signed-in: all but anonymous; outsiders: anonymous and nobody; staff: all but outsiders; others: the rest.
"""


@cache
def read() -> dict[str, dict[str, str]]:
    """Read the table: key → person → outcome. AssertionError when a row leaves somebody out or names one twice."""
    return {key: _expand(key, row) for key, row in yaml.safe_load(FILE.read_text()).items()}


def _expand(key: str, row: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = ""
    for name, people in row.items():
        assert name in OUTCOMES, f"{key}: {name} is no outcome"
        if people == "others":
            rest = name
            continue
        for person in _named(people):
            assert person in PEOPLE, f"{key}: {person} is nobody"
            assert person not in found, f"{key}: {person} stands there twice"
            found[person] = name
    missing = [person for person in PEOPLE if person not in found]
    assert bool(rest) == bool(missing), f"{key}: nothing is said of {', '.join(missing) or 'the others'}"
    return found | dict.fromkeys(missing, rest)


def _named(people: str) -> list[str]:
    return [person for word in people.split() for person in sorted(GROUPS.get(word, {word}))]


def write(found: dict[str, dict[str, str]]) -> None:
    """Write the table anew from what was found: person → key → outcome."""
    keys = next(iter(found.values()))
    lines = [f'"{key}": {{{_row({person: found[person][key] for person in PEOPLE})}}}' for key in keys]
    FILE.write_text(HEADING.format(people=" ".join(PEOPLE)) + "\n".join(lines) + "\n")


def _row(answers: dict[str, str]) -> str:
    sets = {name: {person for person in PEOPLE if answers[person] == name} for name in OUTCOMES}
    sets |= {name: {person for person in PEOPLE if answers[person] == name} for name in set(answers.values()) - {*sets}}
    parts = [f"{name}: {_words(people)}" for name, people in sets.items() if people]
    if len(parts) > 1 and sets["refused"] and "refused" in parts[-1] and _words(sets["refused"]) not in GROUPS:
        parts[-1] = "refused: others"
    return ", ".join(parts)


def _words(people: set[str]) -> str:
    whole = next((name for name, group in GROUPS.items() if group == people), "")
    if whole:
        return whole
    words = [person for person in PEOPLE if person in people]
    if people >= GROUPS["outsiders"]:
        words = ["outsiders", *(word for word in words if word not in GROUPS["outsiders"])]
    return " ".join(words)
