"""Pages in the admin where the Office keeps the lists of words for search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.approvals.asking import AskingPage, edit, existing
from portal.approvals.rule_texts import keeps_rules
from portal.organisation.requests import StaffRequest

from . import rules
from .models import Scheme, SearchRule

VERSIONS = 20


class SearchRuleForm(forms.ModelForm):
    """A new version of a list."""

    class Meta:
        model = SearchRule
        fields = ["text", "note"]
        widgets = {"text": forms.Textarea(attrs={"rows": 24, "spellcheck": "false"})}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].strip = False  # type: ignore[attr-defined]


@require_GET
def lists(request: StaffRequest) -> HttpResponse:
    """The lists in force, and their versions."""
    texts = rules.in_force()
    live = set(SearchRule.objects.filter(live=True).values_list("scheme", flat=True))
    rows = [
        {"scheme": scheme, "label": scheme.label, "text": texts[scheme], "is_default": scheme not in live}
        for scheme in Scheme
    ]
    context = {
        "rows": rows,
        "versions": list(SearchRule.objects.all()[:VERSIONS]),
        "may_change": keeps_rules(request.user),
    }
    return render(request, "search/staff/lists.html", context)


@require_http_methods(["GET", "POST"])
def new_rule(request: StaffRequest, scheme: str) -> HttpResponse:
    """Begin a new version of a list from the one in force, and send it to the head of the Office."""
    if scheme not in Scheme.values:
        raise Http404
    begun = SearchRule(scheme=scheme, text=rules.in_force()[Scheme(scheme)], made_by=request.user)
    return edit(request, SearchRuleForm, begun, _page(begun))


@require_http_methods(["GET", "POST"])
def rule(request: StaffRequest, pk: int) -> HttpResponse:
    """A version: its form while it can be changed, else its case."""
    found = get_object_or_404(SearchRule, pk=pk)
    return existing(request, found, SearchRuleForm, _page(found))


def _page(found: SearchRule) -> AskingPage:
    title = _("Search: %(what)s") % {"what": found.get_scheme_display()}
    return AskingPage(title, keeps_rules, back=("searched:lists", _("Lists of words for search")))
