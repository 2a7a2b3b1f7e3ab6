"""The guard on the database of production: the same attacks, and those that need two connections at once."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
ATTACKS = ("test_rows.py", "test_tree.py", "test_site_by_code.py", "test_cases_and_permits.py", "test_planted_holes.py")

pytestmark = [pytest.mark.server, pytest.mark.clause("D5")]


def test_permit_is_seen_by_nobody_else(on_postgresql):
    on_postgresql(HERE / "postgresql_cases.py")


def test_the_attacks_on_postgresql(on_postgresql):
    on_postgresql(*(HERE / name for name in ATTACKS))
