"""The guard on the database of production: the same attacks, and those that need two connections at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ATTACKS = ("test_rows.py", "test_tree.py", "test_site_by_code.py", "test_cases_and_permits.py", "test_planted_holes.py")

pytestmark = [pytest.mark.server, pytest.mark.clause("D5")]


def run(url: str, *names: str) -> None:
    """Run files of tests on a PostgreSQL server."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(str(HERE / name) for name in names)]
    done = subprocess.run(
        command, env={**os.environ, "GONGKAI_DATABASE": url}, cwd=HERE.parents[1], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_permit_is_seen_by_nobody_else(postgresql_url):
    run(postgresql_url, "postgresql_cases.py")


def test_the_attacks_on_postgresql(postgresql_url):
    run(postgresql_url, *ATTACKS)
