"""Pages in the admin where something is asked for: its form while it can be changed, else its case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.organisation.requests import StaffRequest

from . import secrecy, services
from .errors import ActRefused
from .models import Case
from .states import CaseState


@dataclass(frozen=True)
class AskingPage:
    """What stands around a form: ``allowed`` says of a person whether they may ask; ``back`` is (the name of the page
    that one comes from, what it is called); ``initial`` values stand in the form instead of those it was kept with;
    ``more`` is for the template.
    """

    title: Any
    allowed: Callable[[Any], bool]
    back: tuple[str, Any]
    initial: Mapping[str, Any] | None = None
    template: str = "approvals/asking_form.html"
    more: Mapping[str, Any] = field(default_factory=dict)


def is_in_hand(case: Case, found: Any, person: Any) -> bool:
    """Say whether what was asked for is its maker's to change now, and this is the maker."""
    return case.state in CaseState.MENDABLE and found.made_by_id == person.pk


def existing(request: StaffRequest, found: Any, form_class: Any, page: AskingPage) -> HttpResponse:
    """Show a thing that somebody asked for: its form while it can be changed, else its case."""
    kind = services.kind_of(found)
    case = Case.objects.about(kind.name, found.pk).order_by("-pk").first()
    if case is not None and not is_in_hand(case, found, request.user):
        return redirect("approvals:case", case.pk)
    if found.made_by_id != request.user.pk:
        raise PermissionDenied
    return edit(request, form_class, found, page)


def edit(request: StaffRequest, form_class: Any, instance: Any, page: AskingPage) -> HttpResponse:
    """Show the form of a thing that is asked for; posted, keep it with its case, and send that where wanted."""
    if not page.allowed(request.user):
        raise PermissionDenied
    posted = (request.POST or None, request.FILES or None)
    form = form_class(*posted, instance=instance, person=request.user, initial=page.initial)
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
    back_name, back_label = page.back
    context = {"form": form, "title": page.title, "back": back_name, "back_label": back_label, **page.more}
    return render(request, page.template, context)
