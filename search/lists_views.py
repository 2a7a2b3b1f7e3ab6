"""Pages in the admin where the Office keeps the lists of words for search."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.approvals.rule_kinds import keeps_rules
from portal.approvals.rule_pages import RulePages, RuleTextForm
from portal.organisation.requests import StaffRequest

from . import rules
from .engines.base import EngineUnavailable
from .models import Scheme, SearchRule
from .rule_kind import SearchRuleKind, compared


class SearchRuleForm(RuleTextForm):
    """A new version of a list."""

    class Meta(RuleTextForm.Meta):
        model = SearchRule


LONGEST = SearchRule._meta.get_field("text").max_length

PAGES = RulePages(
    SearchRuleKind(),
    SearchRuleForm,
    ("searched:lists", _("Lists of words for search")),
    new="searched:new_rule",
    template="search/staff/list_form.html",
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


@require_POST
def compare(request: StaffRequest, scheme: str) -> HttpResponse:
    """A piece of page for the form of a list: what is wrong with it, and what searches find now and would find."""
    if scheme not in Scheme.values:
        raise Http404
    if not keeps_rules(request.user):
        raise PermissionDenied
    written = SearchRule(scheme=scheme, text=request.POST.get("text", "")[:LONGEST])
    context: dict[str, Any] = {"problems": written.text_problems()}
    try:
        context["compared"] = compared(written)
    except EngineUnavailable:
        context["is_away"] = True
    return render(request, "search/staff/compared.html", context)
