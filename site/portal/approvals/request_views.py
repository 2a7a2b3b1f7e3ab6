"""Pages beside a case: evidence, withdrawal, the route table, outside reviewers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.models import Page

from portal.addons import registry
from portal.files.models import Document
from portal.organisation.models import Function
from portal.organisation.requests import StaffRequest
from portal.organisation.services import functions_of

from . import evidence as evidences
from . import outside, permissions, posted, removal, route_changes, services, withdrawals
from . import routes as route_table
from .errors import ActRefused
from .forms import CommentForm, EvidenceForm, InvitationForm, ReasonForm, RouteForm
from .models import Case, Evidence, OutsideReview


def _say(request: HttpRequest, refusal: ActRefused) -> None:
    for reason in refusal.reasons:
        messages.error(request, reason)


def _editable(request: HttpRequest, page_id: int) -> Page:
    page = get_object_or_404(Page, pk=page_id).specific
    if not services.has_kind(page) or not page.permissions_for_user(request.user).can_send():
        raise PermissionDenied
    return page


@require_http_methods(["GET", "POST"])
def add_evidence(request: StaffRequest, page_id: int) -> HttpResponse:
    """Add a piece of evidence to a draft (clauses D9, D10)."""
    page = _editable(request, page_id)
    kind = services.kind_of(page)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with posted.kept_private(request, "copy") as copy:
                row = _evidence_of(kind.name, page, form, copy)
                evidences.add(row, request.user, services.post_for(request.user, kind.owner_unit(page)).title)
        except ActRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("The evidence was added."))
            return redirect("approvals:send_page", page.pk)
    context = {
        "form": form,
        "title": _("Evidence for: %(title)s") % {"title": kind.title(page)},
        "back": reverse("approvals:send_page", args=[page.pk]),
        "button": _("Add evidence"),
    }
    return render(request, "approvals/request_form.html", context)


def _evidence_of(kind: str, page: Page, form: EvidenceForm, copy: Document | None) -> Evidence:
    said = {name: form.cleaned_data[name] for name in ("ground", "record", "by_leader", "address", "approval")}
    return Evidence(kind=kind, subject_id=str(page.pk), copy=copy, **said)


@require_POST
def remove_evidence(request: StaffRequest, page_id: int, pk: int) -> HttpResponse:
    """Take a piece of evidence back."""
    page = _editable(request, page_id)
    kind = services.kind_of(page)
    row = get_object_or_404(evidences.of(kind.name, page.pk), pk=pk)
    try:
        evidences.take_back(row, request.user, services.post_for(request.user, kind.owner_unit(page)).title)
        messages.success(request, _("The evidence was taken back."))
    except ActRefused as refusal:
        _say(request, refusal)
    return redirect("approvals:send_page", page.pk)


@require_http_methods(["GET", "POST"])
def ask_for_withdrawal(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Ask that something public of the own unit be withdrawn, a page or a row."""
    subject = removal.of(kind, pk)
    if subject is None:
        raise Http404
    if not withdrawals.may_ask(subject, request.user):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = withdrawals.ask(subject, request.user, form.cleaned_data["reason"])
            case = services.open_case(row, request.user)
            services.send(case.pk, request.user, case.version)
        except ActRefused as refusal:
            _say(request, refusal)
        else:
            messages.success(request, posted.done("send", case))
            return redirect("approvals:case", case.pk)
    context = {
        "form": form,
        "title": _("Withdraw: %(title)s") % {"title": removal.title_of(subject)},
        "back": removal.staff_url(subject),
        "button": _("Send for approval"),
    }
    return render(request, "approvals/request_form.html", context)


@require_GET
def routes(request: StaffRequest) -> HttpResponse:
    """The routes in force, with their desks and clauses; for everybody in the department."""
    rows = [route_table.current(default.code) for default in registry.items("route_defaults")]
    shown = [(route, route_changes.in_words(route.stages, route.secrecy_review)) for route in rows]
    return render(request, "approvals/routes.html", {"routes": shown, "may_change": _of_office(request)})


def _of_office(request: HttpRequest) -> bool:
    return Function.OFFICE in functions_of(request.user)  # type: ignore[arg-type]


@require_http_methods(["GET", "POST"])
def change_route(request: StaffRequest, code: str) -> HttpResponse:
    """Propose another version of a route: people of the Office."""
    if not _of_office(request):
        raise PermissionDenied
    if code not in registry.by_name("route_defaults", "code"):
        raise Http404
    route = route_table.current(code)
    form = RouteForm(request.POST or None, stages=route.stages)
    if request.method == "POST" and form.is_valid():
        try:
            row = route_changes.propose(code, form.stages(), form.cleaned_data["reason"], request.user)
            case = services.open_case(row, request.user)
            services.send(case.pk, request.user, case.version)
        except ActRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, posted.done("send", case))
            return redirect("approvals:case", case.pk)
    context = {
        "form": form,
        "title": _("Change the route: %(route)s") % {"route": route},
        "back": reverse("approvals:routes"),
        "button": _("Send for approval"),
    }
    return render(request, "approvals/request_form.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: StaffRequest, pk: int) -> HttpResponse:
    """Make a link by which somebody from outside reads the sent version; the link is shown once."""
    case = get_object_or_404(Case.objects.select_related("route", "unit", "maker"), pk=pk)
    if not permissions.can_see(case, request.user):
        raise PermissionDenied
    form, link = InvitationForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _review, key = outside.invite(case, request.user, **form.cleaned_data)
            link = request.build_absolute_uri(reverse("outside_review", args=[key]))
        except ActRefused as refusal:
            _say(request, refusal)
    context = {
        "form": form,
        "title": _("Outside reviewer for: %(title)s") % {"title": case.title},
        "back": services.case_url(case),
        "button": _("Make the link"),
        "link": link,
    }
    return render(request, "approvals/request_form.html", context)


@require_POST
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Close the link of an outside reviewer."""
    review = get_object_or_404(OutsideReview.objects.select_related("case"), pk=pk)
    if not permissions.can_see(review.case, request.user):
        raise PermissionDenied
    try:
        outside.revoke(review, request.user)
        messages.success(request, _("The link is closed."))
    except ActRefused as refusal:
        _say(request, refusal)
    return redirect("approvals:case", review.case_id)


@never_cache
@require_http_methods(["GET", "POST"])
def outside_review(request: HttpRequest, key: str) -> HttpResponse:
    """The page of an outside reviewer: the sent version, and a form for comments. 404 for a key that doesn't open."""
    review = outside.find(key)
    if review is None:
        raise Http404
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            outside.comment(review, form.cleaned_data["text"])
            messages.success(request, _("Thank you. Your comment was passed on to the department."))
        except ActRefused as refusal:
            _say(request, refusal)
        return _private(redirect("outside_review", key))
    context: dict[str, Any] = {"review": review, "form": form, "key": key, "comments": review.comments.all()}
    return _private(render(request, "approvals/outside_review.html", context))


@never_cache
@require_GET
def outside_preview(request: HttpRequest, key: str) -> HttpResponse:
    """What was sent, as the public would see it, for an outside reviewer."""
    review = outside.find(key)
    if review is None or review.revision is None:
        raise Http404
    page = review.revision.as_object()
    return _private(page.make_preview_request(request, page.default_preview_mode))


def _private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps it: no index, no cache, no address handed on.

    With "no-referrer" a browser would send the form with an Origin of "null", which the check of forms refuses.
    """
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store"
    return response
