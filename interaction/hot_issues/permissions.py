"""Who may do what with a hot issue: the unit responds within its duties; the Office asks, gives time, and watches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ..permissions import is_office, working_units
from .models import HotIssue
from .states import IssueState

__all__ = ["can", "can_see", "is_office", "reasons_against", "visible", "waiting_for", "working_units"]
Rule = Callable[[HotIssue, Any], str | None]


def visible(person: Any) -> QuerySet[HotIssue]:
    """Return the issues that a person may open: the Office all, others those of their units."""
    found = HotIssue.objects.all()
    return found if is_office(person) else found.filter(unit_id__in=working_units(person))


def waiting_for(person: Any) -> QuerySet[HotIssue]:
    """Return the issues that a person's units have to respond to."""
    return HotIssue.objects.filter(Q(state=IssueState.OPEN, unit_id__in=working_units(person)))


def can_see(issue: HotIssue, person: Any) -> bool:
    """Say whether a person may open an issue."""
    return is_office(person) or works_on(issue, person)


def works_on(issue: HotIssue, person: Any) -> bool:
    """Say whether a person works in the unit that responds, or in the one that does its work now."""
    return bool({issue.unit_id, issue.unit.acting.pk} & working_units(person))


def _of_unit(issue: HotIssue, person: Any) -> str | None:
    return None if works_on(issue, person) else _("Only the people of the unit that has this issue respond to it.")


def _of_office(issue: HotIssue, person: Any) -> str | None:
    return None if is_office(person) else _("Only the Office can do that (clause N7).")


def _may_drop(issue: HotIssue, person: Any) -> str | None:
    if is_office(person) or (issue.origin == HotIssue.Origin.OWN and works_on(issue, person)):
        return None
    return _("What the Office asked for is dropped by the Office only.")


def _is(*states: str) -> Rule:
    def rule(issue: HotIssue, person: Any) -> str | None:
        if issue.state in states:
            return None
        return _("That can't be done now: the issue is “%(state)s”.") % {"state": IssueState.LABELS[issue.state]}

    return rule


RULES: dict[str, tuple[Rule, ...]] = {
    "respond": (_of_unit, _is(IssueState.OPEN, IssueState.ANSWERED)),
    "give": (_of_office, _is(IssueState.OPEN)),
    "postpone": (_of_office, _is(IssueState.OPEN)),
    "drop": (_may_drop, _is(IssueState.OPEN)),
    "reopen": (_of_office, _is(IssueState.DROPPED)),
}


def reasons_against(act: str, issue: HotIssue, person: Any) -> list[str]:
    """Return every reason why a person can't do an act now; empty when they can. KeyError: unknown act."""
    return [reason for rule in RULES[act] if (reason := rule(issue, person))]


def can(act: str, issue: HotIssue, person: Any) -> bool:
    """Say whether a person can do an act on an issue now."""
    return not reasons_against(act, issue, person)
