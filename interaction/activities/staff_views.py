"""Pages in the admin where units make activities, send them for approval, and follow them while they run."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.approvals import secrecy
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.calendars.services import calendar
from portal.organisation.models import Capacity
from portal.organisation.requests import StaffRequest, posted_or_back
from portal.organisation.services import posts_of
from portal.theme.formats import moment

from ..permissions import is_office, working_units
from ..timeline import clock_component
from . import clocks, editing, kinds, permissions, reading, results, services, voting
from . import rows as rows_of_form
from .forms import FORMS
from .models import Activity, ActivityKind, Result
from .states import ActivityState
from .views import crumbs

PER_PAGE = 30
_EXPLAINED = {
    ActivityKind.OPINIONS: gettext_lazy(
        "On a drafted text, as a whole or clause by clause; every opinion gets an answer."
    ),
    ActivityKind.SUGGESTIONS: gettext_lazy("On a theme; every suggestion gets an answer."),
    ActivityKind.SELECTION: gettext_lazy("People choose several among candidates with pictures."),
    ActivityKind.VOTE: gettext_lazy("People choose among candidates; one person, one vote."),
    ActivityKind.SLOGAN: gettext_lazy(
        "People send in slogans; a jury gives points, a vote over the shortlist decides."
    ),
    ActivityKind.SURVEY: gettext_lazy("Questions of six kinds, with branches; charts by themselves."),
    ActivityKind.TRAINING: gettext_lazy("Announcement, material, registration, attendance."),
}


@never_cache
@require_GET
def activities(request: HttpRequest) -> HttpResponse:
    """The activities of this person's units; the filter stands in the address."""
    _require_post(request)
    state = request.GET.get("state", "")
    found = permissions.visible(request.user)
    if state in ActivityState.LABELS:
        found = found.filter(state=state)
    else:
        state = ""
    order = (F("due_at").asc(nulls_last=True), "-opens_at", "-pk")
    page_obj = Paginator(found.select_related("unit").order_by(*order), PER_PAGE).get_page(request.GET.get("p"))
    chips = [("", _("All")), *ActivityState.CHOICES]
    context = {
        "page_obj": page_obj,
        "rows": rows_of(page_obj.object_list),
        "chips": [{"code": code, "label": label, "current": code == state} for code, label in chips],
        "office": is_office(request.user),
    }
    return render(request, "activities/staff/activities.html", context)


def _require_post(request: HttpRequest) -> None:
    if not working_units(request.user):
        raise PermissionDenied


def rows_of(found: Any) -> list[dict[str, Any]]:
    """Activities as rows of the theme's worklist."""
    works = calendar()
    return [
        {
            "title": item.title or item.number,
            "url": services.url_of(item),
            "facts": [str(item.get_kind_display()), f"{moment(item.opens_at)} – {moment(item.closes_at)}"],
            "place": {"text": state_label(item), "note": str(item.unit)},
            "clock": clock_row(item, works),
            "state": "",
        }
        for item in found
    ]


def state_label(activity: Activity) -> str:
    """Where an activity stands, for staff."""
    if activity.state == ActivityState.OPEN:
        return reading.stage_of(activity)["text"]
    return str(ActivityState.LABELS[activity.state])


def clock_row(activity: Activity, works: Any = None) -> dict[str, Any] | None:
    """The clock of the owed result in the shape of the theme's component."""
    running = clocks.running(activity, works=works)
    return clock_component(running) if running else None


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest, kind: str = "") -> HttpResponse:
    """Choose a kind; then its form, filled in with sensible defaults."""
    _require_post(request)
    if not kind:
        cards = [
            {
                "title": label,
                "url": reverse("activities_admin:new", args=[code]),
                "text": _EXPLAINED[ActivityKind(code)],
            }
            for code, label in ActivityKind.choices
        ]
        return render(request, "activities/staff/new.html", {"cards": cards})
    if kind not in ActivityKind.values:
        raise Http404
    unit = _unit_of(request)
    return _edit(request, services.new(unit, request.user, kind))


def _unit_of(request: StaffRequest) -> Any:
    """The unit for which somebody makes an activity: where they are liaison, else the first one they work in."""
    posts = posts_of(request.user).exclude(capacity=Capacity.LEADER_IN_CHARGE).select_related("unit")
    return sorted(posts, key=lambda post: (post.capacity != Capacity.LIAISON, post.pk))[0].unit


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    found = readable(request, pk)
    if reasons := permissions.reasons_against("edit", found, request.user):
        say(request, reasons)
        return redirect("activities_admin:activity", pk)
    return _edit(request, found)


