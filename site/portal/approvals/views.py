"""Case pages in the admin: thin; every act is one function of :mod:`portal.approvals.services`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.models import Page

from portal.organisation.requests import StaffRequest, posted_or_back

from . import permissions, routes, screening, services, steps, takedowns, worklist
from .errors import ActRefused
from .ledger.models import Entry
from .models import Case, TakeDown
from .pages import page_kind_names
from .states import CaseState

ACTS = {
    "pass_secrecy": services.pass_secrecy,
    "doubt_secrecy": services.doubt_secrecy,
    "rule_secrecy": services.rule_secrecy,
    "agree": services.agree,
    "return": services.return_case,
    "refuse": services.refuse,
}


@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that an approver needs, on one screen."""
    found = get_object_or_404(Case.objects.select_related("route", "unit", "maker"), pk=pk)
    if not permissions.can_see(found, request.user):
        raise PermissionDenied
    return render(request, "approvals/case.html", case_context(found, request))


def case_context(found: Case, request: HttpRequest) -> dict[str, Any]:
    """Context of a case page: route, clock, findings, subject, record, and what this person can do now."""
    subject = found.subject()
    kind = found.kind_type if subject is not None else None
    rows = kind.summary(found, request.user) if kind else []
    return {
        "case": found,
        "kind_label": found.kind_label,
        "steps": steps.steps_of(found),
        "clock": worklist.clock_of(found) if found.state not in CaseState.FINAL else None,
        "subject": subject,
        "subject_url": kind.url(subject) if kind else "",
        "preview_url": _preview_url(found),
        "parts": kind.parts(found) if kind else [],
        "summary": summary_rows(subject) if rows is None else rows,
        "opinions": _readable(found, request.user),
        "entries": Entry.objects.filter(case_number=found.number).order_by("seq")[:200],
        "can": {act: permissions.can(act, found, request.user) for act in permissions.RULES},
        "why_not": _why_not(found, request.user),
        "labels": kind.act_labels if kind else {},
        "heavier": routes.heavier(found),
        "next_step": steps.next_step(found),
        "state_label": CaseState.LABELS[found.state],
    }


def _readable(found: Case, person: Any) -> list[Any]:
    """The opinions on a case; sealed ones are opened for those who may read the subject."""
    opinions = list(found.opinions.select_related("actor").order_by("at"))
    if found.subject() is not None and found.kind_type.seals_opinions:
        for opinion in opinions:
            opinion.text = found.kind_type.open_opinion(found, opinion.text, person)
    return opinions


def summary_rows(subject: Any) -> list[tuple[str, str]]:
    """What a case without a page asks: the subject's editable fields, with their labels."""
    rows = []
    for field in type(subject)._meta.concrete_fields if subject is not None else ():
        if not field.editable or field.primary_key:
            continue
        display = getattr(subject, f"get_{field.name}_display", None)
        value = display() if display else getattr(subject, field.name)
        if isinstance(value, datetime):
            value = timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        if value not in (None, ""):
            rows.append((str(field.verbose_name), str(value)))
    return rows


def _preview_url(found: Case) -> str:
    if found.kind not in page_kind_names() or found.revision_id is None:
        return ""
    return reverse("approvals:preview", args=[found.pk])


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent, as the public will see it: for everybody who may see the case."""
    found = get_object_or_404(Case.objects.select_related("revision", "route"), pk=pk)
    if not permissions.can_see(found, request.user):
        raise PermissionDenied
    if found.revision is None:
        raise Http404
    page = found.revision.as_object()
    return page.make_preview_request(request, page.default_preview_mode)


def _why_not(found: Case, person: Any) -> list[str]:
    act = {
        CaseState.SECRECY_REVIEW: "pass_secrecy",
        CaseState.SECRECY_RULING: "rule_secrecy",
        CaseState.IN_APPROVAL: "agree",
    }.get(found.state)
    return permissions.reasons_against(act, found, person) if act else []


@posted_or_back("approvals:case")
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Carry out one act on a case, on the version that the page showed."""
    found = get_object_or_404(Case, pk=pk)
    if not permissions.can_see(found, request.user):
        raise PermissionDenied
    version = _version(request)
    text = request.POST.get("text", "")[:4000]
    try:
        if name == "send":
            services.send(pk, request.user, version)
        elif name == "withdraw":
            services.withdraw(pk, request.user, version)
        elif name == "escalate":
            services.escalate(pk, request.user, version, text, request.POST.get("route", ""))
        elif name in ACTS:
            ACTS[name](pk, request.user, version, text)
        else:
            raise ActRefused([_("There is no such act.")])
        messages.success(request, _done(name, found))
    except ActRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    return HttpResponseRedirect(_next(request, reverse("approvals:case", args=[pk])))


