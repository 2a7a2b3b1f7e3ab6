"""Pages in the admin about sections: where they stand, and what units ask about them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.models import Page

from portal.addons import registry
from portal.approvals import permissions, posted
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.organisation.requests import StaffRequest
from portal.organisation.services import units_of

from .. import asking
from ..models import HandoverRequest, Life, OpeningRequest, ReopeningRequest, RetirementRequest
from . import duty, outlook, proposals, readiness, similar
from .forms import HandoverForm, OpeningForm, ReopeningForm, RetirementForm
from .kinds import HandoverKind, OpeningKind, ReopeningKind, RetirementKind, may_request
from .reading import owned_by
from .states import LifeState

PER_PAGE = 200
REQUESTS: dict[str, tuple[Any, Any, str | Promise]] = {
    RetirementKind.name: (RetirementRequest, RetirementForm, gettext_lazy("Request to retire a section")),
    HandoverKind.name: (HandoverRequest, HandoverForm, gettext_lazy("Request for a hand-over")),
    ReopeningKind.name: (ReopeningRequest, ReopeningForm, gettext_lazy("Request to reopen a section")),
}
OWN_REQUESTS = 20


@require_GET
def overview(request: StaffRequest) -> HttpResponse:
    """All sections as a tree with owner, duty, how each stands against it, and state; and this person's requests."""
    page_obj = Paginator(Life.objects.order_by("page__path"), PER_PAGE).get_page(request.GET.get("p"))
    own = set(owned_by(units_of(request.user)))
    standings = duty.read([life.page_id for life in page_obj])
    filling = [standing.page for standing in standings if standing.life.state == LifeState.ACTIVATING]
    lacking, overdue = readiness.missing(filling), {life.pk for life in readiness.overdue()}
    rows = [
        {
            "standing": standing,
            "indent": max(standing.page.depth - 3, 0),
            "mine": standing.page.pk in own,
            "lacking": lacking.get(standing.page.pk, ()),
            "overdue": standing.life.pk in overdue,
        }
        for standing in standings
    ]
    return render(
        request,
        "columns/staff/sections.html",
        {
            "rows": rows,
            "page_obj": page_obj,
            "requests": OpeningRequest.objects.filter(made_by=request.user)[:OWN_REQUESTS],
            "may_request": may_request(request.user),
            "types": sorted(registry.items("section_types"), key=lambda section: section.has_end),
            "closing": LifeState.ACTIVE,
            "reopening": (LifeState.RETIRING, LifeState.RETIRED),
        },
    )


@require_http_methods(["GET", "POST"])
def new_opening(request: StaffRequest, section: str) -> HttpResponse:
    """Ask for a new section of a type."""
    return asking.edit(
        request,
        _opening_form(section),
        OpeningRequest(made_by=request.user),
        _opening_title(section),
        more={"section": section},
    )


@require_GET
def beside(request: StaffRequest, section: str) -> HttpResponse:
    """A piece of page for the request's form: what is like it already, and where in the tree it will stand."""
    _opening_form(section)
    if not may_request(request.user):
        raise PermissionDenied
    title, parent = request.GET.get("title", "")[:60], request.GET.get("parent", "")
    context = {"similar": similar.to_title(title), "tree": similar.place_in_tree(parent, title), "title": title}
    return render(request, "columns/staff/beside_request.html", context)


@require_http_methods(["GET", "POST"])
def new_request(request: StaffRequest, kind: str) -> HttpResponse:
    """Ask for something about a section that exists; ``page`` in the address chooses it."""
    model, form, title = _request_type(kind)
    chosen = request.GET.get("page", "")
    initial = {name: value for name in ("page", "outcome", "reason") if (value := request.GET.get(name, ""))}
    page = Page.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    more = {"outlook": outlook.rows(page)} if page is not None and kind == RetirementKind.name else {}
    return asking.edit(request, form, model(made_by=request.user), str(title), initial, more=more)


@require_http_methods(["GET", "POST"])
def request_page(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """A request: its form while it can be changed, else its case."""
    if kind == OpeningKind.name:
        return _opening_page(request, get_object_or_404(OpeningRequest, pk=pk))
    model, form, title = _request_type(kind)
    return asking.existing(request, get_object_or_404(model, pk=pk), form, str(title))


def _opening_page(request: StaffRequest, found: OpeningRequest) -> HttpResponse:
    """Its maker mends it, with what a desk proposed in the form; a desk may propose changes; others see its case."""
    case = Case.objects.about(OpeningKind.name, found.pk).order_by("-pk").first()
    if case is not None and permissions.can("return", case, request.user):
        return _propose(request, found, case)
    form = _opening_form(found.section)
    more: dict[str, Any] = {"section": found.section}
    proposal = proposals.pending(found)
    if proposal is not None:
        shown = form(instance=found, person=found.made_by)
        more |= {"proposal": proposal, "differences": proposals.differences(proposal, shown)}
    initial = proposal.fields if proposal is not None else None
    response = asking.existing(request, found, form, _opening_title(found.section), initial=initial, more=more)
    if request.method == "POST":
        proposals.note_answer(found, proposal)
    return response


def _propose(request: StaffRequest, found: OpeningRequest, case: Case) -> HttpResponse:
    """The form of a request at a desk: what is changed there goes back to the unit as a proposal."""
    form = _opening_form(found.section)(request.POST or None, instance=found, person=found.made_by)
    reason = request.POST.get("reason", "")
    if request.method == "POST" and form.is_valid():
        found.refresh_from_db()  # the form wrote into it; what the unit asked for stays as it is
        try:
            proposals.propose(case, request.user, posted.version(request.POST), found, form, reason)
            messages.success(request, _("Returned with your changes: %(title)s") % {"title": case.title})
            return redirect("approvals:case", case.pk)
        except ActRefused as refusal:
            for why in refusal.reasons:
                messages.error(request, why)
    title = _("Agree with changes: %(title)s") % {"title": found.title}
    context = {"form": form, "title": title, "case": case, "reason": reason, "section": found.section}
    return render(request, "columns/staff/proposal_form.html", context)


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
