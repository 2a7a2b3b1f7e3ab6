"""A response to a hot issue as an approvable (clause N7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons.types import Particulars, RouteChoice
from portal.approvals.asking import is_in_hand
from portal.approvals.models import Case
from portal.approvals.rows import StandingKind

from . import clocks, services
from .models import Response
from .states import IssueState

ROUTES = ("general", "important")


class ResponseKind(StandingKind):
    """What a unit says in public to a hot issue."""

    name = services.KIND
    label = gettext_lazy("Response to a hot issue")
    model = Response
    index_source = services.INDEX_SOURCE
    fields = ("title", "concern", "text")

    def snapshot(self, subject: Response) -> dict[str, Any]:
        values = {name: getattr(subject, name) for name in self.fields}
        return {"type": self.name, "id": subject.pk, "issue": subject.issue_id, "unit": subject.issue.unit_id, **values}

    def carry_out(self, case: Case, subject: Response) -> None:
        services.carry_out_response(case, subject)

    def address(self, subject: Response) -> str:
        return reverse("hot_issues:response", args=[subject.issue.number])

    def index_id(self, subject: Response) -> int:
        return subject.issue_id

    def versions(self, subject: Response) -> Iterable[int]:
        """All of the issue stand at the same address, one after the other."""
        return subject.issue.responses.values_list("pk", flat=True)

    def show(self, subject: Response, parts: Sequence[Any], is_public: bool, act: str, case: Case | None) -> None:
        services.show_response(subject, is_public, act, case)

    def choose_route(self, subject: Response) -> RouteChoice:
        if subject.issue.grave:
            return RouteChoice("important", (_("Important public opinion goes to the leader in charge (N7, D8)."),))
        return RouteChoice("general", (_("The head of the unit that responds approves (clauses N7, D7)."),))

    def routes(self, subject: Response) -> tuple[str, ...]:
        return ROUTES

    def owner_unit(self, subject: Response) -> Any:
        return subject.issue.unit.acting

    def authors(self, subject: Response) -> set[int]:
        return {subject.made_by_id}

    def title(self, subject: Response) -> str:
        return _("Response: %(title)s") % {"title": subject.title}

    def url(self, subject: Response) -> str:
        return reverse("hot_issues_admin:response", args=[subject.pk])

    def url_from_case(self, case: Case, subject: Response, person: Any) -> str:
        """Its form, for who can change it now; else the issue, for who may see it."""
        return self.url(subject) if is_in_hand(case, subject, person) else services.issue_url(subject.issue)

    def particulars(self, case: Case, subject: Response) -> Particulars:
        return Particulars(address=self.address(subject))

    def clock_start(self, subject: Response) -> tuple[date | datetime, int, str] | None:
        issue = subject.issue
        days = issue.clock.get("days", 0)
        return (issue.begun_at, days, clocks.CLAUSE) if days and issue.answered_at is None else None

    def texts(self, subject: Response) -> dict[str, str]:
        return {_("The response"): f"{subject.title}\n{subject.concern}\n{subject.text}"}

    def problems(self, subject: Response) -> list[Any]:
        problems = super().problems(subject)
        if subject.issue.state == IssueState.DROPPED:
            problems.append(_("No response is wanted any more: the issue was dropped."))
        live = subject.issue.responses.filter(live=True).exclude(pk=subject.pk).first()
        if live is not None and all(getattr(live, name) == getattr(subject, name) for name in self.fields):
            problems.append(_("This is what is public already."))
        return problems

    def replaced(self, subject: Response) -> dict[str, Any] | None:
        live = subject.issue.responses.filter(live=True).exclude(pk=subject.pk).first()
        return self.snapshot(live) if live is not None else None

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        subject = case.subject()
        if subject is None:
            return []
        return [
            (_("Issue"), str(subject.issue)),
            (_("What people are concerned about"), subject.concern),
            (_("Response"), subject.text),
        ]
