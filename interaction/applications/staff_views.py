"""Pages in the admin where the Office and the units handle applications, and the annual report's figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from portal.approvals import secrecy
from portal.approvals.errors import ActRefused
from portal.approvals.reminders import other_clocks
from portal.approvals.states import CaseState
from portal.calendars.services import calendar
from portal.organisation.requests import posted_or_back
from portal.theme.formats import moment

from .. import supervision
from ..handling.desk import LATE, PRESSING, told_of_overrun
from ..handling.downloads import attachment
from . import clocks, figures, files, letters, permissions, reading, services, timeline
from .forms import (
    ActForm,
    AnswerForm,
    AskCorrectionForm,
    AssignForm,
    DeliverForm,
    ExtendForm,
    HearForm,
    PauseForm,
    TextForm,
    WaitForm,
)
from .models import Application, Letter
from .states import ApplicationState
from .views import file_response

PER_PAGE = 30
PAGE = "applications/staff/application.html"
UNDELIVERED = "undelivered"  # beside the states: a letter's delivery isn't proved yet

# act → (form, heading of its panel, label of its button, what carries it out)
ACTS: dict[str, tuple[type[ActForm], Any, Any, Callable[..., Any]]] = {
    "confirm": (
        ActForm, gettext_lazy("Confirm the receipt"), gettext_lazy("Confirm: the time runs from today"),
        services.confirm,
    ),
    "assign": (
        AssignForm, gettext_lazy("Have a unit prepare the answer"), gettext_lazy("Give it to this unit"),
        services.assign,
    ),
    "ask_correction": (
        AskCorrectionForm, gettext_lazy("Ask for a correction"), gettext_lazy("Send the notice of correction"),
        services.ask_correction,
    ),
    "pause": (PauseForm, gettext_lazy("Ask others"), gettext_lazy("Ask, and stop the clock"), services.pause),
    "wait": (
        WaitForm, gettext_lazy("The other agency needs longer"), gettext_lazy("Expect it by then"),
        services.wait_longer,
    ),
    "resume": (
        ActForm, gettext_lazy("The other agency answered"), gettext_lazy("Let the clock go on"), services.resume,
    ),
    "hear": (
        HearForm, gettext_lazy("The third party was heard"), gettext_lazy("Keep it, and let the clock go on"),
        services.hear,
    ),
    "extend": (
        ExtendForm, gettext_lazy("Extend the time"), gettext_lazy("Extend, and tell the applicant"), services.extend,
    ),
    "lapse": (
        TextForm, gettext_lazy("Close it: not corrected in time"), gettext_lazy("Close, and tell the applicant"),
        services.lapse,
    ),
    "notice": (
        TextForm, gettext_lazy("Tell the third party what was disclosed, and why"), gettext_lazy("Write the notice"),
        services.notify_third_party,
    ),
}  # fmt: skip


@never_cache
@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    """The applications of this person, most urgent first; the filter stands in the address."""
    if not permissions.working_units(request.user):
        raise PermissionDenied
    state = request.GET.get("state", "")
    found = permissions.visible(request.user)
    if state in ApplicationState.LABELS:
        found = found.filter(state=state)
    elif state == PRESSING:
        found = other_clocks.pressing(found.open())
    elif state == LATE:
        found = found.ended_late()
    elif state == UNDELIVERED:
        found = found.undelivered()
    elif state != "all":
        state, found = "mine", permissions.waiting_for(request.user)
    order = (F("ended_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "pk")
    page_obj = Paginator(found.select_related("unit").order_by(*order), PER_PAGE).get_page(request.GET.get("p"))
    chips = [
        ("mine", _("My turn")),
        (PRESSING, _("Overdue or nearly so")),
        (LATE, _("Ended late")),
        (UNDELIVERED, _("Letter not delivered")),
        ("all", _("All")),
        *ApplicationState.CHOICES,
    ]
    context = {
        "page_obj": page_obj,
        "rows": rows_of(page_obj.object_list),
        "chips": [{"code": code, "label": label, "current": code == state} for code, label in chips],
        "office": permissions.is_office(request.user),
    }
    return render(request, "applications/staff/applications.html", context)


def rows_of(found: Any) -> list[dict[str, Any]]:
    """Applications as rows of the theme's worklist: numbers and dates, nothing of what was told."""
    works = calendar()
    return [
        {
            "title": _("Application %(number)s") % {"number": item.number},
            "url": services.url_of(item),
            "facts": [_("received %(when)s") % {"when": moment(item.received_at)}, *_told_of_overrun(item)],
            "place": {
                "text": ApplicationState.LABELS[item.state],
                "note": str(item.unit) if item.unit else _("no unit yet"),
            },
            "clock": timeline.clock_row(item, works=works),
            "state": "",
        }
        for item in found
    ]


