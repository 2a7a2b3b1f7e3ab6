"""How cases are shown to people: rows, steps and words for the templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.calendars.services import calendar
from portal.calendars.working_days import Reason, WorkCalendar
from portal.theme.formats import moment

from .. import desks
from ..models import Case, Opinion
from ..states import CaseState
from ..steps import Step
from ..worklist import ClockState, clock_of

register = template.Library()

ACTS = {
    "case.opened": gettext_lazy("case opened"),
    "case.sent": gettext_lazy("sent"),
    "case.passed": gettext_lazy("secrecy review passed"),
    "case.unsure": gettext_lazy("unsure, handed to the Office"),
    "case.agreed": gettext_lazy("agreed"),
    "case.returned": gettext_lazy("returned"),
    "case.refused": gettext_lazy("refused"),
    "case.withdrawn": gettext_lazy("withdrawn"),
    "case.carried_out": gettext_lazy("carried out"),
    "case.recounted": gettext_lazy("clock counted again"),
    "calendar.entered": gettext_lazy("holidays of a year entered"),
    "page.taken_down": gettext_lazy("taken down at once"),
    "column.activated": gettext_lazy("column became active"),
    "release.published": gettext_lazy("interpretation published together with its document"),
    "interpretation.waived": gettext_lazy("document let go first"),
    "interpretation.settled": gettext_lazy("owed interpretation published"),
    "interpretation.overdue": gettext_lazy("owed interpretation overdue"),
    "disclosure.not_disclosed": gettext_lazy("not disclosed, on a ground by law"),
    "import.published": gettext_lazy("imported document published"),
    "ticket.received": gettext_lazy("question received"),
    "ticket.assigned": gettext_lazy("question given to a unit"),
    "ticket.answered": gettext_lazy("question answered"),
    "ticket.recounted": gettext_lazy("clock of a question counted again"),
    "ticket.erased": gettext_lazy("question erased"),
    "site.built": gettext_lazy("site built"),
}
_KINDS = {"late": "urgent", "soon": "soon", "ok": ""}


@register.filter
def act_label(act: str) -> Any:
    """The words for an act of the ledger (its code where an add-on's isn't known)."""
    return ACTS.get(act, act)


@register.filter
def clock_kind(level: str) -> str:
    return _KINDS.get(level, "")


@register.filter
def clock_text(clock: ClockState) -> str:
    """ "2 working days left", "due today 23:59", "3 working days overdue"."""
    if clock.level == "late":
        return _("overdue by %(days)s working days") % {"days": abs(clock.days_left)}
    if clock.days_left == 0:
        return _("due today")
    return _("%(days)s working days left") % {"days": clock.days_left}


@register.filter
def counted_reason(reason: str, counted: bool) -> Any:
    """The words for why a day counts or doesn't."""
    return Reason(reason).label if reason in Reason.values else reason


@register.filter
def state_badge(case: Case) -> str:
    """The tint of a case's state; the word says it."""
    return {
        CaseState.CARRIED_OUT: "good",
        CaseState.APPROVED: "good",
        CaseState.RETURNED: "urgent",
        CaseState.REFUSED: "urgent",
        CaseState.WITHDRAWN: "void",
    }.get(case.state, "plain")


@register.filter
def step_rows(steps: list[Step]) -> list[dict[str, str]]:
    """Steps in the shape of the theme's component."""
    return [
        {
            "label": step.label,
            "state": "current" if step.state == "now" else step.state,
            "note": " · ".join(part for part in (step.names, moment(step.at) if step.at else "") if part),
        }
        for step in steps
    ]


@register.filter
def opinion_rows(opinions: list[Opinion]) -> list[dict[str, Any]]:
    """Opinions in the shape of the theme's component."""
    bad = (Opinion.Verdict.RETURNED, Opinion.Verdict.REFUSED)
    return [
        {
            "name": opinion.actor,
            "capacity": opinion.capacity,
            "outcome": opinion.get_verdict_display(),
            "kind": "urgent" if opinion.verdict in bad else "good",
            "at": opinion.at,
            "text": opinion.text,
        }
        for opinion in opinions
    ]


@register.filter
def case_rows(cases: list[Case]) -> list[dict[str, Any]]:
    """Cases as rows of a worklist; the calendar is read once for all of them."""
    works = calendar() if cases else None
    return [
        {
            "title": case.title,
            "url": reverse("approvals:case", args=[case.pk]),
            "facts": [str(case.kind_label), case.number, str(case.unit)],
            "place": {"text": CaseState.LABELS[case.state], "note": str(case.route)},
            "clock": clock_row(case, works) if case.state in CaseState.OPEN else None,
            "state": "",
        }
        for case in cases
    ]


def clock_row(case: Case, works: WorkCalendar | None = None) -> dict[str, Any] | None:
    """A case's clock in the shape of the theme's component, or None."""
    clock = clock_of(case, works=works)
    if clock is None:
        return None
    return {
        "text": clock_text(clock),
        "used": clock.percent,
        "total": 100,
        "kind": clock_kind(clock.level),
        "provisional": clock.provisional,
    }


@register.filter
def is_last_desk(case: Case) -> bool:
    """Say whether agreeing now carries the case out."""
    left = set(case.desks) - set(desks.desks_done(case))
    return case.state == CaseState.IN_APPROVAL and case.stage + 1 == len(case.route.stages) and len(left) <= 1
