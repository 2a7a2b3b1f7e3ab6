"""The page in the admin for the people who run the portal: how the index stands, and a button to build it anew."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.organisation.requests import StaffRequest
from portal.outbox.services import enqueue

from .health import health
from .jobs import REBUILD

OPERATE = "outbox.change_outboxrow"


@permission_required(OPERATE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def index_health(request: StaffRequest) -> HttpResponse:
    """Show how the index stands; posted, have it built anew while the old one serves."""
    if request.method == "POST":
        enqueue(REBUILD, {}, key=REBUILD)
        messages.success(request, _("The index will be built anew; search goes on meanwhile."))
        return redirect("searched:health")
    return render(request, "search/staff/health.html", {"health": health()})
