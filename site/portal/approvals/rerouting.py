"""What is open follows the organisation: another holder, a moved duty, a unit that was merged into another.

Desks are worked out from posts and duties at every look, so nothing has to be rewritten; the new holders are told, and
the record says why the case waits for somebody else now. What was recorded before stays as it was.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from . import desks
from .ledger.services import lock_head
from .models import Case
from .services import record_act, tell_desks
from .services.acting import locked
from .services.leaving import leave_returned
from .states import CaseState


def follow(unit: int | None = None, capacity: str = "", function: str = "") -> int:
    """Tell the desks again of open cases that a change of posts or duties reaches; return how many were rerouted.

    The change is of who holds a capacity in a unit, or of which unit carries a function. Each case is recorded with
    who it waits for now.
    """
    count = 0
    with transaction.atomic():
        lock_head()
        staffing = desks.Staffing()
        for case in Case.objects.open().listed().order_by("pk"):
            if _is_reached(case, staffing, unit, capacity, function):
                _tell_again(case)
                count += 1
    return count


def _is_reached(case: Case, staffing: desks.Staffing, unit: int | None, capacity: str, function: str) -> bool:
    for code in desks.waiting_desks(case):
        desk = desks.desk_type(code)
        if function and desk.function == function:
            return True
        if capacity in desk.capacities and staffing.unit_of(desk, case) == unit:
            return True
    return False


def _tell_again(case: Case) -> None:
    waiting = desks.waiting_desks(case, desks.desks_done(case))
    names = {code: [str(post) for post in desks.holders(code, case)] for code in waiting}
    record_act(case, "case.rerouted", None, "", data={"holders": names})
    tell_desks(case)


@transaction.atomic
def move_cases(old: Any, new: Any) -> int:
    """Give the unfinished cases of a unit to the one that takes over its work; return how many. Each is recorded.

    Where the unit had yet to co-sign, the other does.
    """
    lock_head()
    why = _("the unit's work was taken over")
    unfinished = list(Case.objects.filter(unit=old, state__in=CaseState.UNFINISHED).values_list("pk", flat=True))
    for pk in unfinished:
        move_case(pk, new, why)
    cosigned = Case.objects.open().filter(cosigners__in=[old, new]).distinct()
    for pk in list(cosigned.order_by().values_list("pk", flat=True)):
        _move_cosigning(locked(pk), old, new, why)
    return len(unfinished)


def move_case(case_id: int, unit: Any, why: str) -> None:
    """Give one unfinished case to another unit, in the caller's transaction: its desks are that unit's from now on."""
    case = locked(case_id)
    former, case.unit = case.unit_id, unit
    case.version += 1
    case.save()
    record_act(case, "case.rerouted", None, "", data={"from": former, "to": unit.pk, "why": why})
    if case.state in CaseState.AT_DESKS:
        tell_desks(case)


def _move_cosigning(case: Case, old: Any, new: Any, why: str) -> None:
    """Give the desk where a unit has yet to co-sign to the one that takes over its work.

    Where that one has a say in the case already, its maker sends it again, with other stages: nobody agrees twice.
    """
    own, code = desks.cosigning(old), desks.cosigning(new)
    agreed = set(case.opinions.filter(round=case.round, repudiation=None).values_list("desk", flat=True))
    waiting = {desk for stage in case.stages for desk in stage} - agreed
    if own not in waiting and not (code in waiting and case.unit_id == new.pk):
        return
    if case.unit_id == new.pk or code in waiting | agreed:
        leave_returned(case, _("other units have to agree now, because %(why)s") % {"why": why})
    else:
        case.stages = [[code if desk == own else desk for desk in stage] for stage in case.stages]
        case.cosigners.remove(old)
        case.cosigners.add(new)
    case.version += 1
    case.save()
    record_act(case, "case.rerouted", None, "", data={"from": old.pk, "to": new.pk, "cosigning": True, "why": why})
    if case.state in CaseState.AT_DESKS:
        tell_desks(case)
