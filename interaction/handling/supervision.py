"""How units stand with tickets, for those who handle or oversee them: numbers only."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from .. import permissions, supervision
from ..states import TicketState


@never_cache
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """What came in within a year, by unit: waiting, overdue, ended late; of what this person may see."""
    if not permissions.works_somewhere(request):
        raise PermissionDenied
    visible = permissions.visible(request.user)
    years = supervision.years_of(visible)
    year = {str(known): known for known in years}.get(request.GET.get("year", ""), years[0])
    found = supervision.received_in(visible, year)
    context = {
        "years": years,
        "year": year,
        "rows": supervision.by_unit(found, Q(state__in=TicketState.OPEN)),
        "distributed_late": supervision.distributed_late(found),
    }
    return render(request, "interaction/staff/figures.html", context)
