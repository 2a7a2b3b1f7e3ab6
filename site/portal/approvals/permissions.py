"""Who may do what to a case: each rule is a sentence, and all that apply are shown.

``reasons_against(act, case, person)`` is asked before a button is shown and again, under the row's lock, when it is
pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from portal.addons import registry
from portal.organisation.services import posts_of

from . import desks
from .models import Case
from .states import CaseState

Rule = Callable[[Case, Any], str | None]


def _is_active(case: Case, person) -> str | None:
    return None if person.is_active else _("This account is not active.")


def _holds_a_post(case: Case, person) -> str | None:
    return (
        None if posts_of(person).exists() else _("You hold no post today; acts are done in a capacity, not by account.")
    )


def _is_maker(case: Case, person) -> str | None:
    return None if case.maker_id == person.pk else _("Only the person who made this case can do that.")


def _is_of_unit(person: Any, case: Case) -> bool:
    return posts_of(person).filter(unit=case.unit_id).exists()


def _may_take_back(case: Case, person) -> str | None:
    """The maker; where the maker has left the unit, everybody in it, so that nothing hangs on one person for ever."""
    if case.maker_id == person.pk:
        return None
    left = case.state in (CaseState.DRAFTING, CaseState.RETURNED) and not _is_of_unit(case.maker, case)
    if left and _is_of_unit(person, case):
        return None
    return _("Only the person who made this case can do that.")


def _is_not_maker(case: Case, person) -> str | None:
    """The maker is who sent it, and whoever wrote in what was sent (law 5)."""
    if person.pk in {case.maker_id, *case.authors}:
        return _("Nobody acts on their own item: another holder of the post, or a stand-in, has to.")
    return None


def _can_be_sent(case: Case, person) -> str | None:
    return None if case.state in (CaseState.DRAFTING, CaseState.RETURNED) else _("This case has already been sent.")


def _is_unfinished(case: Case, person) -> str | None:
    states = (CaseState.DRAFTING, CaseState.RETURNED, *CaseState.OPEN)
    return None if case.state in states else _("This case has been decided already.")


def _may_be_withdrawn(case: Case, person) -> str | None:
    kind = registry.by_name("approvable_kinds").get(case.kind)
    if kind is None or kind.withdrawable:
        return None
    return _("What was taken away at once is confirmed or brought back by its desk; it can't be withdrawn.")


def _is_in_secrecy_review(case: Case, person) -> str | None:
    return None if case.state == CaseState.SECRECY_REVIEW else _("This case is not in secrecy review.")


def _awaits_ruling(case: Case, person) -> str | None:
    return None if case.state == CaseState.SECRECY_RULING else _("This case does not wait for a secrecy ruling.")


def _is_in_approval(case: Case, person) -> str | None:
    return None if case.state == CaseState.IN_APPROVAL else _("This case is not waiting at a desk.")


def _is_open(case: Case, person) -> str | None:
    return None if case.state in CaseState.OPEN else _("This case is not waiting at a desk.")


def _sits_at_desk(case: Case, person) -> str | None:
    if case.state not in CaseState.OPEN or desks.seat_of(person, case):
        return None
    waiting = desks.waiting_desks(case, desks.desks_done(case))
    labels = "、".join(str(desks.desk_type(code).label) for code in waiting) or "—"
    return _("This case waits at another desk: %(desks)s.") % {"desks": labels}


def _has_not_acted_in_round(case: Case, person) -> str | None:
    acted = case.opinions.filter(round=case.round, actor=person).exists()
    return _("You have already acted at another desk of this case; nobody acts at two desks.") if acted else None


def _has_no_blocking_finding(case: Case, person) -> str | None:
    blocking = [finding for finding in case.findings if finding.get("blocks")]
    return (
        _("The check found something that has to be mended first: %(what)s")
        % {"what": "；".join(finding["message"] for finding in blocking)}
        if blocking
        else None
    )


AT_DESK: tuple[Rule, ...] = (_is_active, _sits_at_desk, _is_not_maker, _has_not_acted_in_round)

RULES: dict[str, tuple[Rule, ...]] = {
    "send": (_is_active, _holds_a_post, _is_maker, _can_be_sent),
    "withdraw": (_is_active, _may_take_back, _is_unfinished, _may_be_withdrawn),
    "pass_secrecy": (_is_in_secrecy_review, *AT_DESK),
    "doubt_secrecy": (_is_in_secrecy_review, *AT_DESK),
    "rule_secrecy": (_awaits_ruling, *AT_DESK),
    "agree": (_is_in_approval, *AT_DESK, _has_no_blocking_finding),
    "return": (_is_open, *AT_DESK),
    "refuse": (_is_open, *AT_DESK),
}


def reasons_against(act: str, case: Case, person) -> list[str]:
    """Return every reason why a person can't do an act on a case now; empty when they can. KeyError: unknown act."""
    return [reason for rule in RULES[act] if (reason := rule(case, person))]


def can(act: str, case: Case, person) -> bool:
    """Say whether a person can do an act on a case now."""
    return not reasons_against(act, case, person)


def can_see(case: Case, person) -> bool:
    """Case pages are for the department's people: the maker, the units on the route, and who supervises."""
    if case.maker_id == person.pk or person.has_perm("approvals.view_entry"):
        return True
    posts = list(posts_of(person))
    if any(post.unit_id == case.unit_id for post in posts) or case.opinions.filter(actor=person).exists():
        return True
    staffing = desks.Staffing()
    codes = [desks.RULING_DESK, *(code for stage in case.route.stages for code in stage)]
    return any(desks.posts_at(posts, code, case, staffing) for code in codes)
