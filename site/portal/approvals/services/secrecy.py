"""The acts of the secrecy review (clause O1): the unit's reviewer passes, doubts; the Office rules, and that binds."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from .. import secrecy
from ..errors import ActRefused
from ..models import Case, Opinion
from .acting import SECRECY_STAGE, act, give_opinion, require, tell_all, tell_desks
from .deciding import approve, keeping_findings


def pass_secrecy(case_id: int, person: Any, version: int, text: str = "") -> Case:
    """The making unit's secrecy reviewer states that it may be public (clause O1)."""
    with keeping_findings(case_id), act(case_id, "pass_secrecy", person, version) as case:
        give_opinion(case, person, Opinion.Verdict.PASSED, text, SECRECY_STAGE)
        _go_on(case)
    return case


def _go_on(case: Case) -> None:
    """After the review: to the first desk; a route that has none is approved by the review itself."""
    case.to_approval()
    tell_desks(case) if case.stages else approve(case)


def doubt_secrecy(case_id: int, person: Any, version: int, text: str) -> Case:
    """The reviewer is unsure: the Office rules (clause O1). A reason is required."""
    require(text)
    with act(case_id, "doubt_secrecy", person, version) as case:
        give_opinion(case, person, Opinion.Verdict.UNSURE, text, SECRECY_STAGE)
        case.to_secrecy_ruling()
        tell_desks(case)
    return case


def rule_secrecy(
    case_id: int, person: Any, version: int, text: str, verdict: str = Opinion.Verdict.RULED_FIT, ground: str = ""
) -> Case:
    """The Office rules: may be published, must be changed, or must not be published (clause O1). It binds.

    The ground (of :data:`portal.approvals.secrecy.GROUNDS`) is required for the last two, a reason for all.
    """
    require(text)
    if verdict not in secrecy.RULINGS:
        raise ActRefused([_("There is no such ruling.")])
    if verdict != Opinion.Verdict.RULED_FIT and ground not in secrecy.GROUNDS:
        raise ActRefused([_("Please choose the ground of the ruling.")])
    with keeping_findings(case_id), act(case_id, "rule_secrecy", person, version) as case:
        give_opinion(case, person, verdict, text, SECRECY_STAGE, ground=ground)
        if verdict == Opinion.Verdict.MUST_CHANGE:
            case.give_back()
            tell_all(case, _("The Office ruled that it must be changed: %(title)s (%(reason)s)"), text)
        elif verdict == Opinion.Verdict.MUST_NOT:
            case.turn_down()
            case.closed_at = timezone.now()
            case.kind_type.refused(case, case.subject())
            tell_all(case, _("The Office ruled that it must not be published: %(title)s (%(reason)s)"), text)
        elif secrecy.was_reviewed(case):
            _go_on(case)
        else:
            case.to_secrecy_review()
            tell_desks(case)
    return case
