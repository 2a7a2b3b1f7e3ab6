"""Pages in the admin where units ask for columns and for their retirement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.approvals import secrecy, services
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.organisation.requests import StaffRequest
from portal.organisation.services import units_of

from .forms import ColumnRequestForm, RetirementRequestForm
from .kinds import may_request
from .models import ColumnLife, ColumnPage, ColumnRequest, RetirementRequest
from .states import LifeState

PER_PAGE = 200
# What was refused or taken back can be mended and sent again, as a new case.
EDITABLE = (CaseState.DRAFTING, CaseState.RETURNED, CaseState.REFUSED, CaseState.WITHDRAWN)


@require_GET
def columns(request: StaffRequest) -> HttpResponse:
    """All columns as a tree with owner, duty and state; and this person's requests."""
    page_obj = Paginator(ColumnPage.objects.select_related("owner_unit").order_by("path"), PER_PAGE).get_page(
        request.GET.get("p")
    )
    lives = ColumnLife.objects.filter(column__in=[column.pk for column in page_obj]).in_bulk(field_name="column_id")
    own = {unit.pk for unit in units_of(request.user)}
    rows = [
        {
            "column": column,
            "life": lives.get(column.pk),
            "indent": max(column.depth - 3, 0),
            "mine": column.owner_unit_id in own,
        }
        for column in page_obj
    ]
    requests = ColumnRequest.objects.filter(made_by=request.user)[:20]
    return render(
        request,
        "columns/staff/columns.html",
        {
            "rows": rows,
            "page_obj": page_obj,
            "requests": requests,
            "may_request": may_request(request.user),
            "active": LifeState.ACTIVE,
        },
    )


@require_http_methods(["GET", "POST"])
def new_request(request: StaffRequest) -> HttpResponse:
    """Write a request for a column and send it to the unit head."""
    return edit(request, ColumnRequestForm, ColumnRequest(made_by=request.user), _("Request a column"))


@require_http_methods(["GET", "POST"])
def request_page(request: StaffRequest, pk: int) -> HttpResponse:
    """A request: its form while it can be changed, else its case."""
    return existing(request, get_object_or_404(ColumnRequest, pk=pk), ColumnRequestForm, _("Request a column"))


@require_http_methods(["GET", "POST"])
def new_retirement(request: StaffRequest) -> HttpResponse:
    """Write a request to retire a column and send it to the unit head."""
    chosen = request.GET.get("column", "")
    initial = {"column": chosen} if chosen.isdigit() else {}
    title = _("Request to retire a column")
    return edit(request, RetirementRequestForm, RetirementRequest(made_by=request.user), title, initial)


@require_http_methods(["GET", "POST"])
def retirement_page(request: StaffRequest, pk: int) -> HttpResponse:
    """A retirement request: its form while it can be changed, else its case."""
    found = get_object_or_404(RetirementRequest, pk=pk)
    return existing(request, found, RetirementRequestForm, _("Request to retire a column"))


def existing(
    request: StaffRequest, found: Any, form_class: Any, title: str, allowed: Callable[[Any], bool] = may_request
) -> HttpResponse:
    """Show a thing that somebody asked for: its form while it can be changed, else its case."""
    kind = services.kind_of(found)
    case = Case.objects.about(kind.name, found.pk).order_by("-pk").first()
    if case is not None and (case.state not in EDITABLE or found.made_by_id != request.user.pk):
        return redirect("approvals:case", case.pk)
    if found.made_by_id != request.user.pk:
        raise PermissionDenied
    return edit(request, form_class, found, title, allowed=allowed)


def edit(
    request: StaffRequest,
    form_class: Any,
    instance: Any,
    title: str,
    initial: dict[str, Any] | None = None,
    allowed: Callable[[Any], bool] = may_request,
) -> HttpResponse:
    """Show the form of a thing that is asked for; posted, keep it with its case, and send that where wanted."""
    if not allowed(request.user):
        raise PermissionDenied
    form = form_class(request.POST or None, instance=instance, person=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        instance = form.save()
        try:
            case = services.open_case(instance, request.user)
            if "send" in request.POST:
                case = services.send(case.pk, request.user, case.version, declaration=secrecy.answers_in(request.POST))
                messages.success(request, _("Sent: %(title)s") % {"title": case.title})
            else:
                messages.success(request, _("Kept as a draft."))
            return redirect("approvals:case", case.pk)
        except ActRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
            return redirect(services.kind_of(instance).url(instance))  # it is kept: mending it makes no second one
    return render(request, "columns/staff/request_form.html", {"form": form, "title": title})
