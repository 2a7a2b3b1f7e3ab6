"""Sections, their clean-up and the end of topics on PostgreSQL: strict columns, real triggers, other orders of rows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("tests/columns/sections", "tests/oversight/cleanup", "tests/special_topics")


@pytest.mark.server
@pytest.mark.clause("C6")
def test_on_postgresql(postgresql_url):
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not server", *FOLDERS],
        env={**os.environ, "GONGKAI_DATABASE": postgresql_url},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert " passed" in run.stdout and "skipped" not in run.stdout