def _version(request: HttpRequest) -> int:
    value = request.POST.get("version", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _done(name: str, found: Case) -> str:
    return {
        "send": _("Sent for approval: %(title)s"),
        "withdraw": _("Withdrawn: %(title)s"),
        "pass_secrecy": _("Secrecy review passed: %(title)s"),
        "doubt_secrecy": _("Handed to the Office for a ruling: %(title)s"),
        "rule_secrecy": _("Ruled that it may be public: %(title)s"),
        "agree": _("Agreed: %(title)s"),
        "escalate": _("Agreed, and sent the heavier way: %(title)s"),
        "return": _("Returned: %(title)s"),
        "refuse": _("Refused: %(title)s"),
    }[name] % {"title": found.title}


def _next(request: HttpRequest, default: str) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else default


@require_http_methods(["GET", "POST"])
def send_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the route that a draft takes, and why, with what has to be mended first; then send it."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method == "GET":
        return render(request, "approvals/prepare.html", prepare_context(page))
    chosen = {"route": request.POST.get("route", ""), "why": request.POST.get("why", "")[:1000]}
    try:
        found = services.open_case(page, request.user)
        services.send(found.pk, request.user, found.version, **chosen)
    except ActRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return render(request, "approvals/prepare.html", {**prepare_context(page), "chosen": chosen}, status=422)
    messages.success(request, _done("send", found))
    return redirect("approvals:case", found.pk)


def prepare_context(page: Page) -> dict[str, Any]:
    """Context of the page before sending: route, reasons, steps with names, problems and findings."""
    kind = services.kind_of(page)
    choice = kind.choose_route(page)
    problems = [str(problem) for problem in kind.problems(page)]
    findings = screening.screen(kind.snapshot(page), kind.texts(page))
    offered = [routes.current(code) for code in kind.routes(page)]
    return {
        "page": page,
        "title": kind.title(page),
        "reasons": steps.explain(choice),
        "preview_steps": steps.preview(routes.current(choice.route), kind.owner_unit(page)),
        "offered": offered if len(offered) > 1 else [],
        "chosen": {"route": choice.route, "why": ""},
        "proposed": choice.route,
        "problems": problems,
        "findings": findings,
        "blocked": bool(problems) or any(finding["blocks"] for finding in findings),
    }


def take_down(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask for the reason, then take a public page away at once."""
    page = get_object_or_404(Page, pk=page_id)
    if not takedowns.can_take_down(request.user):
        raise PermissionDenied
    if request.method == "POST":
        try:
            row = takedowns.take_down(page, request.user, request.POST.get("reason", "")[:2000])
        except ActRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
        else:
            messages.success(
                request, _("Taken down: %(title)s. Its confirmation waits at the Office.") % {"title": page.title}
            )
            confirmation = Case.objects.about("take_down", row.pk).get()
            return redirect("approvals:case", confirmation.pk)
    earlier = TakeDown.objects.filter(page=page).select_related("by")[:5]
    return render(request, "approvals/take_down.html", {"page": page, "earlier": earlier})


@require_GET
def find_to_take_down(request: HttpRequest) -> HttpResponse:
    """Find the public page to take away by the address that somebody reports."""
    if not takedowns.can_take_down(request.user):
        raise PermissionDenied
    address = request.GET.get("address", "").strip()
    if address:
        page = takedowns.page_at(address)
        if page is not None:
            return redirect("approvals:take_down", page.pk)
        messages.error(request, _("There is no public page at this address."))
    return render(request, "approvals/find_to_take_down.html", {"address": address})


@require_GET
def my_cases(request: StaffRequest) -> HttpResponse:
    """What this person sent, newest first, filtered by state."""
    found = Case.objects.filter(maker=request.user).select_related("route", "unit")
    state = request.GET.get("state", "")
    if state in CaseState.LABELS:
        found = found.filter(state=state)
    page_obj = Paginator(found, 30).get_page(request.GET.get("p"))
    return render(
        request, "approvals/my_cases.html", {"page_obj": page_obj, "states": CaseState.CHOICES, "state": state}
    )


@require_GET
def all_cases(request: StaffRequest) -> HttpResponse:
    """Every case that this person may see: the supervising functions see all, others those of their units."""
    found = Case.objects.select_related("route", "unit", "maker")
    if not request.user.has_perm("approvals.view_entry"):
        found = found.filter(unit__in=[post.unit_id for post in services.posts_of(request.user)])
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
