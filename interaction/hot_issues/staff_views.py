"""Pages in the admin where units and the Office keep track of hot issues until a response is public (clause N7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.approvals.asking import AskingPage, edit, existing
from portal.approvals.errors import ActRefused
from portal.calendars.services import calendar
from portal.organisation.models import Unit
from portal.organisation.requests import StaffRequest, posted_or_back
from portal.theme.formats import moment

from ..timeline import clock_component, day_row
from ..versions import stood, versions_of
from . import clocks, permissions, services
from .forms import AskForm, DropForm, GiveForm, IssueForm, PostponeForm, ReopenForm, ResponseForm
from .models import HotIssue, Response
from .states import IssueState

PER_PAGE = 30
FORMS: dict[str, tuple[type[forms.Form], Any]] = {
    "give": (GiveForm, gettext_lazy("Give it to another unit")),
    "postpone": (PostponeForm, gettext_lazy("Give more time")),
    "drop": (DropForm, gettext_lazy("Drop it")),
    "reopen": (ReopenForm, gettext_lazy("Want a response after all")),
}


@never_cache
@require_GET
def issues(request: HttpRequest) -> HttpResponse:
    """The issues of this person, most urgent first; the filter stands in the address."""
    units = permissions.working_units(request.user)
    if not units:
        raise PermissionDenied
    state = request.GET.get("state", "")
    found = permissions.visible(request.user)
    if state in IssueState.LABELS:
        found = found.filter(state=state)
    elif state == "late":
        found = found.filter(state=IssueState.OPEN, due_at__lt=timezone.now())
    elif state != "all":
        state, found = "mine", permissions.waiting_for(request.user)
    ordered = found.select_related("unit").order_by(F("due_at").asc(nulls_last=True), "-begun_at", "-pk")
    page_obj = Paginator(ordered, PER_PAGE).get_page(request.GET.get("p"))
    chips = [("mine", _("My turn")), ("late", _("Overdue")), ("all", _("All")), *IssueState.CHOICES]
    context = {
        "page_obj": page_obj,
        "rows": issue_rows(page_obj.object_list),
        "chips": [{"code": code, "label": label, "current": code == state} for code, label in chips],
        "office": permissions.is_office(request.user),
    }
    return render(request, "hot_issues/staff/issues.html", context)


def issue_rows(found: Any) -> list[dict[str, Any]]:
    """Issues as rows of the theme's worklist."""
    works = calendar()
    return [
        {
            "title": item.title,
            "url": services.issue_url(item),
            "facts": [
                item.number,
                str(item.get_origin_display()),
                _("begun %(when)s") % {"when": moment(item.begun_at)},
            ],
            "place": {"text": IssueState.LABELS[item.state], "note": str(item.unit)},
            "clock": clock_component(clock) if (clock := clocks.running(item, works=works)) else None,
            "state": "",
        }
        for item in found
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """A unit begins to respond of its own accord."""
    units = Unit.objects.filter(pk__in=permissions.working_units(request.user), is_active=True).order_by("name")
    if not units:
        raise PermissionDenied
    form = IssueForm(request.POST or None, units=units, initial={"unit": units[0]})
    return _begun(request, form, _("Respond of our own accord"), services.begin, _("Begun: now write the response."))


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: StaffRequest) -> HttpResponse:
    """The Office asks a unit for a response with a deadline."""
    if not permissions.is_office(request.user):
        raise PermissionDenied
    asked = _("%(unit)s has been asked for a response, due on %(due)s.")
    return _begun(request, AskForm(request.POST or None), _("Ask for a response"), services.ask, asked)


def _begun(request: StaffRequest, form: IssueForm, title: str, begin: Any, done: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            issue = begin(said.pop("unit"), request.user, **said)
            messages.success(request, done % {"unit": issue.unit, "due": moment(issue.due_at) if issue.due_at else ""})
            return redirect("hot_issues_admin:issue", issue.pk)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "hot_issues/staff/new.html", {"form": form, "title": title})


def _visible(request: HttpRequest, pk: int) -> HotIssue:
    found = get_object_or_404(HotIssue.objects.select_related("unit", "begun_by"), pk=pk)
    if not permissions.can_see(found, request.user):
        raise PermissionDenied
    return found


@never_cache
@require_GET
def issue(request: StaffRequest, pk: int) -> HttpResponse:
    """One issue: what is said, the clock, the responses with their cases, and what this person can do."""
    return render(request, "hot_issues/staff/issue.html", _context(_visible(request, pk), request))


def _context(found: HotIssue, request: StaffRequest, **failed: forms.Form) -> dict[str, Any]:
    clock = clocks.running(found)
    acts = [
        {"name": name, "label": label, "form": failed.get(name) or form(initial={"version": found.version})}
        for name, (form, label) in FORMS.items()
        if permissions.can(name, found, request.user)
    ]
    versions = versions_of(services.KIND, found.responses.select_related("made_by")[:PER_PAGE])
    return {
        "issue": found,
        "state_label": IssueState.LABELS[found.state],
        "clock": clock_component(clock) if clock else None,
        "days": [day_row(day) for day in clocks.counted(found)],
        "versions": versions,
        "stood": stood(versions),
        "can_respond": permissions.can("respond", found, request.user),
        "acts": acts,
    }


def _asking(found: HotIssue) -> AskingPage:
    def may_respond(person: Any) -> bool:
        return permissions.can("respond", found, person)

    return AskingPage(found.title, may_respond, ("hot_issues_admin:issues", _("Hot issues")))


@never_cache
@require_http_methods(["GET", "POST"])
def respond(request: StaffRequest, pk: int) -> HttpResponse:
    """Write a response, or another version of the one that is public."""
    found = _visible(request, pk)
    live = found.responses.filter(live=True).first()
    copied = {name: getattr(live, name) for name in ResponseForm.Meta.fields} if live else {"title": found.title}
    return edit(request, ResponseForm, Response(issue=found, **copied), _asking(found))


@never_cache
@require_http_methods(["GET", "POST"])
def response(request: StaffRequest, pk: int) -> HttpResponse:
    """A version of a response: its form while it can be changed, else its case."""
    row = get_object_or_404(Response.objects.select_related("issue__unit"), pk=pk)
    _visible(request, row.issue_id)
    return existing(request, row, ResponseForm, _asking(row.issue))


@never_cache
@posted_or_back("hot_issues_admin:issue")
def act(request: StaffRequest, pk: int, name: str) -> HttpResponse:
    """Give an issue on, give it more time, drop it, or want a response after all."""
    found = _visible(request, pk)
    if name not in FORMS:
        raise Http404
    if reasons := permissions.reasons_against(name, found, request.user):
        for reason in reasons:
            messages.error(request, reason)
        return redirect("hot_issues_admin:issue", pk)
    form = FORMS[name][0](request.POST)
    if not form.is_valid():
        return render(request, "hot_issues/staff/issue.html", _context(found, request, **{name: form}), status=422)
    try:
        getattr(services, name)(found, person=request.user, **form.cleaned_data)
    except ActRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, _("Done: %(what)s") % {"what": FORMS[name][1]})
    return redirect("hot_issues_admin:issue", pk)
