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
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.models import Page

from portal.addons import registry
from portal.approvals import asking, permissions, posted
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.organisation.requests import StaffRequest
from portal.organisation.services import units_of

from ..models import HandoverRequest, OpeningRequest, ReopeningRequest, RetirementRequest
from . import duty, outlook, proposals, readiness, requested, similar
from . import overview as overviews
from .forms import HandoverForm, OpeningForm, ReopeningForm, RetirementForm
from .kinds import HandoverKind, OpeningKind, ReopeningKind, RetirementKind, may_request
from .reading import owned_by
from .states import LifeState

PER_PAGE, REQUESTS_PER_PAGE = 200, 30
REQUESTS: dict[str, tuple[Any, Any, str | Promise]] = {
    RetirementKind.name: (RetirementRequest, RetirementForm, gettext_lazy("Request to retire a section")),
    HandoverKind.name: (HandoverRequest, HandoverForm, gettext_lazy("Request for a hand-over")),
    ReopeningKind.name: (ReopeningRequest, ReopeningForm, gettext_lazy("Request to reopen a section")),
}


@require_GET
def overview(request: StaffRequest) -> HttpResponse:
    """All sections as a tree with owner, duty, how each stands, and state; filters stand in the address."""
    standings, filters = duty.read(), overviews.read_filters(request.GET)
    page_obj = Paginator(overviews.narrow(standings, filters), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": _rows(overviews.tree(page_obj, standings), request.user),
        "page_obj": page_obj,
        "chosen": filters,
        "filtered": any(filters.values()),
        "counts": overviews.counts(standings, filters),
        "signals": duty.Signal.choices,
        "units": sorted({(standing.unit.pk, str(standing.unit)) for standing in standings}, key=lambda unit: unit[1]),
        "may_request": may_request(request.user),
        "types": sorted(registry.items("section_types"), key=lambda section: section.has_end),
        "closing": LifeState.ACTIVE,
        "reopening": (LifeState.RETIRING, LifeState.RETIRED),
    }
    return render(request, "columns/staff/sections.html", context)


def _rows(lines: list[overviews.Line], person: Any) -> list[dict[str, Any]]:
    """The lines of the tree with what a person can do there, and what sections that are being filled lack."""
    own = set(owned_by(units_of(person)))
    found = [line.standing for line in lines if line.standing is not None and line.fits]
    lacking = readiness.missing(standing.page for standing in found if standing.life.state == LifeState.ACTIVATING)
    overdue = {life.page_id for life in readiness.overdue()}
    return [
        {
            "line": line,
            "standing": line.standing,
            "mine": page_id in own,
            "lacking": lacking.get(page_id, ()),
            "overdue": page_id in overdue,
        }
        for line in lines
        for page_id in [line.standing.page.pk if line.standing else 0]
    ]


@require_GET
def requests(request: StaffRequest) -> HttpResponse:
    """What this person's units ask for about sections, with where it lies now; narrowed by state."""
    cases, state = requested.cases_of(request.user), request.GET.get("state", "").strip()
    page_obj = Paginator(cases.filter(state=state) if state else cases, REQUESTS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page_obj": page_obj,
        "rows": requested.rows(page_obj, request.user),
        "unfiled": requested.unfiled(request.user) if not state and page_obj.number == 1 else [],
        "counts": requested.counts(cases),
        "state": state,
    }
    return render(request, "columns/staff/requests.html", context)


@require_http_methods(["GET", "POST"])
def new_opening(request: StaffRequest, section: str) -> HttpResponse:
    """Ask for a new section of a type."""
    page = _asking(_opening_title(section), more={"section": section})
    return asking.edit(request, _opening_form(section), OpeningRequest(made_by=request.user), page)


def _asking(title: Any, initial: dict[str, Any] | None = None, more: dict[str, Any] | None = None) -> asking.AskingPage:
    back = ("sections:overview", pgettext("gongkai", "Columns and topics"))
    return asking.AskingPage(title, may_request, back, initial, "columns/staff/request_form.html", more or {})


@require_POST
def beside(request: StaffRequest, section: str) -> HttpResponse:
    """A piece of page for the request's form: what is like it already, and where in the tree it will stand."""
    _opening_form(section)
    if not may_request(request.user):
        raise PermissionDenied
    title, parent = request.POST.get("title", "")[:60], request.POST.get("parent", "")
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
    return asking.edit(request, form, model(made_by=request.user), _asking(title, initial, more))


@require_http_methods(["GET", "POST"])
def request_page(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """A request: its form while it can be changed, else its case."""
    if kind == OpeningKind.name:
        return _opening_page(request, get_object_or_404(OpeningRequest, pk=pk))
    model, form, title = _request_type(kind)
    return asking.existing(request, get_object_or_404(model, pk=pk), form, _asking(title))


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
    return asking.existing(request, found, form, _asking(_opening_title(found.section), initial, more))


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
