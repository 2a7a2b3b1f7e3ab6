"""Sections, their clean-up and the end of topics on PostgreSQL: strict columns, real triggers, other orders of rows.

What changes a section's life runs here; ``GONGKAI_ON_POSTGRESQL=all`` (as ``make prove`` does) runs all of these rooms.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("tests/columns/sections", "tests/oversight/cleanup", "tests/special_topics")
LIVES = (
    "tests/columns/sections/test_life.py",
    "tests/columns/sections/test_visibility.py",
    "tests/columns/sections/test_handover.py",
    "tests/oversight/cleanup/test_services.py",
)
RUN = ROOMS if os.environ.get("GONGKAI_ON_POSTGRESQL") == "all" else LIVES


@pytest.mark.server
@pytest.mark.clause("C6")
def test_on_postgresql(postgresql_url):
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not server", *RUN],
        env={**os.environ, "GONGKAI_DATABASE": postgresql_url},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert " passed" in run.stdout and "skipped" not in run.stdout
