"""Pages in the admin where the Office keeps the lists of words for search."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.approvals.rule_pages import RulePages, RuleTextForm
from portal.organisation.requests import StaffRequest

from . import rules
from .models import SearchRule
from .rule_kind import SearchRuleKind


class SearchRuleForm(RuleTextForm):
    """A new version of a list."""

    class Meta(RuleTextForm.Meta):
        model = SearchRule


PAGES = RulePages(
    SearchRuleKind(), SearchRuleForm, ("searched:lists", _("Lists of words for search")), new="searched:new_rule"
)


@require_GET
def lists(request: StaffRequest) -> HttpResponse:
    """The lists in force, and their versions."""
    return render(request, "search/staff/lists.html", PAGES.context(request.user, rules.in_force()))


@require_http_methods(["GET", "POST"])
def new_rule(request: StaffRequest, scheme: str) -> HttpResponse:
    """Begin a new version of a list."""
    return PAGES.begin(request, scheme)


@require_http_methods(["GET", "POST"])
def rule(request: StaffRequest, pk: int) -> HttpResponse:
    """A version of a list."""
    return PAGES.show(request, pk)
