"""Downloading a dossier, for those who may see its case; and the public key with which anybody checks one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from .. import permissions
from ..errors import ActRefused
from ..ledger import seals
from ..models import Case
from . import envelope, services


@require_GET
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """One case as one file."""
    found = get_object_or_404(Case.objects.select_related("route"), pk=pk)
    if not permissions.can_see(found, request.user):
        raise PermissionDenied
    try:
        made = services.make(found.number)
    except ActRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return redirect("approvals:case", pk)
    name = f"{found.number}.pdf"
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_GET
def public_key(request: HttpRequest) -> HttpResponse:
    """The public key of the ledger's heads and of dossiers."""
    return HttpResponse(envelope.pem(seals.key().public_key()), content_type="application/x-pem-file")
