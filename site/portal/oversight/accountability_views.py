"""The page of what is recorded against units: for the Office of all, for others of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.organisation.models import Unit
from portal.organisation.requests import StaffRequest

from . import accountability
from .forms import BreachForm
from .models import AccountabilityRecord
from .permissions import works_in_office

PER_PAGE = 30
YEARS = 6


@require_GET
def records(request: StaffRequest) -> HttpResponse:
    """List the records by unit, year and kind, with the figures of each unit."""
    if not request.user.has_perm("approvals.view_case"):
        raise PermissionDenied
    rows, chosen = _filtered(accountability.visible_to(request.user), request.GET)
    context = {
        "page_obj": Paginator(rows.prefetch_related("notes"), PER_PAGE).get_page(request.GET.get("p")),
        "figures": accountability.figures(rows),
        "chosen": chosen,
        "kinds": AccountabilityRecord.Kind.choices,
        "years": _years(),
        "units": Unit.objects.all() if works_in_office(request.user) else [],
        "supervises": works_in_office(request.user),
    }
    return render(request, "oversight/accountability.html", context)


def _years() -> list[int]:
    return [timezone.localdate().year - back for back in range(YEARS)]


def _filtered(rows: Any, query: Any) -> tuple[Any, dict[str, str]]:
    """Narrow the records by what the address says; what it says wrongly doesn't count."""
    chosen = {name: query.get(name, "") for name in ("unit", "year", "kind")}
    if chosen["unit"].isascii() and chosen["unit"].isdigit() and len(chosen["unit"]) < 10:
        rows = rows.filter(unit=int(chosen["unit"]))
    if chosen["year"] in map(str, _years()):
        rows = rows.filter(recorded_at__year=int(chosen["year"]))
    if chosen["kind"] in AccountabilityRecord.Kind.values:
        rows = rows.filter(kind=chosen["kind"])
    return rows, chosen


@require_http_methods(["GET", "POST"])
def one_record(request: HttpRequest, pk: int) -> HttpResponse:
    """A record with its evidence; the unit adds its explanation here."""
    found = get_object_or_404(accountability.visible_to(request.user), pk=pk)
    text = request.POST.get("text", "")
    if request.method == "POST":
        try:
            accountability.explain(found, request.user, text)
        except ActRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
        else:
            messages.success(request, _("The explanation is recorded."))
            return redirect("oversight:accountability_record", pk)
    notes = list(found.notes.select_related("by"))
    latest = next((note.evidence for note in reversed(notes) if note.evidence), found.evidence)
    context = {
        "record": found,
        "notes": notes,
        "evidence": latest,
        "stays": [_readable(stay) for stay in latest.get("stays", ())],
        "can_explain": accountability.may_explain(found, request.user),
        "text": text,
    }
    return render(request, "oversight/accountability_record.html", context)


def _readable(stay: dict[str, Any]) -> dict[str, Any]:
    """A stay out of the evidence, with its times as moments."""
    until = stay.get("until")
    return {**stay, "since": datetime.fromisoformat(stay["from"]), "until": until and datetime.fromisoformat(until)}


@require_http_methods(["GET", "POST"])
def breach(request: HttpRequest) -> HttpResponse:
    """The Office records that the secrecy rules were broken."""
    if not works_in_office(request.user):
        raise PermissionDenied
    form = BreachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        case = Case.objects.filter(number=data["case"]).first() if data["case"] else None
        made = accountability.record_breach(data["unit"], data["title"], data["text"], request.user, case)
        messages.success(request, _("Recorded against %(unit)s.") % {"unit": made.unit})
        return redirect("oversight:accountability_record", made.pk)
    return render(request, "oversight/breach.html", {"form": form})
