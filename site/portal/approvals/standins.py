"""Vacant desks, and the stand-in whom the head of the Office names for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.notices.services import notify
from portal.organisation.models import Capacity, Function, Post, Unit, User
from portal.organisation.services import function_holders, name_stand_in, today

from . import desks
from .errors import ActRefused
from .ledger.services import lock_head, record
from .models import Case
from .sentences import called
from .services import WAITING, case_url
from .states import CaseState

LIMIT = 500


@dataclass(frozen=True)
class Vacancy:
    """A desk where a case waits and nobody sits: ``principal`` is the post that was held last, if any ever was."""

    desk: str
    label: str
    unit: Unit | None
    principal: Post | None


def vacancies(case: Case) -> list[Vacancy]:
    """Return the vacant desks where a case waits now."""
    found = []
    for code in desks.waiting_desks(case, desks.desks_done(case)):
        if desks.holders(code, case):
            continue
        desk = desks.desk_type(code)
        unit = Unit.objects.filter(pk=desks.Staffing().unit_of(desk, case) or 0).first()
        former = Post.objects.filter(unit=unit, capacity__in=desk.capacities, stands_in_for=None).select_related(
            "person"
        )
        found.append(
            Vacancy(code, str(desk.label), unit, former.order_by("-starts_on", "-pk").first() if unit else None)
        )
    return found


def vacant_cases() -> list[Case]:
    """Return the open cases that wait at a desk where nobody sits; a fixed number of queries, at most LIMIT cases."""
    cases = list(Case.objects.open().listed().order_by("due_at", "pk")[:LIMIT])
    staffing = desks.Staffing()
    held = set(Post.objects.on(staffing.on).filter(person__is_active=True).values_list("unit_id", "capacity"))

    def is_vacant(code: str, case: Case) -> bool:
        desk = desks.desk_type(code)
        unit = staffing.unit_of(desk, case)
        return not any((unit, capacity) in held for capacity in desk.capacities)

    # A stage of several desks waits for each of them: one that has agreed is not vacant any more by that.
    return [case for case in cases if any(is_vacant(code, case) for code in desks.waiting_desks(case))]


def may_name(person: Any) -> bool:
    """The head of the Office names stand-ins."""
    return any(post.person_id == person.pk for post in function_holders(Function.OFFICE, (Capacity.HEAD,)))


def candidates(case: Case, by: Any) -> list[User]:
    """People who could stand in: active, with a post, and with nothing to do with the case so far; the unit's first."""
    out = {by.pk, case.maker_id, *case.authors, *case.opinions.filter(round=case.round).values_list("actor", flat=True)}
    posts = Post.objects.on(today()).filter(person__is_active=True).exclude(person__in=out).select_related("person")
    ordered = sorted(posts, key=lambda post: (post.unit_id != case.unit_id, str(post.person)))
    return list({post.person_id: post.person for post in ordered}.values())


def name(case_id: int, desk: str, person_id: int, until: date | None, reason: str, by: Any) -> Post:
    """Name a stand-in for the vacant desk where a case waits, from today until a last day; the ledger keeps it.

    ActRefused with every reason: not the head of the Office, no reason, the desk isn't vacant or was never held, the
    person has had to do with the case, the last day lies behind.
    """
    with transaction.atomic():
        lock_head()
        case = Case.objects.select_for_update(of=("self",)).select_related("route", "unit", "maker").get(pk=case_id)
        vacancy = next((found for found in vacancies(case) if found.desk == desk), None)
        person = next((found for found in candidates(case, by) if found.pk == person_id), None)
        if reasons := _reasons(case, vacancy, person, until, reason, by):
            raise ActRefused(reasons)
        assert vacancy and vacancy.principal and person and until
        try:
            post = name_stand_in(vacancy.principal, person, until, by)
        except ValidationError as error:
            raise ActRefused(error.messages) from error
        capacity = function_holders(Function.OFFICE, (Capacity.HEAD,))[0].title
        record(
            "post.stand_in_named",
            actor=by,
            capacity=capacity,
            subject=case.subject_key,
            case_number=case.number,
            opinion=reason.strip(),
            data={"desk": desk, "post": post.pk, "person": person.pk, "until": until.isoformat()},
        )
        text = _("You stand in until %(until)s (%(post)s). Waits for you: %(title)s")
        values = {"until": until.isoformat(), "post": post.title, "title": called(case)}
        notify([person], text=text % values, url=case_url(case), topic=WAITING)
        return post


def _reasons(case: Case, vacancy: Vacancy | None, person: Any, until: date | None, reason: str, by: Any) -> list[str]:
    found = []
    if not may_name(by):
        found.append(_("The head of the Office names stand-ins."))
    if case.state not in CaseState.OPEN or vacancy is None:
        found.append(_("This desk isn't vacant, or the case doesn't wait there."))
    elif vacancy.principal is None:
        found.append(_("Nobody has ever held this post: enter it in the register of posts first."))
    if person is None:
        found.append(_("Choose somebody who holds a post and has had nothing to do with this case."))
    if until is None or until < today():
        found.append(_("A stand-in needs a last day, today or later."))
    if not reason.strip():
        found.append(_("Please give the reason."))
    return found
