"""An answer to an application as an approvable: decided over exactly what the applicant will read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons.types import ApprovableKind, RouteChoice
from portal.approvals.models import Case
from portal.organisation.models import Function

from .. import crypto, sealed_opinions
from ..clocks import working_days_between
from ..functions import unit_with
from . import clocks, outcomes, permissions, reading, services
from .models import Letter, Pause

ROUTE, OWN_ROUTE = "application_answer", "application_answer_office"


class AnswerKind(ApprovableKind):
    """Answer to an application for disclosure. Snapshot and title hold no personal text (law 7)."""

    name = services.KIND
    label = gettext_lazy("Answer to an application for disclosure")
    model = Letter
    seals_opinions = True

    def snapshot(self, subject: Letter) -> dict[str, Any]:
        """What is approved: the outcome in clear, the text by the digest of its sealed bytes."""
        return {
            "type": "application_answer",
            "id": subject.pk,
            "number": subject.application.number,
            "unit": subject.unit_id,
            "outcome": subject.outcome,
            "text": crypto.sealed_digest(subject.sealed_text),
        }

    def carry_out(self, case: Case, subject: Letter) -> None:
        services.carry_out_answer(case, subject)

    def refused(self, case: Case, subject: Letter) -> None:
        services.drop_answer(subject)

    def withdrawn(self, case: Case, subject: Letter) -> None:
        services.drop_answer(subject)

    def choose_route(self, subject: Letter) -> RouteChoice:
        if subject.unit_id == unit_with(Function.OFFICE).pk:
            reason = _("The Office prepared the answer itself: its head approves it.")
            return RouteChoice(OWN_ROUTE, (reason,))
        return RouteChoice(ROUTE, (_("The unit head approves the answer, then the head of the Office."),))

    def authors(self, subject: Letter) -> set[int]:
        return set(subject.writers)

    def owner_unit(self, subject: Letter) -> Any:
        return subject.unit.acting

    def problems(self, subject: Letter) -> list[Any]:
        problems: list[Any] = []
        if not reading.text_of(subject):
            problems.append(_("The text of the answer is missing."))
        if subject.outcome not in outcomes.BY_CODE:
            problems.append(_("Please say how the application ends."))
        return problems

    def warnings(self, subject: Letter) -> list[Any]:
        asked = reading.last_asked(subject.application)
        if subject.outcome not in outcomes.DISCLOSING or asked is None or asked.heard not in Pause.OBJECTING:
            return []
        return [
            _(
                "The third party doesn't agree. It can be disclosed all the same only where the public interest would "
                "suffer gravely otherwise; the third party is then told in writing what was disclosed, and why "
                "(article 32)."
            )
        ]

    def title(self, subject: Letter) -> str:
        return _("Answer to application %(number)s") % {"number": subject.application.number}

    def url(self, subject: Letter) -> str:
        return services.url_of(subject.application)

    def clock_start(self, subject: Letter) -> tuple[date | datetime, int, str] | None:
        """The case counts to the application's own deadline, with its extension and what didn't count."""
        started, due = subject.application.started_at, subject.application.due_at
        if started is None or due is None:
            return None
        return started, working_days_between(started, due), clocks.CLAUSE

    def seal_opinion(self, case: Case, text: str) -> tuple[str, str]:
        """Return (sealed text, salted digest): what somebody writes about an answer may repeat what a person told."""
        return sealed_opinions.seal(_letter_of(case).application.data_key, text, _("This application was erased."))

    def open_opinion(self, case: Case, stored: str, person: Any) -> str:
        application = _letter_of(case).application
        return sealed_opinions.unseal(
            application.data_key,
            stored,
            may_read=lambda: permissions.can_read(application, person),
            hidden=_("Only those who handle the application can read this."),
        )

    def may_open(self, case: Case, person: Any) -> bool:
        return permissions.can_read(_letter_of(case).application, person)

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]]:
        """What is approved, as rows for the case's page; what was told only for those who handle it."""
        letter = Letter.objects.select_related("application").filter(pk=case.subject_id).first()
        if letter is None:
            return []
        outcome = outcomes.BY_CODE.get(letter.outcome)
        rows = [(_("Outcome"), f"{outcome.label} · {outcome.article}" if outcome else letter.outcome)]
        if not permissions.can_read(letter.application, person):
            return [*rows, (_("Application and answer"), _("Shown only to the people who handle this application."))]
        told = reading.told(letter.application)
        if told is None:
            return [*rows, (_("Application and answer"), _("Erased."))]
        return [
            *rows,
            (_("What is applied for"), told.wanted),
            *((_("Third party"), said) for said in reading.said_by_third_party(letter.application)),
            *((_("Before you decide"), str(warning)) for warning in self.warnings(letter)),
            (_("Answer"), reading.text_of(letter) or ""),
        ]


def _letter_of(case: Case) -> Letter:
    return Letter.objects.select_related("application").get(pk=case.subject_id)