def _edit(request: HttpRequest, found: Activity) -> HttpResponse:
    posted = request.method == "POST"
    form = editing.FORMS[found.kind](request.POST if posted else None, request.FILES or None, activity=found)
    rows = rows_of_form.rows_for(found, request.POST if posted else None, request.FILES or None)
    if posted and form.is_valid() and (rows is None or rows.is_valid()):
        try:
            version = form.cleaned_data["version"] if found.pk else None
            form.fill(found, request.user)
            if rows is not None:
                rows_of_form.fill_rows(found, rows, request.user)
            kept = services.keep(found, request.user, version)
        except ActRefused as refusal:
            say(request, refusal.reasons)
        except ValidationError as error:
            say(request, error.messages)
        else:
            if "more" in request.POST:
                return redirect(f"{reverse('activities_admin:edit', args=[kept.pk])}#rows")
            messages.success(request, _("Kept as a draft."))
            return redirect("activities_admin:activity", kept.pk)
    context = {"activity": found, "form": form, "rows": rows, "kind": found.get_kind_display()}
    status = 422 if posted else 200
    return render(request, "activities/staff/edit.html", context, status=status)


def readable(request: HttpRequest, pk: int) -> Activity:
    """Return an activity whose staff page this person may open; 404 and 403 otherwise."""
    found = get_object_or_404(Activity.objects.select_related("unit", "made_by", "follows"), pk=pk)
    if not permissions.can_see(found, request.user):
        raise PermissionDenied
    return found


@never_cache
@require_GET
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """One activity for its unit: how it stands, what is to be done next, its figures."""
    return render(request, "activities/staff/activity.html", activity_context(request, readable(request, pk)))


def activity_context(request: HttpRequest, found: Activity, **posted: Any) -> dict[str, Any]:
    """Context of an activity's staff page; ``posted`` are forms that came back with errors, by act."""
    person = request.user
    case = services.case_of(found)
    locked = case is not None and case.state in CaseState.LOCKING
    result = results.of(found)
    can = {act: permissions.can(act, found, person) for act in permissions.RULES}
    draft = found.state == ActivityState.DRAFT
    return {
        "activity": found,
        "state_label": state_label(found),
        "steps": steps_of(found, case, result),
        "facts": reading.facts_of(found),
        "clock": clock_row(found),
        "case": case,
        "case_url": reverse("approvals:case", args=[case.pk]) if case else "",
        "case_state": CaseState.LABELS[case.state] if case else "",
        "problems": kinds.problems_of(found) if draft and not locked else [],
        "can": can,
        "can_send": can["send"] and not locked,
        "can_edit": can["edit"] and not locked,
        "reads": permissions.can_read(found, person),
        "participants": reading.participants(found) if found.published else 0,
        "chart": _chart(found),
        "result": result,
        "result_case": services.case_of(result) if result else None,
        "prolong_form": (posted.get("prolong") or editing.ProlongForm(initial={"closes_at": found.closes_at}))
        if can["prolong"]
        else None,
        "stop_form": (posted.get("stop") or editing.StopForm(auto_id="id_stop_%s")) if can["stop"] else None,
        "ends": [*_asked(found.prolongations, services.PROLONGATION), *_asked(found.stops, services.STOP)],
        "is_juror": permissions.is_juror(found, person),
        "votes": list(found.followed_by.all()[:5]),
        "declared": request.POST,
    }


def _chart(found: Activity) -> Any:
    from .charts import bars

    if not (found.is_voted and found.published):
        return None
    standing = voting.standing(found)
    note = _("%(n)s counted, %(discarded)s discarded") % {"n": standing.ballots, "discarded": standing.discarded}
    return bars(_("How the vote stands"), [(row.name, row.votes, row.share) for row in standing.rows], note)


def _asked(found: Any, kind: str) -> list[dict[str, Any]]:
    """Return the prolongations or early stops that were asked for, with their cases."""
    rows = []
    for asked in found.order_by("-pk")[:10]:
        case = Case.objects.about(kind, asked.pk).first()
        rows.append({"asked": asked, "case": case, "state": CaseState.LABELS[case.state] if case else ""})
    return rows


