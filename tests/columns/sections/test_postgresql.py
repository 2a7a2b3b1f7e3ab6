"""Sections, their clean-up and the end of topics on PostgreSQL: strict columns, real triggers, other orders of rows.

What changes a section's life runs here; ``GONGKAI_ON_POSTGRESQL=all`` (as ``make prove`` does) runs all of these rooms.
"""

from __future__ import annotations

import os

import pytest

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
def test_on_postgresql(on_postgresql):
    on_postgresql(*RUN)
