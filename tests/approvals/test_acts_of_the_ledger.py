"""Every act that is recorded has its words: nobody reads a code in a timeline (clause D6)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.approvals.templatetags.approvals import ACTS

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("site/portal", "home", "columns", "special_topics", "interaction", "search")
RECORDING = {"record": 0, "record_act": 1}  # where the act stands among the arguments


def recorded(path: Path) -> Iterator[str]:
    """The acts that a module records, as far as it names them: as text, or as a constant of its own."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        place = RECORDING.get(node.func.id) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
        if place is None or len(node.args) <= place:
            continue
        act = node.args[place]
        if isinstance(act, ast.Constant):
            yield act.value
        elif isinstance(act, ast.Name) and act.id in constants:
            yield constants[act.id]


@pytest.mark.clause("D6")
def test_every_act_that_is_recorded_has_words():
    found = {act for room in ROOMS for path in (ROOT / room).rglob("*.py") for act in recorded(path)}

    assert len(found) > 40, "the search for acts found next to nothing"
    assert sorted(found - ACTS.keys()) == []
