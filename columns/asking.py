"""Pages in the admin where something is asked for: its form while it can be changed, else its case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.approvals import secrecy, services
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.organisation.requests import StaffRequest

from .sections.kinds import may_request

# What was refused or taken back can be mended and sent again, as a new case.
EDITABLE = (CaseState.DRAFTING, CaseState.RETURNED, CaseState.REFUSED, CaseState.WITHDRAWN)


def existing(
    request: StaffRequest,
    found: Any,
    form_class: Any,
    title: str,
    allowed: Callable[[Any], bool] = may_request,
    initial: dict[str, Any] | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a thing that somebody asked for: its form while it can be changed, else its case.

    ``initial`` values stand in the form instead of those it was kept with; ``more`` is for its template.
    """
    kind = services.kind_of(found)
    case = Case.objects.about(kind.name, found.pk).order_by("-pk").first()
    if case is not None and (case.state not in EDITABLE or found.made_by_id != request.user.pk):
        return redirect("approvals:case", case.pk)
    if found.made_by_id != request.user.pk:
        raise PermissionDenied
    return edit(request, form_class, found, title, initial, allowed, more)


def edit(
    request: StaffRequest,
    form_class: Any,
    instance: Any,
    title: str,
    initial: dict[str, Any] | None = None,
    allowed: Callable[[Any], bool] = may_request,
    more: dict[str, Any] | None = None,
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
    return render(request, "columns/staff/request_form.html", {"form": form, "title": title, **(more or {})})
