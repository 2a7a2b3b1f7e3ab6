"""Deciding several cases: they are all shown, each is decided by itself, and the result stands line by line."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.organisation.requests import StaffRequest

from ..errors import ActRefused
from ..phrases.services import choices_of
from . import services
from .models import Batch, BatchLine
from .previews import previews


def selected(values: list[str]) -> dict[int, int]:
    """Return id → version of boxes that were ticked ("12:3"); what isn't of that shape doesn't count."""
    found = {}
    for value in values[: services.MOST * 2]:
        pk, _colon, version = value.partition(":")
        if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (pk, version)):
            found[int(pk)] = int(version)
    return found


@require_http_methods(["GET", "POST"])
def batch(request: StaffRequest) -> HttpResponse:
    """Show the selected cases; a POST decides on those that are ticked."""
    if request.method == "GET":
        return _confirm(request, selected(request.GET.getlist("case")))
    wanted, text = selected(request.POST.getlist("case")), _text(request)
    try:
        if request.POST.get("act") == Batch.Act.RETURN and not text:
            raise ActRefused([_("Please give the reason.")])
        made = services.begin(request.user, request.POST.get("act", ""), wanted)
    except ActRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        shown = selected(request.POST.getlist("shown"))
        return _confirm(request, shown | wanted, ticked=set(wanted), status=422)
    services.go_on(made, text)
    return redirect("approvals:batch_result", made.pk)


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").strip()[:4000] or request.POST.get("phrase", "")[:4000]


def _confirm(
    request: StaffRequest, wanted: dict[int, int], ticked: set[int] | None = None, status: int = 200
) -> HttpResponse:
    too_many = len(wanted) > services.MOST
    wanted = dict(list(wanted.items())[: services.MOST])
    rows = previews(request.user, wanted)
    for row in rows:
        row["ticked"] = row["pk"] in ticked if ticked is not None else row["ticked"]
    context = {
        "rows": rows,
        "gone": len(wanted) - len(rows),
        "together": any(not row["attention"] for row in rows),
        "too_many": too_many,
        "most": services.MOST,
        "phrases": choices_of(request.user),
        "text": request.POST.get("text", ""),
    }
    return render(request, "approvals/batch.html", context, status=status)


@require_http_methods(["GET", "POST"])
def batch_result(request: StaffRequest, pk: int) -> HttpResponse:
    """How each case of one's own batch ended; a POST goes on with those that are still open."""
    found = get_object_or_404(Batch, pk=pk, person=request.user)
    if request.method == "POST":
        try:
            services.go_on(found, _text(request))
        except ActRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
        return redirect("approvals:batch_result", pk)
    lines = list(found.lines.select_related("case"))
    results = BatchLine.Result
    return render(
        request,
        "approvals/batch_result.html",
        {
            "batch": found,
            "lines": lines,
            "done": sum(line.result == results.DONE for line in lines),
            "open": [line for line in lines if line.result in (results.PENDING, results.FAILED)],
        },
    )
