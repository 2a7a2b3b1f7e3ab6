"""The decision of a clean-up as an approvable: three heads sign all lines together (clause O5)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons.types import ApprovableKind, RouteChoice
from portal.approvals.models import Case
from portal.organisation.models import Function
from portal.organisation.services import unit_with

from ..models import Campaign, CleanupLine
from . import services
from .states import CampaignState
from .verdicts import Verdict

ROUTE = "cleanup"
LISTED = 100


class CleanupKind(ApprovableKind):
    """A campaign's decision: what the case pins is every line with its figures, its answer and its verdict."""

    name = services.KIND
    label = gettext_lazy("clean-up of columns")
    model = Campaign

    def snapshot(self, subject: Campaign) -> dict[str, Any]:
        lines = subject.lines.select_related("unit", "answered_by", "merged_into")
        return {
            "type": self.name,
            "id": subject.pk,
            "year": subject.year,
            "thresholds": {
                "times_duty": subject.times_duty,
                "idle_days": subject.idle_days,
                "few_items": subject.few_items,
            },
            "answers_by": subject.answers_by.isoformat() if subject.answers_by else "",
            "lines": [_pinned(line) for line in lines],
        }

    def carry_out(self, case: Case, subject: Campaign) -> None:
        services.carry_out(subject, case)

    def choose_route(self, subject: Campaign) -> RouteChoice:
        reason = _(
            "The Office cleans up together with the publicity and technology centres: all three sign (clause O5)."
        )
        return RouteChoice(ROUTE, (reason,))

    def problems(self, subject: Campaign) -> list[Any]:
        if subject.state != CampaignState.DECIDING:
            return [_("The clean-up is %(state)s.") % {"state": subject.get_state_display()}]
        if left := subject.lines.filter(verdict="").count():
            return [_("%(count)s lines aren't decided yet.") % {"count": left}]
        return []

    def authors(self, subject: Campaign) -> set[int]:
        """Who decided a line doesn't sign the whole (law 5)."""
        deciders = subject.lines.exclude(decided_by=None).order_by().values_list("decided_by", flat=True).distinct()
        return {subject.opened_by_id, *deciders}

    def owner_unit(self, subject: Campaign) -> Any:
        return unit_with(Function.OFFICE)

    def title(self, subject: Campaign) -> str:
        return str(subject)

    def url(self, subject: Campaign) -> str:
        return services.campaign_url(subject)

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        """How many lines get which verdict, and what changes; all lines stand on the campaign's own page."""
        lines = case.snapshot.get("lines", [])
        rows = [(str(verdict.label), _of(lines, verdict)) for verdict in Verdict]
        objected = [line["title"] for line in lines if line["answer"] == CleanupLine.Answer.OBJECTS]
        silent = sum(not line["answer"] for line in lines)
        return [
            *rows,
            (_("Units objected"), "\n".join(objected[:LISTED]) or "—"),
            (_("Unanswered"), str(silent)),
        ]


def _of(lines: list[dict[str, Any]], verdict: Verdict) -> str:
    """The lines of a verdict: their number, and (but for those that are kept) which they are."""
    found = [line for line in lines if line["verdict"] == verdict]
    named = [] if verdict == Verdict.KEEP else [f"{line['title']}（{line['unit_name']}）" for line in found[:LISTED]]
    return "\n".join([str(len(found)), *named])


def _pinned(line: CleanupLine) -> dict[str, Any]:
    return {
        "id": line.pk,
        "page": line.page_id,
        "title": line.title,
        "section": line.section,
        "unit": line.unit_id,
        "unit_name": str(line.unit),
        "last_update": line.last_update.isoformat() if line.last_update else "",
        "own_items": line.own_items,
        "pages": line.pages,
        "visits": line.visits,
        "found": line.found,
        "update_days": line.update_days,
        "in_working_days": line.in_working_days,
        "is_required": line.is_required,
        "duty_basis": line.duty_basis,
        "proposal": line.proposal,
        "proposal_reason": line.proposal_reason,
        "answer": line.answer,
        "answer_reason": line.answer_reason,
        "answered_by": str(line.answered_by or ""),
        "answered_as": line.answered_as,
        "answered_at": line.answered_at.isoformat() if line.answered_at else "",
        "verdict": line.verdict,
        "verdict_reason": line.verdict_reason,
        "merged_into": line.merged_into_id,
        "merged_title": line.merged_into.title if line.merged_into else "",
    }
