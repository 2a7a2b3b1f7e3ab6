"""Sending a case: pinned, declared fit by its maker, checked, on its route and its clock (clauses D5, D6, O1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.addons.types import ApprovableKind
from portal.notices.services import notify

from .. import evidence, false_alarms, file_checks, routes, screening, secrecy
from ..errors import ActRefused
from ..ledger.canonical import digest as digest_of
from ..ledger.canonical import plain
from ..ledger.services import lock_head
from ..models import Case
from ..sentences import called
from ..states import CaseState
from .acting import act, case_url, locked, post_for, read_ahead, record_act, sealed, tell_desks
from .clocks import start_clock


@dataclass(frozen=True)
class Sending:
    """What a maker says when sending, beside the subject itself.

    ``declaration`` answers the secrecy checklist (question → no, unsure, yes). ``route`` is another than proposed, with
    ``why`` for a lighter one. ``disputes`` say why findings (by id) are false alarms. ``cosigners`` are units that have
    to agree too (clause G4). ``not_before`` is the earliest moment at which it may be carried out. ``answer`` says what
    was changed where the Office ruled that it must be (clause O1).
    """

    declaration: Mapping[str, str] = field(default_factory=dict)
    route: str = ""
    why: str = ""
    disputes: Mapping[str, str] = field(default_factory=dict)
    cosigners: Iterable[Any] = ()
    not_before: datetime | None = None
    answer: str = ""


def send(case_id: int, person: Any, version: int, sending: Sending | None = None, **said: Any) -> Case:
    """Send a case. What its maker says beside comes as a :class:`Sending`, or as its fields by name.

    Files that nobody checked yet are checked first: the case waits in screening, and goes on by itself.
    """
    sending = sending or Sending(**said)
    read_ahead(case_id)
    with act(case_id, "send", person, version) as case:
        kind, subject = case.kind_type, case.subject()
        problems = [*kind.problems(subject), *_problems_of(sending)]
        if problems:
            raise ActRefused(problems)
        if case.state == CaseState.RETURNED:
            case.round += 1
        _pin(case, kind, subject)
        _choose(case, kind, subject, sending)
        post = post_for(person, case.unit)
        if case.route.secrecy_review:
            case.declaration = secrecy.sign(sending.declaration, person, post)
            secrecy.bind(case, sealed(case, sending.answer.strip()))
        said = {str(key): str(value).strip() for key, value in sending.disputes.items()}
        case.disputes = {key: sealed(case, value) for key, value in said.items() if value}
        case.not_before = sending.not_before
        case.stage, case.sent_at = 0, timezone.now()
        start_clock(case, kind, subject)
        record_act(case, "case.sent", person, post.title, opinion=sending.answer.strip(), data=_sent_data(case))
        if not case.disputes:
            file_checks.try_again(case)
        if file_checks.pending(case):
            case.to_screening()
            file_checks.begin(case)
        else:
            _check(case, kind, subject)
            begin_route(case)
    return case


def _problems_of(sending: Sending) -> list[str]:
    if sending.not_before is not None and sending.not_before <= timezone.now():
        return [_("The time before which it may not be public lies in the past.")]
    return []


def _pin(case: Case, kind: ApprovableKind, subject: Any) -> None:
    choice = kind.choose_route(subject)
    case.route, case.unit = routes.current(choice.route), kind.owner_unit(subject)
    case.proposed, case.tier = case.route.code, case.route.tier
    case.reasons = [str(reason) for reason in choice.reasons]
    case.evidence, case.corrections, case.corrector = evidence.pinned(case), [], None
    pin_content(case, kind, subject)
    case.authors = sorted(kind.authors(subject))


def pin_content(case: Case, kind: ApprovableKind, subject: Any) -> None:
    """Pin what the public would see of a subject now."""
    case.title = kind.title(subject)[:255]
    case.snapshot = plain(kind.snapshot(subject))
    case.digest = digest_of(case.snapshot)
    case.revision = kind.revision(subject)


def _choose(case: Case, kind: ApprovableKind, subject: Any, sending: Sending) -> None:
    """Take the route and the units that co-sign; the stages are the case's own from now on."""
    if sending.route and sending.route != case.proposed:
        routes.choose(case, kind.routes(subject), sending.route, sending.why.strip())
    asked = {unit.acting.pk: unit.acting for unit in (*kind.cosigners(subject), *sending.cosigners)}
    units = [unit for pk, unit in asked.items() if pk != case.unit_id]
    case.stages = routes.stages_with(case.route, units)
    case.cosigners.set(units)


def _sent_data(case: Case) -> dict[str, Any]:
    signed = {key: value for key, value in case.declaration.items() if key != "answer"}  # its words are the opinion
    declared = {"declaration": signed} if signed else {}
    proofs = {"evidence": case.evidence} if case.evidence else {}
    later = {"not_before": case.not_before.isoformat()} if case.not_before else {}
    disputed = {"disputes": sorted(case.disputes)} if case.disputes else {}
    return {
        "route": case.route.code,
        "route_version": case.route.version,
        "stages": case.stages,
        "reasons": case.reasons,
        **declared,
        **proofs,
        **later,
        **disputed,
    }


def _check(case: Case, kind: ApprovableKind, subject: Any) -> None:
    """Refuse what the check found, except what the maker disputes: a second person rules on that (clause D10)."""
    case.findings = screening.screen(case.snapshot, kind.texts(subject))
    left = [finding for finding in false_alarms.unruled(case) if finding["id"] not in case.disputes]
    if left:
        raise ActRefused([finding["message"] for finding in left])


def begin_route(case: Case) -> None:
    """Bring a case that was sent and checked to its first desk."""
    if not case.route.secrecy_review:
        case.to_approval()
    elif secrecy.needs_ruling_first(case):
        case.to_secrecy_ruling()
    else:
        case.to_secrecy_review()
    tell_desks(case)


def files_checked(case_id: int) -> Case:
    """Go on with a case whose files were being checked, once all of them are: to its first desk, or back.

    Called by the worker after each file. It acts for nobody: what it finds goes back to the maker.
    """
    read_ahead(case_id)
    with transaction.atomic():
        lock_head()
        case = locked(case_id)
        if case.state != CaseState.SCREENING or file_checks.pending(case):
            return case
        kind, subject = case.kind_type, case.subject()
        try:
            if subject is None:
                raise ActRefused([_("What this case is about isn't there any more; only the record remains.")])
            _check(case, kind, subject)
            begin_route(case)
        except ActRefused as refusal:
            give_back_by_check(case, refusal.reasons)
        case.version += 1
        case.save()
    return case


def give_back_by_check(case: Case, reasons: list[str]) -> None:
    """Give a case back to its maker because of what the check found; nobody's opinion, and recorded as such."""
    case.give_back()
    record_act(case, "case.stopped", None, "", data={"reasons": reasons})
    text = _("Stopped by the check: %(title)s (%(reason)s)") % {"title": called(case), "reason": "；".join(reasons)}
    notify([case.maker], text=text[:500], url=case_url(case), topic="case")
