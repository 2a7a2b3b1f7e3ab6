"""Findings that somebody still has to rule on, and who may say what about them (clause D10)."""

from __future__ import annotations

from typing import Any

from .evidence import INSTRUCTION
from .models import Case

INSISTING_DESK = "leader_in_charge"


def unruled(case: Case) -> list[dict[str, Any]]:
    """Return the blocking findings of a case that no second person has ruled on."""
    blocking = [finding for finding in case.findings if finding.get("blocks")]
    if not blocking:
        return []
    ruled = set(case.finding_rulings.values_list("finding", flat=True)) if case.pk else set()
    return [finding for finding in blocking if finding["id"] not in ruled]


def may_insist(case: Case, desk: str) -> bool:
    """Publishing in spite of a finding exists for a leader's instruction only, through that leader."""
    return case.route.code == INSTRUCTION and desk == INSISTING_DESK