def steps_of(found: Activity, case: Case | None, result: Result | None) -> list[dict[str, str]]:
    """The way of an activity in the shape of the theme's steps."""
    at = {ActivityState.DRAFT: 0, ActivityState.OPEN: 2, ActivityState.CLOSED: 3, ActivityState.CONCLUDED: 5}[
        found.state
    ]
    if case is not None and case.state in CaseState.LOCKING and found.state == ActivityState.DRAFT:
        at = 1
    if found.state == ActivityState.OPEN and found.has_ended():
        at = 3
    notes = {
        0: moment(found.made_at),
        1: moment(found.published_at) if found.published_at else "",
        2: _("until %(when)s") % {"when": moment(found.closes_at)},
        3: _written(found, result),
        4: moment(found.concluded_at) if found.concluded_at else "",
    }
    labels = (
        pgettext("activity", "Prepared"), pgettext("activity", "Approved by the unit head"),
        pgettext("activity", "People take part"), pgettext("activity", "Result written"),
        pgettext("activity", "Result published"),
    )  # fmt: skip
    return [
        {
            "label": label,
            "state": "done" if number < at else "current" if number == at else "todo",
            "note": notes[number],
        }
        for number, label in enumerate(labels)
    ]


def _written(found: Activity, result: Result | None) -> str:
    """When the result was written; before that, by when it is owed."""
    if found.concluded_at is not None and result is not None:
        return moment(result.made_at)
    return _("due by %(when)s") % {"when": moment(found.due_at)} if found.due_at else ""


@never_cache
@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page as it would be, for the unit and for those who decide."""
    found = get_object_or_404(Activity.objects.select_related("unit"), pk=pk)
    if not (permissions.can_see(found, request.user) or _decides(found, request.user)):
        raise PermissionDenied
    from .views import page_context

    context = page_context(request, found)
    context |= {"preview": True, "form": FORMS[found.kind](activity=found), "breadcrumbs": crumbs(found.title)}
    return render(request, "activities/activity.html", context)


def _decides(found: Activity, person: Any) -> bool:
    from portal.approvals.permissions import can_see

    case = services.case_of(found)
    return case is not None and can_see(case, person)


@never_cache
@posted_or_back("activities_admin:activity")
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a draft for approval."""
    found = readable(request, pk)
    try:
        case = services.send(found, request.user, secrecy.answers_in(request.POST))
    except ActRefused as refusal:
        say(request, refusal.reasons)
        return render(request, "activities/staff/activity.html", activity_context(request, readable(request, pk)))
    messages.success(request, _("Sent for approval: %(title)s") % {"title": case.title})
    return redirect("approvals:case", case.pk)


@never_cache
@posted_or_back("activities_admin:activity")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away that was never sent."""
    found = readable(request, pk)
    try:
        services.delete(found, request.user)
    except ActRefused as refusal:
        say(request, refusal.reasons)
        return redirect("activities_admin:activity", pk)
    messages.success(request, _("The draft was thrown away."))
    return redirect("activities_admin:activities")


@never_cache
@posted_or_back("activities_admin:activity")
def prolong(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that it ends later."""
    found = readable(request, pk)
    form = editing.ProlongForm(request.POST)
    if form.is_valid():
        try:
            declared = secrecy.answers_in(request.POST)
            case = services.prolong(found, request.user, declaration=declared, **form.cleaned_data)
        except ActRefused as refusal:
            say(request, refusal.reasons)
        else:
            messages.success(request, _("Sent for approval: %(title)s") % {"title": case.title})
            return redirect("approvals:case", case.pk)
    context = activity_context(request, readable(request, pk), prolong=form)
    return render(request, "activities/staff/activity.html", context, status=422)


@never_cache
@posted_or_back("activities_admin:activity")
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that it ends at once."""
    found = readable(request, pk)
    form = editing.StopForm(request.POST, auto_id="id_stop_%s")
    if form.is_valid():
        try:
            declared = secrecy.answers_in(request.POST)
            case = services.stop(found, request.user, declaration=declared, reason=form.cleaned_data["reason"])
        except ActRefused as refusal:
            say(request, refusal.reasons)
        else:
            messages.success(request, _("Sent for approval: %(title)s") % {"title": case.title})
            return redirect("approvals:case", case.pk)
    context = activity_context(request, readable(request, pk), stop=form)
    return render(request, "activities/staff/activity.html", context, status=422)


def say(request: HttpRequest, reasons: Any) -> None:
    """Show reasons as messages."""
    for reason in reasons:
        messages.error(request, reason)
