"""What the head of the Office and the sender do on a case's page beside its acts: name a stand-in, urge it on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from portal.organisation.requests import posted_or_back

from . import permissions, standins
from .errors import ActRefused
from .models import Case, Threshold
from .reminders import thresholds, urging
from .worklist_views import number


def _seen(request: HttpRequest, pk: int) -> Case:
    found = get_object_or_404(Case.objects.select_related("route", "unit", "maker"), pk=pk)
    if not permissions.can_see(found, request.user):
        raise PermissionDenied
    return found


@posted_or_back("approvals:case")
def urge(request: HttpRequest, pk: int) -> HttpResponse:
    """Urge a case on: its maker, who is told when it can't be done today."""
    if _seen(request, pk).maker_id != request.user.pk:
        raise PermissionDenied
    try:
        done = urging.urge(pk, request.user)
    except ActRefused as refusal:
        for reason in refusal.reasons:
            messages.info(request, reason)
    else:
        text = ngettext("Urged: %(count)s person was told.", "Urged: %(count)s people were told.", done.told)
        messages.success(request, text % {"count": done.told})
    return redirect("approvals:case", pk)


@posted_or_back("approvals:case")
def stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a stand-in for the vacant desk where a case waits."""
    found = _seen(request, pk)
    if not standins.may_name(request.user):
        raise PermissionDenied
    data = request.POST
    try:
        try:
            until = date.fromisoformat(data.get("until", ""))
        except ValueError:
            until = None
        post = standins.name(
            pk, data.get("desk", ""), number(data.get("person", "")), until, data.get("reason", "")[:1000], request.user
        )
    except ActRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return render(request, "approvals/stand_in.html", stand_in_context(found, request), status=422)
    messages.success(request, _("Named: %(post)s") % {"post": post})
    return redirect("approvals:case", pk)


def stand_in_context(found: Case, request: HttpRequest) -> dict[str, object]:
    """Context of the form for a stand-in, with what was typed."""
    return {
        "case": found,
        "vacancies": standins.vacancies(found),
        "candidates": standins.candidates(found, request.user),
        "typed": request.POST,
    }


@require_GET
def vacant(request: HttpRequest) -> HttpResponse:
    """The open cases that wait where nobody sits, for the Office."""
    if not thresholds.may_set(request.user):
        raise PermissionDenied
    return render(request, "approvals/vacant.html", {"cases": standins.vacant_cases()})


@require_http_methods(["GET", "POST"])
def clock_thresholds(request: HttpRequest) -> HttpResponse:
    """The Office sets how many working days before and after a clock's end people are told."""
    if not thresholds.may_set(request.user):
        raise PermissionDenied
    if request.method == "POST":
        days = {code: number(request.POST.get(code, "")) for code in thresholds.RANGES}
        days[thresholds.AHEAD] = -days[thresholds.AHEAD]
        try:
            thresholds.set_days(days, request.user)
        except ActRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
        else:
            messages.success(request, _("The thresholds are set."))
            return redirect("approvals:thresholds")
    rows = [_threshold_row(row, request.POST) for row in thresholds.in_force()]
    return render(request, "approvals/thresholds.html", {"rows": rows})


def _threshold_row(row: Threshold, typed: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "label": thresholds.LABELS[row.code],
        "days": typed.get(row.code) or abs(row.days),
        "fixed": row.code not in thresholds.RANGES,
        "who": [Threshold.Audience(name).label for name in row.audience],
    }