def _told_of_overrun(item: Application) -> list[str]:
    if item.state == ApplicationState.PAUSED and item.due_at is not None and item.due_at < timezone.now():
        return [_("who was asked let the time pass; the clock stands still until somebody goes on")]
    waits = item.state in (ApplicationState.CORRECTING, ApplicationState.PAUSED)
    return [] if waits else told_of_overrun(item)


@never_cache
@require_GET
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application with what was told, for those who handle it, and what they can do now."""
    return render(request, PAGE, _context(_readable(request, pk), request))


def _readable(request: HttpRequest, pk: int) -> Application:
    found = get_object_or_404(Application.objects.select_related("unit"), pk=pk)
    if not permissions.can_read(found, request.user):
        raise PermissionDenied
    return found


def _context(found: Application, request: HttpRequest, **posted: Any) -> dict[str, Any]:
    """Context of an application's page; ``posted`` are forms that came back with errors, by act."""
    draft = reading.draft_of(found)
    case = services.case_of(draft) if draft else None
    locked = case is not None and case.state in CaseState.LOCKING
    can_answer = permissions.can("answer", found, request.user) and not locked
    return {
        "application": found,
        "told": reading.told(found),
        "files": files.names_of(found),
        "state_label": ApplicationState.LABELS[found.state],
        "steps": timeline.steps_of(found),
        "legs": timeline.explained(found),
        "clock": timeline.clock_row(found),
        "events": timeline.events(found),
        "letters": _letters(found, request, posted.get("deliver")),
        "third_party": reading.said_by_third_party(found),
        "draft": draft,
        "case": case,
        "case_url": reverse("approvals:case", args=[case.pk]) if case else "",
        "case_state": CaseState.LABELS[case.state] if case else "",
        "answer_form": (posted.get("answer") or _answer_form(found, draft)) if can_answer else None,
        "acts": _acts(found, request, posted),
    }


def _acts(found: Application, request: HttpRequest, posted: dict[str, Any]) -> list[dict[str, Any]]:
    initial: dict[str, Any] = {"version": found.version, "unit": found.unit_id}
    if found.state in (ApplicationState.IN_HAND, ApplicationState.PAUSED):
        initial["until"] = clocks.latest_expected(timezone.now()).isoformat()
    return [
        {"name": name, "heading": heading, "button": button, "form": posted.get(name) or form(initial=initial)}
        for name, (form, heading, button, _carry_out) in ACTS.items()
        if permissions.can(name, found, request.user)
    ]


def _answer_form(found: Application, draft: Letter | None) -> AnswerForm:
    initial: dict[str, Any] = {"version": found.version}
    if draft is not None:
        initial |= {"outcome": draft.outcome, "text": reading.text_of(draft)}
    return AnswerForm(initial=initial)


def _letters(found: Application, request: HttpRequest, posted: DeliverForm | None) -> list[dict[str, Any]]:
    may = permissions.can("deliver", found, request.user)
    rows = []
    for letter in found.letters.filter(given_at__isnull=False).select_related("unit", "made_by"):
        initial = {"version": found.version, "letter": letter.pk}
        own = posted if posted and posted.data.get("letter") == str(letter.pk) else None
        form = (own or DeliverForm(initial=initial)) if may and letter.delivered_at is None else None
        rows.append({"letter": letter, "form": form})
    return rows


