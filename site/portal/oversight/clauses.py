"""The clauses of the regulation that the portal carries out, and the tests that prove each.

Tests name what they prove with ``@pytest.mark.clause("D3")``. They are read, not run: so the table can be made on
any machine, and a mark with a misspelt clause is found at once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHAPTERS = {
    "G": "Purpose and duties",
    "D": "Disclosure",
    "N": "News",
    "S": "Services and interaction",
    "C": "Construction",
    "O": "Operation and supervision",
    "A": "Annex and supplementary provisions",
}

CLAUSES = {
    "G1": "From the home page, one step to disclosure, to news, and to services and interaction",
    "G2": "Who is responsible is entered, not programmed: units, posts and functions can be reorganised in the admin",
    "G3": "A column shows its last update beside its duty, and names who has to bring the next one",
    "G4": "Units work together on one case; news goes to and comes from other sites in standard formats",
    "D1": "Disclosures hang in a catalogue tree and carry index numbers",
    "D2": "Withholding needs a reason; the unit that made an item stands on it",
    "D3": "Five working days from formation to publication, counted in view of all, with typed dates cross-checked",
    "D4": "Policy and interpretation appear at the same moment, each pointing to the other, or the debt is on record",
    "D5": "Approval runs electronically, begun in the portal or by the office-automation system",
    "D6": "Each act is on an unalterable record with person, capacity, opinion and version; that version goes out",
    "D7": "Tier one: the head of the unit decides",
    "D8": "Tier two, by what it touches: the head of the unit, then the leader in charge",
    "D9": "Tier three: the publicity centre publishes directly, on evidence that is kept",
    "D10": "No seal, signature, red header or other internal mark in what is published, attachments included",
    "N1": "Six categories of news",
    "N2": "A unit's news is classified and approved like its disclosures",
    "N3": "Daily news and mainstream reprints: the publicity centre's head decides",
    "N4": "Important news needs the head of the Office as well",
    "N5": "What is reprinted names and links its origin",
    "N6": "Live talk is read and released passage by passage",
    "N7": "Hot issues are answered by the unit concerned, on request by a deadline",
    "N8": "Emergencies have a fast lane at any hour, approved and recorded like the rest",
    "S1": "Online services are linked at the provincial hall, never copied",
    "S2": "Seven kinds of taking part, each with published results",
    "S3": "Taking part opens once the head of the initiating unit has agreed",
    "S4": "Questions from the provincial hall: one working day to hand out, three to answer, back the same way",
    "S5": "Questions asked here: same deadlines; the unit decides whether all or only the asker read the answer",
    "S6": "Complaints belong to the petition system: handed over, mirrored, counted to 60 days, then forgotten",
    "S7": "Reported errors are fetched daily, settled in one working day and reported back",
    "C1": "Standards, feeds and an open interface",
    "C2": "Protection, and a look at everything each day",
    "C3": "Only registered links of sufficient protection level",
    "C4": "A redesign takes effect after two confirmations",
    "C5": "Opening a column or topic passes liaison, unit head and Office",
    "C6": "Closing a column or topic passes the same three",
    "O1": "A second person of the making unit reviews for secrecy, without exception",
    "O2": "Backups are taken, and proved by restoring",
    "O3": "Rosters, and a log of each duty",
    "O4": "A finding goes to whoever must lead and mend, and stays open until verified",
    "O5": "A yearly clean-up of idle columns, signed by three",
    "O6": "Statistics of every unit in circulars",
    "O7": "Omissions and breaches stay recorded against the unit",
    "O8": "A yearly self-review, compiled by two and examined by two",
    "O9": "One liaison a unit, who hears what concerns it",
    "A1": "The table of update duties can be read and taken along",
    "A2": "A document that ends another says so, and the other shows it",
}


@dataclass(frozen=True)
class Mark:
    """One clause mark: the clause named, and the test (or class, or file) that carries it."""

    clause: str
    test: str


def marks(tests: Path) -> list[Mark]:
    """Read every clause mark below the directory of tests, in the order of files and lines."""
    found: list[Mark] = []
    for path in sorted(tests.rglob("test_*.py")):
        name = path.relative_to(tests.parent).as_posix()
        found += _marks_of(ast.parse(path.read_text(encoding="utf-8"), str(path)), name)
    return found


def _marks_of(module: ast.Module, name: str) -> Iterator[Mark]:
    for node in module.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets):
            yield from (Mark(clause, name) for clause in _clauses_in(node.value))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _marks_below(node, f"{name}::{node.name}")


def _marks_below(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, name: str) -> Iterator[Mark]:
    for decorator in node.decorator_list:
        yield from (Mark(clause, name) for clause in _clauses_in(decorator))
    if isinstance(node, ast.ClassDef):
        for member in node.body:
            if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from _marks_below(member, f"{name}::{member.name}")


def _clauses_in(expression: ast.expr) -> Iterator[str]:
    for node in ast.walk(expression):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"pytest.mark.clause", "mark.clause"}:
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def unknown(found: list[Mark]) -> list[Mark]:
    """Return the marks whose clause does not exist."""
    return [mark for mark in found if mark.clause not in CLAUSES]


def render(found: list[Mark]) -> str:
    """Return docs/regulation.md: the clauses, what each asks in one line, and the tests that prove it."""
    tests: dict[str, list[str]] = {clause: [] for clause in CLAUSES}
    for mark in found:
        if mark.clause in tests and mark.test not in tests[mark.clause]:
            tests[mark.clause].append(mark.test)
    proved = sum(1 for names in tests.values() if names)
    lines = [
        "# The regulation and its proofs",
        "",
        "Made by `manage.py clauses` from the marks in `tests/`; `make check` fails where it is stale. Do not edit.",
        "",
        f"{proved} of {len(tests)} clauses have tests. *open*: no test carries the clause yet.",
    ]
    for letter, chapter in CHAPTERS.items():
        lines += ["", f"## {chapter}", "", "| clause | what | tests |", "|---|---|---|"]
        for clause, what in CLAUSES.items():
            if clause.startswith(letter):
                lines.append(f"| {clause} | {what} | {_cell(tests[clause])} |")
    return "\n".join(lines) + "\n"


def _cell(names: list[str]) -> str:
    return "<br>".join(f"`{name.removeprefix('tests/')}`" for name in names) or "*open*"
