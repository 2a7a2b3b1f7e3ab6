"""Findings that somebody still has to rule on, and who may say what about them (clause D10)."""

from __future__ import annotations

from typing import Any

from .evidence import INSTRUCTION
from .models import Case, FindingRuling

INSISTING_DESK = "leader_in_charge"


def unruled(case: Case) -> list[dict[str, Any]]:
    """Return the blocking findings of a case from which no second person has released it."""
    blocking = [finding for finding in case.findings if finding.get("blocks")]
    if not blocking:
        return []
    rulings = FindingRuling.objects.filter(case=case.pk, verdict__in=FindingRuling.RELEASING)
    ruled = set(rulings.values_list("finding", flat=True))
    return [finding for finding in blocking if finding["id"] not in ruled]


def said(finding: dict[str, Any]) -> str:
    """Return a finding in a line: what it is, and where."""
    message, where = finding["message"], finding["where"]
    return f"{message}（{where}）" if where and where not in message else message


def may_insist(case: Case, desk: str) -> bool:
    """Publishing in spite of a finding exists for a leader's instruction only, through that leader."""
    return case.route.code == INSTRUCTION and desk == INSISTING_DESK
