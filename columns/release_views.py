"""Pages in the admin about interpretations: what is owed, letting a document go first, what a case covers (D4)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.models import Revision

from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.approvals.permissions import can_see
from portal.organisation.requests import StaffRequest

from . import releases, waivers
from .forms import WaiverForm
from .models import Disclosure, Waiver


@require_GET
def owed(request: StaffRequest) -> HttpResponse:
    """Public documents whose interpretation is owed, and drafts that wait for one: the Office sees all."""
    units = waivers.seen_by(request.user)
    context = {
        "owed": waivers.owed(units),
        "waiting": waivers.waiting_for_leave(units),
        "may_waive": waivers.office_post(request.user) is not None,
    }
    return render(request, "columns/staff/owed.html", context)


@require_http_methods(["GET", "POST"])
def waive(request: StaffRequest, pk: int) -> HttpResponse:
    """The head of the Office lets one document go first, with a reason and a deadline."""
    if waivers.office_post(request.user) is None:
        raise PermissionDenied
    document = get_object_or_404(Disclosure, pk=pk)
    form = WaiverForm(request.POST or None, instance=Waiver(document=document))
    if request.method == "POST" and form.is_valid():
        try:
            waivers.waive(document, request.user, form.cleaned_data["reason"], form.cleaned_data["due_on"])
        except ActRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(
                request, _("“%(title)s” may go public first.") % {"title": document.get_admin_display_title()}
            )
            return redirect("columns:owed")
    return render(request, "columns/staff/waive.html", {"form": form, "document": document})


@require_GET
def part(request: StaffRequest, case_id: int, revision_id: int) -> HttpResponse:
    """What a case covers beside its document, as the public will see it: for everybody who may see the case."""
    found = get_object_or_404(Case.objects.select_related("route"), pk=case_id)
    if not can_see(found, request.user):
        raise PermissionDenied
    if revision_id not in {pinned["revision"] for pinned in found.snapshot.get(releases.PARTS, ())}:
        raise Http404
    page = get_object_or_404(Revision, pk=revision_id).as_object()
    return page.make_preview_request(request, page.default_preview_mode)
