"""Pages in the admin where the Office keeps the rules of the catalogue, and staff see what isn't disclosed (D1, D2)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from portal.approvals.asking import AskingPage, edit, existing
from portal.approvals.models import Case
from portal.approvals.rule_texts import keeps_rules
from portal.approvals.states import CaseState
from portal.organisation.requests import StaffRequest

from . import catalogue
from .forms import CatalogueRuleForm
from .models import CatalogueRule, Disclosure, Scheme
from .waivers import seen_by

PER_PAGE = 50
VERSIONS = 20


@require_GET
def rules(request: StaffRequest) -> HttpResponse:
    """The rules in force, and their versions."""
    texts, versions = catalogue.current_texts(), list(CatalogueRule.objects.all()[:VERSIONS])
    live = dict(CatalogueRule.objects.filter(live=True).values_list("scheme", "pk"))
    rows = [
        {"scheme": scheme, "label": scheme.label, "text": texts[scheme], "is_default": scheme not in live}
        for scheme in Scheme
    ]
    context = {"rows": rows, "versions": versions, "may_change": keeps_rules(request.user)}
    return render(request, "columns/staff/catalogue_rules.html", context)


@require_http_methods(["GET", "POST"])
def new_rule(request: StaffRequest, scheme: str) -> HttpResponse:
    """Begin a new version of a rule from the one in force, and send it to the head of the Office."""
    if scheme not in Scheme.values:
        raise Http404
    begun = CatalogueRule(scheme=scheme, text=catalogue.current_texts()[scheme], made_by=request.user)
    return edit(request, CatalogueRuleForm, begun, _page(begun))


@require_http_methods(["GET", "POST"])
def rule(request: StaffRequest, pk: int) -> HttpResponse:
    """A version: its form while it can be changed, else its case."""
    found = get_object_or_404(CatalogueRule, pk=pk)
    return existing(request, found, CatalogueRuleForm, _page(found))


def _page(found: CatalogueRule) -> AskingPage:
    title = _("Catalogue: %(what)s") % {"what": found.get_scheme_display()}
    return AskingPage(title, keeps_rules, back=("columns:catalogue_rules", pgettext("gongkai", "Catalogue")))


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
