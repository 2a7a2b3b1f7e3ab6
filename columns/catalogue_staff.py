"""Pages in the admin where the Office keeps the rules of the catalogue, and staff see what isn't disclosed (D1, D2)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from portal.approvals.models import Case
from portal.approvals.rule_pages import RulePages
from portal.approvals.states import CaseState
from portal.organisation.requests import StaffRequest

from . import catalogue
from .forms import CatalogueRuleForm
from .models import Disclosure, Scheme
from .rule_kind import CatalogueRuleKind
from .waivers import seen_by

PER_PAGE = 50
RULES = RulePages(
    CatalogueRuleKind(),
    CatalogueRuleForm,
    ("columns:catalogue_rules", pgettext_lazy("gongkai", "Catalogue")),
    new="columns:new_catalogue_rule",
)


@require_GET
def rules(request: StaffRequest) -> HttpResponse:
    """The rules in force, and their versions."""
    return render(request, "columns/staff/catalogue_rules.html", RULES.context(request.user, catalogue.current_texts()))


@require_http_methods(["GET", "POST"])
def new_rule(request: StaffRequest, scheme: str) -> HttpResponse:
    """Begin a new version of a rule."""
    return RULES.begin(request, scheme)


@require_http_methods(["GET", "POST"])
def rule(request: StaffRequest, pk: int) -> HttpResponse:
    """A version of a rule."""
    return RULES.show(request, pk)


@require_GET
def not_disclosed(request: StaffRequest) -> HttpResponse:
    """What was decided not to be disclosed, with its ground: the Office sees all, others what their units decided."""
    classes = {value: label for value, label in Disclosure.Openness.choices if value != Disclosure.Openness.PROACTIVE}
    found = Case.objects.filter(
        kind="disclosure", state=CaseState.CARRIED_OUT, snapshot__fields__openness__in=list(classes)
    ).select_related("unit")
    if (units := seen_by(request.user)) is not None:
        found = found.filter(unit__in=units)
    page_obj = Paginator(found.order_by("-closed_at", "-pk"), PER_PAGE).get_page(request.GET.get("p"))
    grounds = catalogue.terms_of(Scheme.GROUND)
    rows = [
        {
            "case": case,
            "openness": classes[case.snapshot["fields"]["openness"]],
            "ground": grounds.name(case.snapshot["fields"].get("ground", "")),
        }
        for case in page_obj
    ]
    return render(request, "columns/staff/not_disclosed.html", {"rows": rows, "page_obj": page_obj})
