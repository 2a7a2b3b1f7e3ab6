"""Who may do what to a case: each rule is a sentence, and all that apply are shown.

``reasons_against(act, case, person)`` is asked before a button is shown and again, under the row's lock, when it is
pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.addons import registry
from portal.organisation.models import Capacity, Function
from portal.organisation.services import posts_of

from . import desks, false_alarms, on_paper
from .models import Case, Opinion
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
    left = case.state in CaseState.UNSENT and not _is_of_unit(case.maker, case)
    if left and _is_of_unit(person, case):
        return None
    return _("Only the person who made this case can do that.")


def _is_not_maker(case: Case, person) -> str | None:
    """The maker is who sent it, and whoever wrote in what was sent (law 5)."""
    if person.pk in {case.maker_id, *case.authors}:
        return _("Nobody acts on their own item: another holder of the post, or a stand-in, has to.")
    return None


def _can_be_sent(case: Case, person) -> str | None:
    return None if case.state in CaseState.UNSENT else _("This case has already been sent.")


def _is_unfinished(case: Case, person) -> str | None:
    return None if case.state in CaseState.UNFINISHED else _("This case has been decided already.")


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
    return None if case.state in CaseState.AT_DESKS else _("This case is not waiting at a desk.")


def _waits_for_its_time(case: Case, person) -> str | None:
    return None if case.state == CaseState.APPROVED else _("This case doesn't wait for its time.")


def _agreed_in_round(case: Case, person) -> str | None:
    agreed = case.opinions.filter(round=case.round, actor=person, verdict__in=Opinion.AGREEING).exists()
    return None if agreed else _("Only those who agreed to it can do that.")


def _is_not_being_corrected(case: Case, person) -> str | None:
    if case.corrector_id is None:
        return None
    return _("%(person)s is correcting it now; the correction has to be signed or dropped first.") % {
        "person": case.corrector
    }


def _co_signs_only(case: Case, person) -> str | None:
    seat = desks.seat_of(person, case)
    if seat is None or not seat[0].startswith(desks.COSIGNING):
        return None
    return _(
        "A unit that co-signs agrees or returns; what else becomes of it is for the desks of the unit it comes from."
    )


def _corrects_it(case: Case, person) -> str | None:
    return None if case.corrector_id == person.pk else _("You have not begun to correct this.")


def _can_be_corrected(case: Case, person) -> str | None:
    return None if case.revision_id else _("This can't be corrected at a desk; return it instead.")


def _was_corrected_since(case: Case, person) -> str | None:
    """Whoever agreed before a correction in this round, or in the round that the correction ended, may object."""
    mine = case.opinions.filter(actor=person, verdict__in=(*Opinion.AGREEING, Opinion.Verdict.PASSED)).last()
    later = mine and case.opinions.filter(verdict=Opinion.Verdict.CORRECTED, pk__gt=mine.pk).exists()
    return None if later else _("Nothing that you agreed to was corrected afterwards.")


def _is_registrar(case: Case, person) -> str | None:
    if posts_of(person).filter(capacity=Capacity.REGISTRAR, unit__functions__function=Function.OFFICE).exists():
        return None
    return _("Only a registrar of the Office enters opinions that were given on paper.")


def _has_paper_opinion(case: Case, person) -> str | None:
    entered = case.opinions.filter(actor=person, repudiation=None).exclude(entered_by=None).exists()
    return None if entered else _("Nobody entered an opinion for you on this case.")


def second_registrar(case: Case, person: Any) -> str | None:
    """Why a person is no second registrar who checks by its scan what another one entered; None where they are."""
    return next((why for rule in _SECOND if (why := rule(case, person))), None)


def _may_confirm(case: Case, person) -> str | None:
    entered = on_paper.unconfirmed(case)
    if entered.filter(actor=person).exists() or (entered.exists() and second_registrar(case, person) is None):
        return None
    return _("Whose opinion was entered confirms it, or a second registrar of the Office.")


def _is_locked(case: Case, person) -> str | None:
    return None if case.state in CaseState.LOCKING else _("This case is not on its way.")


def _sits_at_desk(case: Case, person) -> str | None:
    if case.state not in CaseState.AT_DESKS or desks.seat_of(person, case):
        return None
    waiting = desks.waiting_desks(case, desks.desks_done(case))
    labels = "、".join(str(desks.desk_type(code).label) for code in waiting) or "—"
    return _("This case waits at another desk: %(desks)s.") % {"desks": labels}


def _has_not_acted_in_round(case: Case, person) -> str | None:
    acted = case.opinions.filter(Q(actor=person) | Q(entered_by=person), round=case.round).exists()
    return _("You have already acted at another desk of this case; nobody acts at two desks.") if acted else None


def _has_no_blocking_finding(case: Case, person) -> str | None:
    blocking = false_alarms.unruled(case)
    return (
        _("The check found something that has to be mended, or ruled to be a false alarm, first: %(what)s")
        % {"what": "；".join(finding["message"] for finding in blocking)}
        if blocking
        else None
    )


def _ruling_stands(case: Case, person) -> str | None:
    """After the Office ruled, the reviewer isn't unsure any more: the ruling binds."""
    ruled = case.opinions.filter(round=case.round, desk=desks.RULING_DESK).exists()
    return _("The Office has ruled on this; its ruling binds.") if ruled else None


