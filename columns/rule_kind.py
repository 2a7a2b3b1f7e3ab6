"""Rules of the catalogue as approvables: public pages show their terms, so a case decides (law 1, clause D1)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.addons.types import RouteChoice
from portal.approvals.models import Case
from portal.approvals.pages import INDEX_SOURCE
from portal.approvals.rule_kinds import RuleTextKind
from portal.outbox.indexing import index_changed

from . import catalogue
from .models import CatalogueRule, Disclosure, Scheme
from .terms import parse

NAMED = 5


class CatalogueRuleKind(RuleTextKind):
    """A new version of a list, or of the rule of index numbers: the Office proposes it, its head approves."""

    name = "catalogue_rule"
    label = gettext_lazy("rule of the catalogue")
    model = CatalogueRule

    def in_force(self, scheme: str) -> str:
        return catalogue.current_texts()[scheme]

    def choose_route(self, subject: CatalogueRule) -> RouteChoice:
        reason = _(
            "Public pages show the catalogue: the head of the Office approves a change of its rules (clause D1)."
        )
        return RouteChoice("catalogue_rule", (reason,))

    def carry_out(self, case: Case, subject: CatalogueRule) -> None:
        """Make this version the live one; documents whose topic has another name now are indexed anew."""
        before = catalogue.current_lists()
        super().carry_out(case, subject)
        if subject.scheme == Scheme.TOPIC:
            renamed = catalogue.renamed(before[Scheme.TOPIC], catalogue.terms_of(Scheme.TOPIC))
            documents = Disclosure.objects.live().filter(topic__in=renamed)
            index_changed(INDEX_SOURCE, *documents.values_list("pk", flat=True))

    def problems(self, subject: CatalogueRule) -> list[Any]:
        problems = super().problems(subject)
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

    def title(self, subject: CatalogueRule) -> str:
        return _("Catalogue: %(what)s") % {"what": subject.get_scheme_display()}

    def url(self, subject: CatalogueRule) -> str:
        return reverse("columns:catalogue_rule", args=[subject.pk])

    def explained(self, subject: CatalogueRule) -> list[tuple[str, str]]:
        if subject.scheme != Scheme.INDEX_NUMBER or subject.text_problems():
            return []
        return [(_("A number would read"), subject.text.format(org="LHZR01", year=2026, serial=8))]
