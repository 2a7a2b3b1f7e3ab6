"""Versions of something of which the public reads one at most, as staff see them listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.approvals.models import Case
from portal.approvals.states import CaseState


@dataclass(frozen=True)
class Version:
    """A version, and the state of its newest case ("" before the first)."""

    row: Any
    case_state: str

    @property
    def state(self) -> Any:
        """How it stands, in words."""
        return CaseState.LABELS[self.case_state] if self.case_state else _("draft")


def versions_of(kind: str, rows: Iterable[Any]) -> list[Version]:
    """Return rows of a kind as versions, with one query for all their cases."""
    found = list(rows)
    cases = Case.objects.filter(kind=kind, subject_id__in=[str(row.pk) for row in found]).order_by("pk")
    states = dict(cases.values_list("subject_id", "state"))
    return [Version(row, states.get(str(row.pk), "")) for row in found]


def stood(versions: Iterable[Version]) -> Any:
    """Return the row (with a field ``live``) that is public, or the newest that was; None before the first."""
    approved = [version.row for version in versions if version.case_state == CaseState.CARRIED_OUT]
    return next((row for row in approved if row.live), approved[0] if approved else None)
