"""A second person's word on what the check found (clause D10)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from .. import desks, false_alarms
from ..errors import ActRefused
from ..models import Case, FindingRuling, Opinion
from .acting import act, give_opinion, record_act, require, sealed, stage_now
from .leaving import leave_returned


def rule_finding(
    case_id: int, person: Any, version: int, finding: str, text: str, verdict: str = FindingRuling.Verdict.FALSE_ALARM
) -> Case:
    """State at a desk that the machine was wrong about a finding; a reason is required.

    With the verdict ``nonetheless`` the leader in charge has it published all the same, on a leader's instruction.
    """
    require(text)
    if verdict not in FindingRuling.RELEASING:
        raise ActRefused([_("There is no such ruling.")])
    with act(case_id, "rule_finding", person, version) as case:
        found, (desk, post) = _unruled(case, finding), _seat(person, case)
        if verdict == FindingRuling.Verdict.NONETHELESS and not false_alarms.may_insist(case, desk):
            raise ActRefused(
                [_("Only the leader who gave the instruction can have it published nonetheless (clause D10).")]
            )
        _rule(case, found, desk, post, verdict, text.strip())
    return case


def confirm_finding(case_id: int, person: Any, version: int, finding: str, text: str = "") -> Case:
    """State at a desk that a finding is really a problem: the case goes back to its maker for that reason.

    The finding itself is the reason; what the person adds follows it.
    """
    with act(case_id, "return", person, version) as case:
        found, (desk, post) = _unruled(case, finding), _seat(person, case)
        reason = " ".join(part for part in (_("Really a problem:"), false_alarms.said(found), text.strip()) if part)
        _rule(case, found, desk, post, FindingRuling.Verdict.CONFIRMED, text.strip())
        give_opinion(case, person, Opinion.Verdict.RETURNED, reason, stage_now(case))
        leave_returned(case, reason)
    return case


def _unruled(case: Case, finding: str) -> dict[str, Any]:
    found = next((row for row in false_alarms.unruled(case) if row["id"] == finding), None)
    if found is None:
        raise ActRefused([_("There is no such finding on this case, or it was ruled on already.")])
    return found


def _seat(person: Any, case: Case) -> tuple[str, Any]:
    seat = desks.seat_of(person, case)
    assert seat is not None  # permissions.reasons_against has just asked
    return seat


def _rule(case: Case, found: dict[str, Any], desk: str, post: Any, verdict: str, text: str) -> None:
    FindingRuling.objects.create(
        case=case,
        finding=found["id"],
        verdict=verdict,
        reason=sealed(case, text),
        by=post.person,
        capacity=post.title,
    )
    record_act(
        case,
        f"finding.{verdict}",
        post.person,
        post.title,
        opinion=text,
        data={"finding": found["id"], "kind": found["kind"], "where": found["where"], "desk": desk},
    )
