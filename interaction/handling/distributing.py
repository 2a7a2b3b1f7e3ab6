"""The Office gives many consultations to units at once, each with a proposal from past answers."""

from __future__ import annotations

from collections.abc import Collection
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
PAGE = "interaction/staff/distribute.html"


@never_cache
@require_http_methods(["GET", "POST"])
def distribute(request: HttpRequest) -> HttpResponse:
    """Show what waits for a unit, the most urgent first, and give away what was chosen."""
    if not permissions.is_office(request.user):
        raise PermissionDenied
    if request.method == "POST":
        return _give_away(request)
    return render(request, PAGE, {"rows": _rows(), "units": _units()})


def _waiting() -> Any:
    kinds = [kind.name for kind in all_kinds().values() if kind.path == BY_UNIT]
    return Ticket.objects.filter(state=TicketState.RECEIVED, kind__in=kinds, system="").order_by("due_at", "pk")


def _units() -> list[Unit]:
    units = Unit.objects.filter(is_active=True).exclude(kind=Unit.Kind.LEADERSHIP)
    return list(units.order_by("name"))


def _rows(without_unit: Collection[int] = ()) -> list[dict[str, Any]]:
    """Return a line for each that waits; those of ``without_unit`` stay ticked and say what is missing."""
    rows = []
    answered = likeness.Past()
    for ticket in _waiting()[:AT_ONCE]:
        told = reading.told(ticket)
        proposal = likeness.unit_for(told, answered)
        lacking = ticket.pk in without_unit
        rows.append(
            {
                "ticket": ticket,
                "url": services.ticket_url(ticket),
                "subject": told.subject if told else "",
                "clock": timeline.clock_row(ticket),
                "proposal": proposal,
                "chosen": proposal.unit.pk if proposal and not lacking else None,
                "ticked": lacking or (proposal is not None and not without_unit),
                "error": _("Please choose the unit that answers.") if lacking else "",
            }
        )
    return rows


def _give_away(request: HttpRequest) -> HttpResponse:
    """Carry out each line by itself: one that can't be given now is told, and stops no other."""
    units = {str(unit.pk): unit for unit in _units()}
    asked = {int(pk) for pk in request.POST.getlist("ticket") if pk.isdecimal() and len(pk) < 10}
    given, without_unit = 0, set()
    chosen = list(_waiting().filter(pk__in=asked)[:AT_ONCE])
    for ticket in chosen:
        unit = units.get(request.POST.get(f"unit_{ticket.pk}", ""))
        version = request.POST.get(f"version_{ticket.pk}", "")
        if unit is None:
            without_unit.add(ticket.pk)
            continue
        try:
            services.assign(
                ticket, unit, request.user, int(version) if version.isdecimal() and len(version) < 10 else 0
            )
        except ActRefused as refusal:
            messages.warning(request, f"{ticket.number}: {refusal}")
        else:
            given += 1
    _tell_what_became(request, given, [ticket.number for ticket in chosen if ticket.pk in without_unit])
    _tell_of_those_gone(request, asked - {ticket.pk for ticket in chosen})
    if not asked:
        messages.warning(request, _("Nothing was chosen."))
    if not without_unit:
        return redirect("interaction_admin:distribute")
    return render(request, PAGE, {"rows": _rows(without_unit), "units": _units()}, status=422)


def _tell_what_became(request: HttpRequest, given: int, without_unit: list[str]) -> None:
    """Say how many were given, and which were not since their unit is missing."""
    if given:
        text = ngettext("%(count)s was given to its unit.", "%(count)s were given to their units.", given)
        messages.success(request, text % {"count": given})
    if without_unit:
        text = _("Not given, since no unit was chosen: %(numbers)s.")
        messages.error(request, text % {"numbers": "、".join(without_unit)})


def _tell_of_those_gone(request: HttpRequest, gone: Collection[int]) -> None:
    """Name what was chosen and no longer waits: somebody else has acted on it, or it was withdrawn."""
    for ticket in permissions.visible(request.user).filter(pk__in=gone).order_by("pk")[:AT_ONCE]:
        text = _("%(number)s no longer waits to be distributed: it is “%(state)s”.")
        messages.warning(request, text % {"number": ticket.number, "state": timeline.state_label(ticket)})
