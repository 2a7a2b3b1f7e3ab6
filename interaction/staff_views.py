"""Pages in the admin where the Office distributes consultations and units answer them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from portal.approvals import secrecy
from portal.approvals.errors import ActRefused
from portal.approvals.states import CaseState
from portal.calendars.services import calendar
from portal.organisation.requests import posted_or_back

from . import permissions, reading, services, timeline
from .forms import AssignForm, ReplyForm
from .models import Consultation, Reply
from .states import TicketState

PER_PAGE = 30


@never_cache
@require_GET
def tickets(request: HttpRequest) -> HttpResponse:
    """The tickets of this person, most urgent first; the filter stands in the address."""
    _require_post(request)
    state = request.GET.get("state", "")
    found = permissions.visible(request.user)
    if state in TicketState.LABELS:
        found = found.filter(state=state)
    elif state != "all":
        state, found = "mine", permissions.waiting_for(request.user)
    order = (F("answered_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "pk")
    page_obj = Paginator(found.select_related("unit").order_by(*order), PER_PAGE).get_page(request.GET.get("p"))
    chips = [("mine", _("My turn")), ("all", _("All")), *TicketState.CHOICES]
    context = {
        "page_obj": page_obj,
        "rows": ticket_rows(page_obj.object_list),
        "chips": [{"code": code, "label": label, "current": code == state} for code, label in chips],
        "office": permissions.is_office(request.user),
    }
    return render(request, "interaction/staff/tickets.html", context)


def _require_post(request: HttpRequest) -> None:
    if not permissions.working_units(request.user):
        raise PermissionDenied


def ticket_rows(found: Any) -> list[dict[str, Any]]:
    """Tickets as rows of the theme's worklist: numbers and dates, nothing of what was told."""
    works = calendar()
    return [
        {
            "title": _("Consultation %(number)s") % {"number": item.number},
            "url": services.ticket_url(item),
            "facts": [_("received %(when)s") % {"when": timeline.moment(item.received_at)}],
            "place": {
                "text": TicketState.LABELS[item.state],
                "note": str(item.unit) if item.unit else _("no unit yet"),
            },
            "clock": timeline.clock_row(item, works=works),
            "state": "",
        }
        for item in found
    ]


@never_cache
@require_GET
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """One ticket with what was told, for its handlers, and what they can do now."""
    found = _readable(request, pk)
    return render(request, "interaction/staff/ticket.html", ticket_context(found, request))


def _readable(request: HttpRequest, pk: int) -> Consultation:
    found = get_object_or_404(Consultation.objects.select_related("unit"), pk=pk)
    if not permissions.can_read(found, request.user):
        raise PermissionDenied
    return found


def ticket_context(found: Consultation, request: HttpRequest, **forms: Any) -> dict[str, Any]:
    """Context of a ticket's page; ``forms`` are those that came back with errors."""
    person = request.user
    draft, answer = reading.draft_of(found), reading.answer_of(found)
    shown = draft or answer
    case = services.case_of(shown) if shown else None
    locked = case is not None and case.state in CaseState.LOCKING
    can_reply = permissions.can("reply", found, person) and not locked
    can_assign = permissions.can("assign", found, person)
    return {
        "ticket": found,
        "told": reading.told(found),
        "state_label": TicketState.LABELS[found.state],
        "steps": timeline.steps_of(found),
        "legs": timeline.explained(found),
        "clock": timeline.clock_row(found),
        "case": case,
        "case_url": reverse("approvals:case", args=[case.pk]) if case else "",
        "case_state": CaseState.LABELS[case.state] if case else "",
        "reply": shown,
        "reply_text": reading.private_answer(shown) if shown else None,
        "assign_form": (forms.get("assign_form") or _assign_form(found)) if can_assign else None,
        "reply_form": (forms.get("reply_form") or _reply_form(found, draft)) if can_reply else None,
    }


def _assign_form(found: Consultation) -> AssignForm:
    return AssignForm(initial={"unit": found.unit_id, "version": found.version})


def _reply_form(found: Consultation, draft: Reply | None) -> ReplyForm:
    initial: dict[str, Any] = {"version": found.version}
    if draft is not None:
        initial |= {
            name: getattr(draft, name) for name in ("audience", "public_title", "public_question", "public_answer")
        }
        initial["private_text"] = reading.private_answer(draft)
    elif found.wish_public:
        initial["audience"] = Reply.Audience.PUBLIC
    return ReplyForm(initial=initial)


@never_cache
@posted_or_back("interaction_admin:ticket")
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a ticket to a unit."""
    found = _readable(request, pk)
    form = AssignForm(request.POST)
    if not form.is_valid():
        context = ticket_context(found, request, assign_form=form)
        return render(request, "interaction/staff/ticket.html", context, status=422)
    try:
        services.assign(found, form.cleaned_data["unit"], request.user, form.cleaned_data["version"])
    except ActRefused as refusal:
        _say(request, refusal)
    else:
        messages.success(request, _("Given to %(unit)s.") % {"unit": form.cleaned_data["unit"]})
    return redirect("interaction_admin:ticket", pk)


@never_cache
@sensitive_post_parameters()
@posted_or_back("interaction_admin:ticket")
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the unit's reply as a draft, or send it for approval."""
    found = _readable(request, pk)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        context = ticket_context(found, request, reply_form=form)
        return render(request, "interaction/staff/ticket.html", context, status=422)
    try:
        draft = services.draft_reply(found, request.user, **form.for_draft())
        if "send" not in request.POST:
            messages.success(request, _("Kept as a draft."))
            return redirect("interaction_admin:ticket", pk)
        case = services.send_reply(draft, request.user, secrecy.answers_in(request.POST))
    except ActRefused as refusal:
        _say(request, refusal)
        found = _readable(request, pk)
        typed = request.POST.copy()
        typed["version"] = str(found.version)  # what is kept now stands beside what was typed: the next try has seen it
        context = ticket_context(found, request, reply_form=ReplyForm(typed))
        return render(request, "interaction/staff/ticket.html", context)
    messages.success(request, _("Sent for approval: %(title)s") % {"title": case.title})
    return redirect("approvals:case", case.pk)


def _say(request: HttpRequest, refusal: ActRefused) -> None:
    for reason in refusal.reasons:
        messages.error(request, reason)
