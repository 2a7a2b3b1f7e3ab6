"""Cases of the demonstration, carried out act by act by the people whose desks they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from portal.approvals import desks, file_checks, secrecy, services
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.organisation.models import Capacity, Unit, User

from .past import at
from .people import holder

DECLARED = dict.fromkeys(secrecy.QUESTIONS, secrecy.NO)
OPINIONS = ("同意。", "同意公开。", "同意发布。", "内容准确，同意。", "同意，请按时公开。")


def send(subject: Any, maker: User, when: datetime) -> Case:
    """Open and send a case."""
    with at(when):
        case = services.open_case(subject, maker)
        case = services.send(case.pk, maker, case.version, declaration=DECLARED)
        if case.state == CaseState.SCREENING:  # what the worker does elsewhere
            for file in file_checks.carried(case.snapshot):
                file_checks.check(file)
            case = services.files_checked(case.pk)
        return case


def pass_secrecy(case: Case, when: datetime) -> Case:
    """The secrecy reviewer of the case's unit passes it."""
    with at(when):
        reviewer = next(p.person for p in desks.holders(desks.SECRECY_DESK, case) if p.person_id != case.maker_id)
        return services.pass_secrecy(case.pk, reviewer, case.version, "经审查，不涉及国家秘密，可以公开。")


def agree(case: Case, when: datetime) -> Case:
    """The next desk agrees."""
    with at(when):
        acted = set(case.opinions.filter(round=case.round).values_list("actor", flat=True))
        desk = desks.waiting_desks(case, desks.desks_done(case))[0]
        person = next(
            post.person for post in desks.holders(desk, case) if post.person_id not in {case.maker_id, *acted}
        )
        return services.agree(case.pk, person, case.version, OPINIONS[case.pk % len(OPINIONS)])


def approve(subject: Any, maker: User, when: datetime) -> Case:
    """Take a subject through its whole route, ending at ``when``."""
    case = send(subject, maker, when - timedelta(minutes=95))
    if case.state == CaseState.SECRECY_REVIEW:
        case = pass_secrecy(case, when - timedelta(minutes=60))
    step = 0
    while case.state == CaseState.IN_APPROVAL:
        last = case.stage + 1 >= len(case.stages)
        case = agree(case, when if last else when - timedelta(minutes=40 - 10 * min(step, 3)))
        step += 1
    return Case.objects.get(pk=case.pk)


def maker_of(unit: Unit) -> User:
    """Who makes things for a unit: its liaison."""
    return holder(unit, Capacity.LIAISON)
