"""The Office gives many consultations to units at once, each with a proposal from past answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.approvals.errors import ActRefused
from portal.organisation.models import Unit

from .. import likeness, permissions, reading, services, timeline
from ..models import Ticket
from ..states import TicketState
from ..ticket_kinds import BY_UNIT, all_kinds

AT_ONCE = 20


@never_cache
@require_http_methods(["GET", "POST"])
def distribute(request: HttpRequest) -> HttpResponse:
    """Show what waits for a unit, the most urgent first, and give away what was chosen."""
    if not permissions.is_office(request.user):
        raise PermissionDenied
    if request.method == "POST":
        return _give_away(request)
    return render(request, "interaction/staff/distribute.html", {"rows": _rows(), "units": _units()})


def _waiting() -> Any:
    kinds = [kind.name for kind in all_kinds().values() if kind.path == BY_UNIT]
    return Ticket.objects.filter(state=TicketState.RECEIVED, kind__in=kinds, system="").order_by("due_at", "pk")


def _units() -> list[Unit]:
    units = Unit.objects.filter(is_active=True).exclude(kind=Unit.Kind.LEADERSHIP)
    return list(units.order_by("name"))


def _rows() -> list[dict[str, Any]]:
    rows = []
    answered = likeness.Past()
    for ticket in _waiting()[:AT_ONCE]:
        told = reading.told(ticket)
        proposal = likeness.unit_for(told, answered)
        rows.append(
            {
                "ticket": ticket,
                "url": services.ticket_url(ticket),
                "subject": told.subject if told else "",
                "clock": timeline.clock_row(ticket),
                "proposal": proposal,
                "chosen": proposal.unit.pk if proposal else None,
            }
        )
    return rows


def _give_away(request: HttpRequest) -> HttpResponse:
    """Carry out each line by itself: one that somebody else has acted on is told, and stops no other."""
    units = {str(unit.pk): unit for unit in _units()}
    given = 0
    for ticket in _waiting().filter(pk__in=[pk for pk in request.POST.getlist("ticket") if pk.isdigit()])[:AT_ONCE]:
        unit = units.get(request.POST.get(f"unit_{ticket.pk}", ""))
        version = request.POST.get(f"version_{ticket.pk}", "")
        if unit is None or not version.isdigit():
            continue
        try:
            services.assign(ticket, unit, request.user, int(version))
        except ActRefused as refusal:
            messages.warning(request, f"{ticket.number}: {refusal}")
        else:
            given += 1
    if given:
        text = ngettext("%(count)s was given to its unit.", "%(count)s were given to their units.", given)
        messages.success(request, text % {"count": given})
    else:
        messages.info(request, _("Nothing was chosen."))
    return redirect("interaction_admin:distribute")
