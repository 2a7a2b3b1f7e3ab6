"""Agreeing, sending on the heavier way, approving, and carrying out exactly what was approved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.addons.types import ApprovableKind
from portal.notices.services import notify, settle
from portal.outbox.services import enqueue

from .. import desks, false_alarms, file_checks, on_paper, routes, screening
from ..errors import ActRefused, DigestMismatch, FindingsLeft, NotCheckedYet
from ..ledger.canonical import digest as digest_of
from ..ledger.services import lock_head
from ..models import Case, Opinion
from ..sentences import called
from ..states import CaseState
from .acting import WAITING, act, case_url, give_opinion, locked, record_act, require, tell_all, tell_desks

CARRY_OUT = "approvals.carry_out"
RECHECK = timedelta(minutes=1)  # how long a case whose time has come waits for the check of its files


def agree(case_id: int, person: Any, version: int, text: str = "") -> Case:
    """Agree at the desk where the case waits. The last agreement carries it out in the same transaction (law 1)."""
    with keeping_findings(case_id), act(case_id, "agree", person, version) as case:
        give_opinion(case, person, Opinion.Verdict.AGREED, text, case.stage)
        move_on(case)
    return case


def escalate(case_id: int, person: Any, version: int, text: str, route: str) -> Case:
    """Agree at a desk of the case's own route and send it on by a heavier one (clause D8). A reason is required."""
    require(text)
    with keeping_findings(case_id), act(case_id, "escalate", person, version) as case:
        chosen = next((found for found in routes.heavier(case) if found.code == route), None)
        if chosen is None:
            raise ActRefused([_("This case can't be sent by that route from here.")])
        give_opinion(case, person, Opinion.Verdict.ESCALATED, text, case.stage, data={"route": chosen.code})
        case.route, case.tier = chosen, chosen.tier
        case.stages = routes.stages_with(chosen, case.cosigners.all())
        sentence = _("%(person)s sent it the heavier way: %(route)s. %(reason)s")
        values = {"person": person, "route": chosen.translated_label, "reason": text.strip()}
        case.reasons = [*case.reasons, sentence % values]
        move_on(case)
    return case


def move_on(case: Case) -> None:
    """After an agreement: wait for others at the desk, go to the next one, or be approved."""
    if desks.waiting_desks(case, desks.desks_done(case)):
        return  # co-signing: others have yet to agree; the context manager counts the version up
    if case.stage + 1 < len(case.stages):
        case.stage += 1
        tell_desks(case)
    else:
        approve(case)


class keeping_findings:  # used as a context manager, like a function
    """Keep what the check found when that refuses an act at the last desk: the desk sees it, and can rule on it.

    Where files have to be checked first, that begins, though the act was refused.
    """

    def __init__(self, case_id: int) -> None:
        self.case_id = case_id

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, FindingsLeft | NotCheckedYet):
            with transaction.atomic():
                lock_head()
                case = locked(self.case_id)
                if isinstance(error, NotCheckedYet):
                    file_checks.begin(case)
                elif case.state in CaseState.LOCKING:
                    case.findings = error.findings
                    case.save(update_fields=["findings"])


def approve(case: Case) -> None:
    """After the last desk: check once more, approve, and carry out what was pinned: now, or at the time it carries."""
    kind, subject = case.kind_type, case.subject()
    check_once_more(case, kind, subject)
    case.approve()
    if (due := on_paper.earliest(case)) is None:
        carry_out(case, kind, subject)
        return
    enqueue(CARRY_OUT, {"case": case.pk}, not_before=due)
    record_act(case, "case.scheduled", None, "", data={"not_before": due.isoformat()})
    settle(case_url(case), WAITING)
    if on_paper.waits_until(case):
        text = _("Waits for your confirmation of the opinion that was entered for you: %(title)s")
        people = {opinion.actor for opinion in on_paper.unconfirmed(case)}
        notify(people, text=text % {"title": called(case)}, url=case_url(case), topic=WAITING)


def carry_out_confirmed(case: Case) -> None:
    """Carry an approved case out that waited for a confirmation, unless it still waits for something."""
    if case.state == CaseState.APPROVED and on_paper.earliest(case) is None:
        kind, subject = case.kind_type, case.subject()
        check_once_more(case, kind, subject)
        carry_out(case, kind, subject)


def check_once_more(case: Case, kind: ApprovableKind, subject: Any) -> None:
    """Refuse what has problems, findings that nobody ruled on, or isn't what was pinned."""
    if problems := [*kind.problems(subject), *kind.problems_since(case, subject)]:
        raise ActRefused(problems)
    if file_checks.pending(case):
        raise NotCheckedYet([_("The files are being checked again; please agree in a few minutes.")])
    case.findings = screening.screen(case.snapshot, kind.texts(subject))
    if left := false_alarms.unruled(case):
        raise FindingsLeft([finding["message"] for finding in left], case.findings)
    if digest_of(kind.snapshot(subject)) != case.digest:
        raise DigestMismatch([_("What would go public is not what was sent. Return the case and have it sent again.")])


def carry_out(case: Case, kind: ApprovableKind, subject: Any) -> None:
    """Make an approved case so, inside the caller's transaction, and append that to the ledger."""
    try:
        kind.carry_out(case, subject)
    except ValidationError as error:
        raise ActRefused(error.messages) from error
    case.finish()
    case.closed_at = timezone.now()
    record_act(case, "case.carried_out", None, "")
    settle(case_url(case), WAITING)
    if kind.announces:
        notify([case.maker], text=_("Approved: %(title)s") % {"title": called(case)}, url=case_url(case), topic="case")


def carry_out_in_time(case_id: int) -> Case:
    """Carry out an approved case whose time has come, if it is still exactly what was approved; else give it back.

    Called by the worker. An approval that was called back, or carried out already, is left as it is.
    """
    with transaction.atomic():
        lock_head()
        case = locked(case_id)
        if case.state != CaseState.APPROVED:
            return case
        if (due := on_paper.earliest(case)) is not None:  # approved again since this was put into the outbox
            enqueue(CARRY_OUT, {"case": case.pk}, not_before=due)
            return case
        kind, subject = case.kind_type, case.subject()
        try:
            with transaction.atomic():
                if subject is None:
                    raise ActRefused([_("What this case is about isn't there any more; only the record remains.")])
                check_once_more(case, kind, subject)
                carry_out(case, kind, subject)
        except NotCheckedYet:
            file_checks.begin(case)
            enqueue(CARRY_OUT, {"case": case.pk}, not_before=timezone.now() + RECHECK)
            return case
        except ActRefused as refusal:
            case = locked(case_id)
            _give_back_at_its_time(case, refusal.reasons)
        case.version += 1
        case.save()
    return case


def _give_back_at_its_time(case: Case, reasons: list[str]) -> None:
    case.give_back()
    record_act(case, "case.stopped", None, "", data={"reasons": reasons})
    tell_all(case, _("Was not carried out at its time: %(title)s (%(reason)s)"), "；".join(reasons))
