"""Deciding several cases, one transaction each: a refusal stops no other, and what was done stays done."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.addons import registry

from .. import services
from ..errors import ActRefused, Stale
from ..models import Case, Opinion
from ..states import CaseState
from .models import Batch, BatchLine

MOST = 50
AGREEING: dict[str, Callable[..., Case]] = {
    CaseState.SECRECY_REVIEW: services.pass_secrecy,
    CaseState.SECRECY_RULING: services.rule_secrecy,
    CaseState.IN_APPROVAL: services.agree,
}
logger = logging.getLogger("portal.approvals")


def attention(case: Case, opinions: Iterable[Opinion]) -> list[str]:
    """Return why a case should be looked at by itself; empty where it can go with others. No query."""
    found = [str(finding["message"]) for finding in case.findings if finding.get("blocks")]
    if case.state == CaseState.SECRECY_RULING:
        found.append(_("There was doubt about secrecy: the ruling needs its ground."))
    if any(o.verdict == Opinion.Verdict.ESCALATED for o in opinions):
        found.append(_("Somebody sent it the heavier way."))
    if case.tier == "important":
        found.append(_("Important information (clause D8)."))
    kind = registry.by_name("approvable_kinds").get(case.kind)
    if kind is None or kind.seals_opinions:
        found.append(_("It may hold what a person told the department."))
    return found


def begin(person: Any, act: str, wanted: dict[int, int]) -> Batch:
    """Write down which cases (id → version that was shown) somebody decides on. ActRefused for none, or too many.

    What has to be looked at by itself is refused on its line, whatever was ticked.
    """
    if act not in Batch.Act.values:
        raise ActRefused([_("There is no such act.")])
    if not wanted:
        raise ActRefused([_("No case is selected.")])
    if len(wanted) > MOST:
        raise ActRefused([_("At most %(most)s cases go together.") % {"most": MOST}])
    with transaction.atomic():
        batch = Batch.objects.create(person=person, act=act)
        known = Case.objects.filter(pk__in=wanted).prefetch_related("opinions").in_bulk()
        lines = [_line(batch, known[pk], version) for pk, version in wanted.items() if pk in known]
        BatchLine.objects.bulk_create(lines)
    return batch


def _line(batch: Batch, case: Case, version: int) -> BatchLine:
    reasons = attention(case, [opinion for opinion in case.opinions.all() if opinion.round == case.round])
    if not reasons:
        return BatchLine(batch=batch, case=case, version=version)
    reasons = [_("This has to be looked at by itself."), *reasons]
    refused = BatchLine.Result.REFUSED
    return BatchLine(batch=batch, case=case, version=version, result=refused, reasons=reasons, at=timezone.now())


def go_on(batch: Batch, text: str) -> Batch:
    """Decide what is still to be decided, case by case, with one opinion; called again, it goes on where it stopped.

    ActRefused where a return has no reason; whatever a single case says stands on its line.
    """
    if batch.act == Batch.Act.RETURN and not text.strip():
        raise ActRefused([_("Please give the reason.")])
    for line in batch.lines.filter(result__in=(BatchLine.Result.PENDING, BatchLine.Result.FAILED)).select_related(
        "case"
    ):
        _decide(batch, line, text)
    return batch


def _decide(batch: Batch, line: BatchLine, text: str) -> None:
    result, reasons = BatchLine.Result.DONE, []
    try:
        _act(batch, line.case)(line.case_id, batch.person, line.version, text)
    except Stale as refusal:
        result, reasons = BatchLine.Result.CHANGED, refusal.reasons
        if _was_done(batch, line):  # the process ended between the act and this line
            result, reasons = BatchLine.Result.DONE, []
    except ActRefused as refusal:
        result, reasons = BatchLine.Result.REFUSED, refusal.reasons
    except Exception as error:  # what one case's carrying out raises must not stop the others
        logger.error("batch %s: case %s failed (%s)", batch.pk, line.case_id, type(error).__name__)
        result, reasons = BatchLine.Result.FAILED, [_("Something went wrong in the portal; nothing was changed.")]
    BatchLine.objects.filter(pk=line.pk).update(result=result, reasons=reasons, at=timezone.now())


def _act(batch: Batch, case: Case) -> Callable[..., Case]:
    if batch.act == Batch.Act.RETURN:
        return services.return_case
    return AGREEING.get(case.state, services.agree)


def _was_done(batch: Batch, line: BatchLine) -> bool:
    """Say whether this person's opinion on the version that was shown is there, given since the batch began."""
    case = Case.objects.get(pk=line.case_id)
    said = case.opinions.filter(actor=batch.person, round=case.round, at__gte=batch.created_at)
    wanted = (
        (Opinion.Verdict.RETURNED,)
        if batch.act == Batch.Act.RETURN
        else (Opinion.Verdict.AGREED, Opinion.Verdict.PASSED)
    )
    return said.filter(verdict__in=wanted).exists()
