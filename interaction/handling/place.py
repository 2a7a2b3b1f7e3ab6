"""The Office chooses where consultations are handled: in the portal, or in the OA system (clause S5)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.approvals.errors import ActRefused

from .. import permissions, services
from ..forms import PlaceForm
from ..models import Ticket, TicketSettings


@never_cache
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """Show where consultations are handled, and choose anew."""
    if not permissions.is_office(request.user):
        raise PermissionDenied
    current = TicketSettings.current()
    form = PlaceForm(request.POST or None, initial={"place": current.consultations_in or PlaceForm.HERE})
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_place(form.cleaned_data["place"], request.user)
        except ActRefused as refusal:
            form.add_error("place", str(refusal))
        else:
            messages.success(request, _("The settings were kept."))
            return redirect("interaction_admin:place")
    context = {
        "form": form,
        "current": current,
        "connected": services.is_connected(),
        "there": Ticket.objects.open().exclude(system="").count(),
    }
    return render(request, "interaction/staff/place.html", context, status=422 if form.errors else 200)
