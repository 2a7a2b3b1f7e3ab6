"""A person's common phrases, and those of the department."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..errors import ActRefused
from . import services
from .models import Phrase


@require_http_methods(["GET", "POST"])
def phrases(request: HttpRequest) -> HttpResponse:
    """Show, add and take away phrases."""
    if request.method == "POST":
        try:
            _change(request)
        except ActRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
            return render(request, "approvals/phrases.html", _context(request), status=422)
        messages.success(request, _("The phrases are saved."))
        return redirect("approvals:phrases")
    return render(request, "approvals/phrases.html", _context(request))


def _change(request: HttpRequest) -> None:
    wanted = request.POST.get("take_away", "")
    if wanted:
        services.take_away(
            int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0, request.user
        )
    else:
        shared = request.POST.get("whose") == "shared"
        services.add(request.user, request.POST.get("use", ""), request.POST.get("text", ""), shared=shared)


def _context(request: HttpRequest) -> dict[str, object]:
    return {
        "own": Phrase.objects.filter(person_id=request.user.pk),
        "shared": Phrase.objects.filter(person=None),
        "built_in": [(Phrase.Use(use).label, text) for use, text in services.BUILT_IN],
        "keeps_shared": services.keeps_shared(request.user),
        "uses": Phrase.Use.choices,
        "typed": request.POST,
    }