@never_cache
@sensitive_post_parameters()
@posted_or_back("applications_admin:application")
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Carry out one act of the staff; what was typed stays where it is refused."""
    if name not in ACTS:
        raise Http404
    found = _readable(request, pk)
    form_class, _heading, _button, carry_out = ACTS[name]
    form = form_class(request.POST)
    if not form.is_valid():
        return render(request, PAGE, _context(found, request, **{name: form}), status=422)
    values = dict(form.cleaned_data)
    try:
        if name == "assign":
            carry_out(found, values.pop("unit"), request.user, **values)
        else:
            carry_out(found, request.user, **values)
    except ActRefused as refusal:
        return _refused(request, pk, refusal, name, form_class)
    messages.success(request, _("Done."))
    return redirect("applications_admin:application", pk)


def _refused(request: HttpRequest, pk: int, refusal: ActRefused, name: str, form: type[ActForm]) -> HttpResponse:
    """Say every reason and show what was typed again, beside how things stand now."""
    for reason in refusal.reasons:
        messages.error(request, reason)
    found = _readable(request, pk)
    typed = request.POST.copy()
    typed["version"] = str(found.version)
    return render(request, PAGE, _context(found, request, **{name: form(typed)}))


@never_cache
@sensitive_post_parameters()
@posted_or_back("applications_admin:application")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the unit's answer as a draft, or send it for approval."""
    found = _readable(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, _context(found, request, answer=form), status=422)
    try:
        draft = services.draft_answer(found, request.user, **form.cleaned_data)
        if "send" not in request.POST:
            messages.success(request, _("Kept as a draft."))
            return redirect("applications_admin:application", pk)
        answers, seen = secrecy.answers_in(request.POST), draft.application.version
        case = services.send_answer(draft, request.user, answers, seen)
    except ActRefused as refusal:
        return _refused(request, pk, refusal, "answer", AnswerForm)
    messages.success(request, _("Sent for approval: %(title)s") % {"title": case.title})
    return redirect("approvals:case", case.pk)


@never_cache
@posted_or_back("applications_admin:application")
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Record how a letter was delivered, and its proof."""
    found = _readable(request, pk)
    form = DeliverForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, _context(found, request, deliver=form), status=422)
    values = form.cleaned_data
    letter = get_object_or_404(found.letters.select_related("application"), pk=values.pop("letter"))
    try:
        services.deliver(letter, request.user, **values)
    except ActRefused as refusal:
        return _refused(request, pk, refusal, "deliver", DeliverForm)
    messages.success(request, _("The delivery was recorded."))
    return redirect("applications_admin:application", pk)


@never_cache
@require_GET
def file(request: HttpRequest, pk: int, file_id: int) -> HttpResponse:
    """A file that the applicant handed in, to keep: never shown inside the portal."""
    opened = files.open_file(_readable(request, pk), file_id)
    if opened is None:
        raise Http404
    return attachment(*opened)


@never_cache
@require_GET
def letter(request: HttpRequest, pk: int, letter_id: int, form: str) -> HttpResponse:
    """A letter as a file, to print and send; the drafted answer too."""
    found = get_object_or_404(_readable(request, pk).letters.select_related("application", "unit"), pk=letter_id)
    composed = letters.compose(found)
    if composed is None:
        raise Http404
    return file_response(composed, form)


@never_cache
@require_GET
def annual(request: HttpRequest) -> HttpResponse:
    """The annual report's figures of a year; as a table to download with ``?form=csv``."""
    if not permissions.is_office(request.user):
        raise PermissionDenied
    known = figures.years() or [timezone.localdate().year]
    asked = request.GET.get("year", "")
    year = {str(one): one for one in known}.get(asked, known[0])
    columns, rows = [column.label for column in figures.COLUMNS], figures.of_year(year)
    if request.GET.get("form") == "csv":
        return _as_csv(year, columns, rows)
    running = Q(state__in=set(ApplicationState.OPEN) - {ApplicationState.CORRECTING, ApplicationState.PAUSED})
    units = supervision.by_unit(supervision.received_in(Application.objects.all(), year), running)
    context = {"year": year, "years": known, "columns": columns, "rows": rows, "units": units}
    return render(request, "applications/staff/annual.html", context)


def _as_csv(year: int, columns: list[Any], rows: list[figures.Row]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["", *columns, _("Total")])
    writer.writerows([row.label, *row.counts] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="applications-{year}.csv"'}
    return HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
