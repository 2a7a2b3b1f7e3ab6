"""Opinions given on paper: a registrar enters them with the scan; whose they are is told at once, and can repudiate."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.notices.services import notify

from .. import desks, on_paper, permissions
from ..errors import ActRefused
from ..models import Case, Confirmation, Opinion, Repudiation
from ..sentences import called
from ..states import CaseState
from .acting import act, case_url, post_for, record_act, require, sealed, stage_now, write_opinion
from .deciding import carry_out_confirmed, keeping_findings, move_on
from .leaving import leave_returned

VERDICTS = (Opinion.Verdict.AGREED, Opinion.Verdict.RETURNED)


def enter_paper_opinion(
    case_id: int, registrar: Any, version: int, post: Any, verdict: str, text: str, scan: Any
) -> Case:
    """Enter what the holder of ``post`` wrote on paper: agreed or returned, with the scan (a private document)."""
    if verdict not in VERDICTS:
        raise ActRefused([_("Only an agreement or a return can be entered from paper.")])
    if scan is None:
        raise ActRefused([_("The scan of the paper is needed.")])
    if verdict == Opinion.Verdict.RETURNED:
        require(text)
    with keeping_findings(case_id), act(case_id, "enter_paper", registrar, version) as case:
        seat = _seat(case, post, registrar)
        write_opinion(case, seat, verdict, text, stage_now(case), entered_by=registrar, scan=scan)
        text_of_notice = _("%(registrar)s entered an opinion for you: %(title)s. You can repudiate it until %(until)s.")
        values = {
            "registrar": registrar,
            "title": called(case),
            "until": on_paper.until(timezone.now()).strftime("%Y-%m-%d"),
        }
        notify([post.person], text=text_of_notice % values, url=case_url(case), topic="case")
        if verdict == Opinion.Verdict.RETURNED:
            leave_returned(case, text)
        else:
            move_on(case)
    return case


def _seat(case: Case, post: Any, registrar: Any) -> tuple[str, Any]:
    """The desk at which the holder of the post sits now; ActRefused where they don't, or may not act either."""
    seat = desks.seat_of(post.person, case, posts=[post])
    sitting = {holder.pk for code in desks.waiting_desks(case) for holder in desks.holders(code, case)}
    if seat is None or post.pk not in sitting:
        raise ActRefused([_("The case doesn't wait for %(person)s.") % {"person": post.person}])
    if post.person_id in {registrar.pk, case.maker_id, *case.authors}:
        raise ActRefused([_("Nobody acts on their own item: another holder of the post, or a stand-in, has to.")])
    if case.opinions.filter(round=case.round, actor=post.person).exists():
        raise ActRefused([_("%(person)s has acted on this case already.") % {"person": post.person}])
    return seat


def confirm_paper(case_id: int, person: Any, version: int, opinion_id: int) -> Case:
    """Confirm an entered agreement: whose it is, or a second registrar by its scan. What waited for that goes on."""
    with keeping_findings(case_id), act(case_id, "confirm_paper", person, version) as case:
        opinion = on_paper.unconfirmed(case).filter(pk=opinion_id).first()
        if opinion is None or (person.pk != opinion.actor_id and permissions.second_registrar(case, person)):
            raise ActRefused([_("There is no entered opinion here that you can confirm.")])
        own = person.pk == opinion.actor_id
        capacity = opinion.capacity if own else post_for(person, case.unit).title
        Confirmation.objects.create(opinion=opinion, by=person, capacity=capacity)
        data = {"desk": opinion.desk, "confirmed_for": opinion.actor_id}
        record_act(case, "case.confirmed", person, capacity, data=data)
        carry_out_confirmed(case)
    return case


def repudiate(case_id: int, person: Any, version: int, opinion_id: int, text: str) -> Case:
    """Say that an opinion entered from paper is not one's own. An open case goes back; what is public is taken away."""
    require(text)
    with act(case_id, "repudiate", person, version) as case:
        opinion = case.opinions.filter(pk=opinion_id, actor=person).first()
        if opinion is None or not on_paper.can_be_repudiated(opinion):
            raise ActRefused([_("There is no entered opinion of yours that can still be repudiated.")])
        Repudiation.objects.create(opinion=opinion, reason=sealed(case, text.strip()))
        record_act(case, "case.repudiated", person, opinion.capacity, opinion=text.strip(), data={"desk": opinion.desk})
        if case.state in CaseState.LOCKING and opinion.round == case.round:
            leave_returned(case, text)
        elif case.state == CaseState.CARRIED_OUT:
            case.kind_type.repudiated(case, case.subject(), person, text.strip())
    return case
