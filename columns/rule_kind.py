"""Rules of the catalogue as approvables: public pages show their terms, so a case decides (law 1, clause D1)."""

from __future__ import annotations

from difflib import ndiff
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.addons.types import ApprovableKind, RouteChoice
from portal.approvals.models import Case
from portal.approvals.permits import table_permit
from portal.organisation.models import Function
from portal.organisation.services import unit_with

from . import catalogue
from .models import CatalogueRule, Scheme
from .terms import parse

NAMED = 5


class CatalogueRuleKind(ApprovableKind):
    """A new version of a list, or of the rule of index numbers: the Office proposes it, its head approves."""

    name = "catalogue_rule"
    label = gettext_lazy("rule of the catalogue")
    model = CatalogueRule

    def snapshot(self, subject: CatalogueRule) -> dict[str, Any]:
        return {"type": self.name, "id": subject.pk, "scheme": subject.scheme, "text": subject.text}

    def carry_out(self, case: Case, subject: CatalogueRule) -> None:
        """Make this version the live one; the former stays as a version."""
        with table_permit(CatalogueRule._meta.db_table, "catalogue_rule", case, case.digest):
            CatalogueRule.objects.filter(scheme=subject.scheme, live=True).update(live=False)
            CatalogueRule.objects.filter(pk=subject.pk).update(live=True)

    def choose_route(self, subject: CatalogueRule) -> RouteChoice:
        reason = _(
            "Public pages show the catalogue: the head of the Office approves a change of its rules (clause D1)."
        )
        return RouteChoice("catalogue_rule", (reason,))

    def problems(self, subject: CatalogueRule) -> list[Any]:
        problems: list[Any] = subject.text_problems()
        if subject.text == catalogue.current_texts()[subject.scheme]:
            problems.append(_("This is the rule in force already."))
        gone = catalogue.codes_in_use(subject.scheme) - {term.code for term in parse(subject.text)}
        before = catalogue.current_lists().get(subject.scheme)
        lost = sorted(code for code in gone if before and code in before)
        if lost and before:
            sentence = ngettext(
                "Documents stand under %(names)s: rename or move it, but keep its code.",
                "Documents stand under %(names)s: rename or move them, but keep their codes.",
                len(lost),
            )
            names = "、".join(f"“{before.name(code)}”（{code}）" for code in lost[:NAMED])
            problems.append(sentence % {"names": names})
        return problems

    def authors(self, subject: CatalogueRule) -> set[int]:
        return {subject.made_by_id}

    def owner_unit(self, subject: CatalogueRule) -> Any:
        return unit_with(Function.OFFICE)

    def title(self, subject: CatalogueRule) -> str:
        return _("Catalogue: %(what)s") % {"what": subject.get_scheme_display()}

    def url(self, subject: CatalogueRule) -> str:
        return reverse("columns:catalogue_rule", args=[subject.pk])

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        subject = case.subject()
        if subject is None:
            return []
        rows = [(_("What it rules"), subject.get_scheme_display()), (_("Reason"), subject.note)]
        if subject.scheme == Scheme.INDEX_NUMBER and not subject.text_problems():
            rows.append((_("A number would read"), subject.text.format(org="LHZR01", year=2026, serial=8)))
        return [*rows, (_("What changes"), changes(catalogue.current_texts()[subject.scheme], subject.text))]


def changes(before: str, after: str) -> str:
    """Return the lines that go (-) and come (+); where nothing changes, the whole text."""
    lines = [line for line in ndiff(before.splitlines(), after.splitlines()) if line[:1] in "+-"]
    return "\n".join(lines) or after
