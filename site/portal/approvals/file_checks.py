"""The check of the files that a case carries, done in the background and kept by their bytes (clause D10)."""

from __future__ import annotations

from .models import Case


def pending(case: Case) -> bool:
    """Say whether a file of a case is still to be checked."""
    return False


def begin(case: Case) -> None:
    """Have the files of a case checked that nobody checked yet."""
