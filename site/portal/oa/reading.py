"""What a system reads: a case with its progress, and lists of what it handed in, page by page."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from portal.addons import registry
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.approvals.steps import steps_of
from portal.approvals.worklist import clock_of
from portal.notices.mails import address

from . import services
from .callers import Caller
from .models import Scope, Submission
from .problems import Problem

MOST_ROWS = 100
_SALT = "portal.oa.cursor"


def row_of(submission: Submission) -> dict[str, Any]:
    """A case in a list; no further query."""
    case = submission.case
    return {
        "number": case.number,
        "title": case.title,
        "kind": case.kind,
        "record_id": submission.record_id,
        "unit": submission.unit.code,
        "state": case.state,
        "state_label": str(CaseState.LABELS[case.state]),
        "version": case.version,
        "round": case.round,
        "sent_at": case.sent_at,
        "closed_at": case.closed_at,
        "due_at": case.due_at,
    }


def case_of(submission: Submission, caller: Caller) -> dict[str, Any]:
    """A case as it stands: route with desks and what is done, clock, verdicts; opinions' words only with the scope."""
    case = submission.case
    return {
        **row_of(submission),
        "maker": str(case.maker),
        "tier": case.tier,
        "route": case.route.code,
        "route_label": str(case.route),
        "reasons": case.reasons,
        "steps": _steps(case, Scope.OPINIONS in caller.system.scopes),
        "clock": _clock(case),
        "findings": _findings(case),
        "evidence": submission.evidence,
        "public_url": _public_url(case),
    }


def _steps(case: Case, with_words: bool) -> list[dict[str, Any]]:
    kind = registry.by_name("approvable_kinds").get(case.kind)
    readable = with_words and kind is not None and not kind.seals_opinions
    return [
        {
            "label": step.label,
            "state": step.state,
            "people": step.names,
            "at": step.at,
            "opinions": [
                {
                    "desk": opinion.desk,
                    "verdict": opinion.verdict,
                    "capacity": opinion.capacity,
                    "at": opinion.at,
                    "text": opinion.text if readable else None,
                }
                for opinion in step.opinions
            ],
        }
        for step in steps_of(case)
    ]


def _clock(case: Case) -> dict[str, Any] | None:
    clock = clock_of(case) if case.state not in CaseState.FINAL else None
    if clock is None:
        return None
    return {
        "due_at": case.due_at,
        "working_days_left": clock.days_left,
        "level": clock.level,
        "provisional": clock.provisional,
        "clause": clock.clause,
    }


def _findings(case: Case) -> list[dict[str, Any]]:
    """Of what was sent, what the check found; before that, what people should look at and what keeps it from going."""
    subject = case.subject()
    if case.state not in (CaseState.DRAFTING, CaseState.RETURNED) or subject is None:
        return [
            {"kind": row["kind"], **{name: row[name] for name in ("message", "where", "blocks")}}
            for row in case.findings
        ]
    maker = services.makers().get(case.kind)
    found = [
        {"kind": finding.kind, "message": str(finding.message), "where": finding.where, "blocks": finding.blocks}
        for finding in (maker.findings(subject) if maker else ())
    ]
    said = {row["message"] for row in found}
    problems = [str(problem) for problem in case.kind_type.problems(subject)]
    return found + [
        {"kind": "problem", "message": problem, "where": "", "blocks": True}
        for problem in problems
        if problem not in said
    ]


def _public_url(case: Case) -> str | None:
    subject = case.subject() if case.state == CaseState.CARRIED_OUT else None
    page = case.kind_type.page(subject) if subject is not None else None
    return address(page.url) if page is not None and page.live else None


def page_of(caller: Caller, state: str, cursor: str, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """Return some rows, the latest first, and the cursor of those that follow (None: there are none)."""
    found = services.submissions(caller).order_by("-pk")
    if state:
        if state not in CaseState.LABELS:
            raise Problem("invalid", _("There is no such state: %(state)s.") % {"state": state[:40]})
        found = found.filter(case__state=state)
    if cursor:
        found = found.filter(pk__lt=_place(cursor))
    rows = list(found[: limit + 1])
    follows = signing.dumps(rows[limit - 1].pk, salt=_SALT) if len(rows) > limit else None
    return [row_of(row) for row in rows[:limit]], follows


def _place(cursor: str) -> int:
    try:
        return int(signing.loads(cursor, salt=_SALT))
    except signing.BadSignature as error:
        raise Problem("invalid", _("This cursor isn't one that the portal gave.")) from error
