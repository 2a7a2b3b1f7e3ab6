"""Pages in the admin about sections: where they stand, and what units ask about them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from portal.addons import registry
from portal.organisation.requests import StaffRequest
from portal.organisation.services import units_of

from .. import asking
from ..models import Life, OpeningRequest, ReopeningRequest, RetirementRequest
from . import duty
from .forms import OpeningForm, ReopeningForm, RetirementForm
from .kinds import OpeningKind, ReopeningKind, RetirementKind, may_request
from .reading import owned_by
from .states import LifeState

PER_PAGE = 200
REQUESTS: dict[str, tuple[Any, Any, str | Promise]] = {
    RetirementKind.name: (RetirementRequest, RetirementForm, gettext_lazy("Request to retire a section")),
    ReopeningKind.name: (ReopeningRequest, ReopeningForm, gettext_lazy("Request to reopen a section")),
}
OWN_REQUESTS = 20


@require_GET
def overview(request: StaffRequest) -> HttpResponse:
    """All sections as a tree with owner, duty, how each stands against it, and state; and this person's requests."""
    page_obj = Paginator(Life.objects.order_by("page__path"), PER_PAGE).get_page(request.GET.get("p"))
    own = set(owned_by(units_of(request.user)))
    rows = [
        {
            "standing": standing,
            "indent": max(standing.page.depth - 3, 0),
            "mine": standing.page.pk in own,
        }
        for standing in duty.read([life.page_id for life in page_obj])
    ]
    return render(
        request,
        "columns/staff/sections.html",
        {
            "rows": rows,
            "page_obj": page_obj,
            "requests": OpeningRequest.objects.filter(made_by=request.user)[:OWN_REQUESTS],
            "may_request": may_request(request.user),
            "types": registry.items("section_types"),
            "closing": LifeState.ACTIVE,
            "reopening": (LifeState.RETIRING, LifeState.RETIRED),
        },
    )


@require_http_methods(["GET", "POST"])
def new_opening(request: StaffRequest, section: str) -> HttpResponse:
    """Ask for a new section of a type."""
    return asking.edit(request, _opening_form(section), OpeningRequest(made_by=request.user), _opening_title(section))


@require_http_methods(["GET", "POST"])
def new_request(request: StaffRequest, kind: str) -> HttpResponse:
    """Ask for something about a section that exists; ``page`` in the address chooses it."""
    model, form, title = _request_type(kind)
    chosen = request.GET.get("page", "")
    initial = {"page": chosen} if chosen.isdecimal() else {}
    return asking.edit(request, form, model(made_by=request.user), str(title), initial)


@require_http_methods(["GET", "POST"])
def request_page(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """A request: its form while it can be changed, else its case."""
    if kind == OpeningKind.name:
        found = get_object_or_404(OpeningRequest, pk=pk)
        return asking.existing(request, found, _opening_form(found.section), _opening_title(found.section))
    model, form, title = _request_type(kind)
    return asking.existing(request, get_object_or_404(model, pk=pk), form, str(title))


def _request_type(kind: str) -> tuple[Any, Any, str | Promise]:
    if kind not in REQUESTS:
        raise Http404
    return REQUESTS[kind]


def _opening_form(section: str) -> Any:
    types = registry.by_name("section_types")
    if section not in types:
        raise Http404

    def form(*args: Any, **kwargs: Any) -> OpeningForm:
        return OpeningForm(*args, section=types[section], **kwargs)

    return form


def _opening_title(section: str) -> str:
    return _("Request: %(what)s") % {"what": registry.by_name("section_types")[section].label}