_SECOND: tuple[Rule, ...] = (_is_registrar, _is_not_maker, _has_not_acted_in_round)
SEATED: tuple[Rule, ...] = (_is_active, _sits_at_desk, _is_not_maker)
AT_DESK: tuple[Rule, ...] = (*SEATED, _has_not_acted_in_round, _is_not_being_corrected)

RULES: dict[str, tuple[Rule, ...]] = {
    "send": (_is_active, _holds_a_post, _is_maker, _can_be_sent),
    "withdraw": (_is_active, _may_take_back, _is_unfinished, _may_be_withdrawn),
    "pass_secrecy": (_is_in_secrecy_review, *AT_DESK, _has_no_blocking_finding),
    "doubt_secrecy": (_is_in_secrecy_review, *AT_DESK, _ruling_stands),
    "rule_secrecy": (_awaits_ruling, *AT_DESK),
    "agree": (_is_in_approval, *AT_DESK, _has_no_blocking_finding),
    "escalate": (_is_in_approval, *AT_DESK, _has_no_blocking_finding, _co_signs_only),
    "return": (_is_open, *AT_DESK),
    "refuse": (_is_open, *AT_DESK, _co_signs_only),
    "rule_finding": (_is_open, *SEATED, _has_not_acted_in_round),
    "begin_correction": (_is_in_approval, *AT_DESK, _can_be_corrected, _co_signs_only),
    "sign_correction": (_is_in_approval, *SEATED, _has_not_acted_in_round, _corrects_it),
    "drop_correction": (_is_active, _is_in_approval, _corrects_it),
    "object": (_is_active, _is_locked, _was_corrected_since),
    "call_back": (_is_active, _waits_for_its_time, _agreed_in_round),
    "enter_paper": (
        _is_active,
        _is_in_approval,
        _is_registrar,
        _is_not_maker,
        _has_not_acted_in_round,
        _is_not_being_corrected,
    ),
    "confirm_paper": (_is_active, _is_locked, _may_confirm),
    "repudiate": (_is_active, _has_paper_opinion),
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
    if _is_registrar(case, person) is None:
        return True
    posts = list(posts_of(person))
    if any(post.unit_id == case.unit_id for post in posts) or case.opinions.filter(actor=person).exists():
        return True
    staffing = desks.Staffing()
    codes = [desks.RULING_DESK, *(code for stage in case.stages for code in stage)]
    return any(desks.posts_at(posts, code, case, staffing) for code in codes)
