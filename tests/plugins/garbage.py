"""Garbage is looked for seldom: what was imported stays for the whole run, and going through it takes time."""

from __future__ import annotations

import gc

import pytest

NEW_OBJECTS = 100_000
YOUNG, MIDDLE = 50, 100


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave what was imported out of every later search, and search less often than Python would."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, YOUNG, MIDDLE)
