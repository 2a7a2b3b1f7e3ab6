"""The table of who may do what, as docs/who-may-do-what.md holds it for people to read and to approve."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs" / "who-may-do-what.md"
HEADER = """# Who may do what to a case

For a case of important information of one unit, in every state. A line is missing where that person can do nothing.
A test computes this table and compares; it is changed by `python -m tests.approvals.matrix.write`, and the change is
read like any other.

| state | person | may |
|---|---|---|
"""
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def render(table: dict[tuple[str, str], list[str]]) -> str:
    """Return the page of a table."""
    rows = (f"| {state} | {person} | {', '.join(acts)} |\n" for (state, person), acts in table.items() if acts)
    return HEADER + "".join(rows)


def read() -> dict[tuple[str, str], list[str]]:
    """Return the table that the page holds, without lines of those who can do nothing."""
    rows = ROW.findall(PAGE.read_text(encoding="utf-8").split("|---|---|---|")[1])
    return {(state, person): acts.split(", ") for state, person, acts in rows}
