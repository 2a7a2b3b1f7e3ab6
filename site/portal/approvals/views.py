"""Case pages in the admin: thin; every act is one function of :mod:`portal.approvals.services`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.models import Page

from portal.organisation.requests import StaffRequest, posted_or_back
from portal.organisation.services import posts_of
from portal.screening.kinds import Unreadable

from . import attachments, case_page, file_checks, permissions, posted, preparing, removal, services, takedowns
from .errors import ActRefused
from .ledger.models import Entry
from .models import Case, TakeDown
from .states import CaseState
from .worklist import of_units


@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that an approver needs, on one screen."""
    return render(request, "approvals/case.html", case_page.context(_seen_case(request, pk), request))


def _seen_case(request: HttpRequest, pk: int) -> Case:
    """The case, for those who may see it (Http404, PermissionDenied)."""
    found = get_object_or_404(Case.objects.select_related("route", "unit", "maker"), pk=pk)
    if not permissions.can_see(found, request.user):
        raise PermissionDenied
    return found


@require_GET
def case_file(request: HttpRequest, pk: int, model: str, file_id: int) -> HttpResponseBase:
    """Send a file of a case to those who may see the case, as a download."""
    file = attachments.file_of(_seen_case(request, pk), model, file_id)
    return _private(FileResponse(file.file.open("rb"), as_attachment=True, filename=file.display_name))


@require_GET
def case_file_page(request: HttpRequest, pk: int, model: str, file_id: int, number: int) -> HttpResponseBase:
    """Send the picture of a page of a case's file to those who may see the case."""
    file = attachments.file_of(_seen_case(request, pk), model, file_id)
    return _private(FileResponse(attachments.page_picture(file, number)))


@require_GET
def finding_crop(request: HttpRequest, pk: int, finding: str) -> HttpResponseBase:
    """Send the picture of what was found in a file to those who may see the case."""
    found = _seen_case(request, pk)
    row = next((row for row in found.findings if row["id"] == finding and row.get("file")), None)
    if row is None:
        raise Http404
    try:
        picture = file_checks.crop(row)
    except Unreadable as error:
        raise Http404 from error
    return _private(HttpResponse(picture, content_type="image/png"))


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """As :mod:`portal.files.views` sends private files: never kept by a cache, never run by a browser."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent, as the public will see it: for everybody who may see the case."""
    found = _seen_case(request, pk)
    if found.revision is None:
        raise Http404
    page = found.revision.as_object()
    return page.make_preview_request(request, page.default_preview_mode)


@posted_or_back("approvals:case")
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Carry out one act on a case, on the version that the page showed."""
    found = get_object_or_404(Case, pk=pk)
    if not permissions.can_see(found, request.user):
        raise PermissionDenied
    try:
        found = posted.carry_out(request, found, name)
        messages.success(request, posted.done(name, found))
    except ActRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    return HttpResponseRedirect(_next(request, _after(found, name, request.user)))


def _after(found: Case, name: str, person: Any) -> str:
    """Where an act leads: to the case, and whoever begins a correction into the editor."""
    subject = found.subject()
    if name == "begin_correction" and found.corrector_id == person.pk and subject is not None:
        return found.kind_type.url(subject)
    return services.case_url(found)


def _next(request: HttpRequest, default: str) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else default


@require_http_methods(["GET", "POST"])
def send_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the route that a draft takes, and why, with what has to be mended first; then send it."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_send():
        raise PermissionDenied
    if request.method == "GET":
        return render(request, "approvals/prepare.html", preparing.context(page, request.user))
    try:
        found = services.open_case(page, request.user)
        services.send(found.pk, request.user, found.version, posted.sending(request.POST))
    except ActRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        if under_way := preparing.sent_before(page):
            return redirect("approvals:case", under_way.pk)
        context = preparing.context(page, request.user, request.POST)
        return render(request, "approvals/prepare.html", context, status=422)
    messages.success(request, posted.done("send", found))
    return redirect("approvals:case", found.pk)


@require_http_methods(["GET", "POST"])
def take_down(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask for the reason, then take something public away at once, page or row."""
    if not takedowns.can_take_down(request.user):
        raise PermissionDenied
    subject = _standing(kind, pk)
    title = removal.title_of(subject)
    if request.method == "POST":
        try:
            row = takedowns.take_down(subject, request.user, request.POST.get("reason", "")[:2000])
        except ActRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
        else:
            messages.success(
                request, _("Taken down: %(title)s. Its confirmation waits at the Office.") % {"title": title}
            )
            confirmation = Case.objects.about("take_down", row.pk).get()
            return redirect("approvals:case", confirmation.pk)
    earlier = TakeDown.objects.filter(kind=kind, subject_id=str(pk)).select_related("by")[:5]
    context = {"title": title, "address": services.kind_of(subject).address(subject), "earlier": earlier}
    return render(request, "approvals/take_down.html", context)


def _standing(kind: str, pk: int) -> Any:
    """Return what stands in public, or did until it was taken down; else 404."""
    subject = removal.of(kind, pk)
    was_down = TakeDown.objects.filter(kind=kind, subject_id=str(pk)).exists()
    if subject is None or not (was_down or removal.is_public(subject)):
        raise Http404
    return subject


@require_GET
def find_to_take_down(request: HttpRequest) -> HttpResponse:
    """Find what to take away by the address that somebody reports: a page, an answer, an activity, an interview."""
    if not takedowns.can_take_down(request.user):
        raise PermissionDenied
    address = request.GET.get("address", "").strip()
    if address:
        found = removal.public_at(address)
        if found is not None:
            return redirect("approvals:take_down", services.kind_of(found).name, found.pk)
        messages.error(request, _("There is no public page at this address."))
    return render(request, "approvals/find_to_take_down.html", {"address": address})


@require_GET
def my_cases(request: StaffRequest) -> HttpResponse:
    """What this person sent, newest first, filtered by state."""
    found = Case.objects.filter(maker=request.user).listed()
    state = request.GET.get("state", "")
    if state in CaseState.LABELS:
        found = found.filter(state=state)
    page_obj = Paginator(found, 30).get_page(request.GET.get("p"))
    return render(
        request, "approvals/my_cases.html", {"page_obj": page_obj, "states": CaseState.CHOICES, "state": state}
    )


@require_GET
def all_cases(request: StaffRequest) -> HttpResponse:
    """Every case that this person may see: the supervising functions see all, others what their units make or sign."""
    found = Case.objects.all().listed()
    if not request.user.has_perm("approvals.view_entry"):
        found = found.filter(of_units(post.unit_id for post in posts_of(request.user)))
    state = request.GET.get("state", "")
    if state in CaseState.LABELS:
        found = found.filter(state=state)
    page_obj = Paginator(found, 30).get_page(request.GET.get("p"))
    return render(
        request,
        "approvals/my_cases.html",
        {"page_obj": page_obj, "states": CaseState.CHOICES, "state": state, "everybody": True},
    )


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger: every act with who, when, capacity, opinion and digest."""
    if not request.user.has_perm("approvals.view_entry"):
        raise PermissionDenied
    entries = Entry.objects.order_by("-seq")
    case_number = request.GET.get("case", "").strip()
    if case_number:
        entries = entries.filter(case_number=case_number)
    page_obj = Paginator(entries, 50).get_page(request.GET.get("p"))
    return render(request, "approvals/ledger.html", {"page_obj": page_obj, "case_number": case_number})
