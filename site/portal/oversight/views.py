"""Pages of supervision in the admin."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.approvals.ledger.services import lock_head, record
from portal.approvals.services import post_for
from portal.calendars.models import CalendarYear
from portal.calendars.services import enter_year, year_to_enter
from portal.organisation.models import Function
from portal.organisation.services import unit_with

from .forms import YearForm
from .permissions import may_enter_years


@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Enter the holidays of a year; open deadlines are counted again in the same transaction (law 3)."""
    if not may_enter_years(request.user):
        raise PermissionDenied
    form = YearForm(request.POST or None, initial={"year": year_to_enter()})
    if request.method == "POST" and form.is_valid():
        try:
            _enter(form, request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("The holidays of %(year)s are entered; open deadlines were counted again.")
                % {"year": form.cleaned_data["year"]},
            )
            return redirect("oversight:calendar")
    years = CalendarYear.objects.order_by("-year")[:20]
    return render(request, "oversight/calendar.html", {"form": form, "years": years, "wanted": year_to_enter()})


def _enter(form: YearForm, person) -> None:
    data = form.cleaned_data
    with transaction.atomic():
        lock_head()
        enter_year(data["year"], data["off"], data["work"], person, source=data["source"])
        capacity = post_for(person, unit_with(Function.OFFICE)).title
        record(
            "calendar.entered",
            actor=person,
            capacity=capacity,
            subject=f"calendar:{data['year']}",
            data={"off": len(data["off"]), "work": len(data["work"]), "source": data["source"]},
        )
