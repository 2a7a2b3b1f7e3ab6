"""A second person's word on what the check found (clause D10)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from .. import desks, false_alarms
from ..errors import ActRefused
from ..models import Case, FindingRuling
from .acting import act, record_act, require, sealed


def rule_finding(
    case_id: int, person: Any, version: int, finding: str, text: str, verdict: str = FindingRuling.Verdict.FALSE_ALARM
) -> Case:
    """State at a desk that the machine was wrong about a finding; a reason is required.

    With the verdict ``nonetheless`` the leader in charge has it published all the same, on a leader's instruction.
    """
    require(text)
    with act(case_id, "rule_finding", person, version) as case:
        found = next((row for row in false_alarms.unruled(case) if row["id"] == finding), None)
        if found is None:
            raise ActRefused([_("There is no such finding on this case, or it was ruled on already.")])
        seat = desks.seat_of(person, case)
        assert seat is not None
        desk, post = seat
        if verdict == FindingRuling.Verdict.NONETHELESS and not false_alarms.may_insist(case, desk):
            raise ActRefused(
                [_("Only the leader who gave the instruction can have it published nonetheless (clause D10).")]
            )
        FindingRuling.objects.create(
            case=case,
            finding=finding,
            verdict=verdict,
            reason=sealed(case, text.strip()),
            by=person,
            capacity=post.title,
        )
        record_act(
            case,
            f"finding.{verdict}",
            person,
            post.title,
            opinion=text.strip(),
            data={"finding": finding, "kind": found["kind"], "where": found["where"], "desk": desk},
        )
    return case
