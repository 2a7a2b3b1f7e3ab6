"""Clause marks are read without running a test, and the table shows what is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.oversight import clauses
from portal.oversight.clauses import Mark


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    folder = tmp_path / "tests" / "room"
    folder.mkdir(parents=True)
    (folder / "test_a.py").write_text(
        "import pytest\n"
        "@pytest.mark.clause('D3', 'D6')\n"
        "def test_one(): ...\n"
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.clause('O1'))])\n"
        "async def test_two(x): ...\n"
        "@pytest.mark.clause('N1')\n"
        "class TestThree:\n"
        "    @pytest.mark.clause('N2')\n"
        "    def test_four(self): ...\n"
        "def test_none(): ...\n"
    )
    (folder / "test_b.py").write_text("import pytest\npytestmark = [pytest.mark.clause('G1'), pytest.mark.browser]\n")
    (folder / "helper.py").write_text("import pytest\n@pytest.mark.clause('A1')\ndef test_x(): ...\n")
    return tmp_path / "tests"


def test_marks_are_found_wherever_pytest_takes_them(tests):
    file = "tests/room/test_a.py"
    assert clauses.marks(tests) == [
        Mark("D3", f"{file}::test_one"),
        Mark("D6", f"{file}::test_one"),
        Mark("O1", f"{file}::test_two"),
        Mark("N1", f"{file}::TestThree"),
        Mark("N2", f"{file}::TestThree::test_four"),
        Mark("G1", "tests/room/test_b.py"),
    ]


def test_a_clause_that_does_not_exist_is_told():
    assert clauses.unknown([Mark("D3", "a"), Mark("D33", "b")]) == [Mark("D33", "b")]


def test_the_table_shows_proofs_and_what_is_open(tests):
    page = clauses.render(clauses.marks(tests))
    assert "6 of 46 clauses have tests" in page
    assert "| `room/test_a.py::test_one` |" in page
    assert page.count("*open* |") == 40


def test_every_clause_has_a_chapter():
    assert {clause[0] for clause in clauses.CLAUSES} == set(clauses.CHAPTERS)
