"""The tickets of a person, and one ticket with everything that its handlers need."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.approvals.states import CaseState
from portal.calendars.services import calendar
from portal.calendars.working_days import local_date
from portal.theme.formats import moment

from .. import likeness, permissions, reading, services, ticket_kinds, timeline
from ..forms import ActForm, AssignForm, ReplyForm
from ..models import CoHandling, Note, Reply, Ticket
from ..states import TicketState
from . import downloads
from .templates import chosen_template, of_units

PER_PAGE = 30
MOST_TEMPLATES = 30
PAGE = "interaction/staff/ticket.html"
LOCAL_NOTES = (Note.Kind.ADDED, Note.Kind.RETURNED, Note.Kind.PROPOSED, Note.Kind.RECALLED, *Note.TOLD)


@never_cache
@require_GET
def tickets(request: HttpRequest) -> HttpResponse:
    """The tickets of this person, most urgent first; the filters stand in the address."""
    if not permissions.works_somewhere(request):
        raise PermissionDenied
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    found = permissions.visible(request.user)
    if state in TicketState.LABELS:
        found = found.filter(state=state)
    elif state != "all":
        state, found = "mine", permissions.waiting_for(request.user)
    kinds = ticket_kinds.all_kinds()
    if kind in kinds:
        found = found.filter(kind=kind)
    else:
        kind = ""
    order = (F("answered_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "pk")
    page_obj = Paginator(found.select_related("unit").order_by(*order), PER_PAGE).get_page(request.GET.get("p"))
    chips = [("mine", _("My turn")), ("all", _("All")), *TicketState.CHOICES]
    of_kinds = [("", _("All kinds")), *((item.name, item.label) for item in kinds.values())]
    context = {
        "page_obj": page_obj,
        "rows": ticket_rows(page_obj.object_list),
        "chips": [{"code": code, "label": label, "current": code == state} for code, label in chips],
        "kinds": [{"code": code, "label": label, "current": code == kind} for code, label in of_kinds],
        "office": permissions.is_office(request.user),
        "exchange": permissions.looks_after_exchange(request.user),
    }
    return render(request, "interaction/staff/tickets.html", context)


def ticket_rows(found: Any) -> list[dict[str, Any]]:
    """Tickets as rows of the theme's worklist: numbers and dates, nothing of what was told."""
    works, others = calendar(), _cohandlers(found)
    return [
        {
            "title": f"{ticket_kinds.kind_of(item).label} {item.number}",
            "url": services.ticket_url(item),
            "facts": [
                _("received %(when)s") % {"when": moment(item.received_at)},
                *_channel(item),
                *others.get(item.pk, []),
            ],
            "place": {"text": timeline.state_label(item), "note": _place(item)},
            "clock": timeline.clock_row(item, works=works),
            "state": "",
        }
        for item in found
    ]


def _cohandlers(found: Any) -> dict[int, list[str]]:
    """Return which units are asked to contribute by when, by ticket: one query for a list."""
    open_ones = CoHandling.objects.filter(ticket__in=[item.pk for item in found], state=CoHandling.State.ASKED)
    rows: dict[int, list[str]] = {}
    for row in open_ones.select_related("unit"):
        text = _("%(unit)s contributes by %(by)s") % {"unit": row.unit, "by": local_date(row.due_at).isoformat()}
        rows.setdefault(row.ticket_id, []).append(text)
    return rows


def _channel(item: Ticket) -> list[str]:
    found = [] if item.channel == Ticket.Channel.PORTAL else [str(item.get_channel_display())]
    return [*found, _("handled in the OA system")] if item.system else found


def _place(item: Ticket) -> str:
    if item.unit:
        return str(item.unit)
    return _("no unit yet") if ticket_kinds.kind_of(item).path == ticket_kinds.BY_UNIT else ""


@never_cache
@require_GET
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """One ticket with what was told, for its handlers, and what they can do now."""
    return render(request, PAGE, ticket_context(readable(request, pk), request))


@never_cache
@require_GET
def file(request: HttpRequest, pk: int, file_id: int) -> HttpResponse:
    """A file that the person sent along, to keep: never shown inside the portal."""
    found = next((row for row in reading.files_of(readable(request, pk)) if row["pk"] == file_id), None)
    if found is None:
        raise Http404
    return downloads.attachment(found["name"], found["content"])


def readable(request: HttpRequest, pk: int) -> Ticket:
    """Return a ticket that who asks may read; Http404, PermissionDenied."""
    found = get_object_or_404(Ticket.objects.select_related("unit", "merged_into"), pk=pk)
    if not permissions.can_read(found, request.user):
        raise PermissionDenied
    return found


def ticket_context(found: Ticket, request: HttpRequest, **posted: Any) -> dict[str, Any]:
    """Context of a ticket's page; ``posted`` are forms that came back with errors, by act."""
    from .acts import acts_for

    person = request.user
    draft, answer = reading.draft_of(found), reading.answer_of(found)
    shown = draft or answer
    case = services.case_of(shown) if shown else None
    locked = case is not None and case.state in CaseState.LOCKING
    can_reply = permissions.can("reply", found, person) and not locked
    can_assign = permissions.can("assign", found, person)
    told = reading.told(found)
    return {
        "ticket": found,
        "kind": ticket_kinds.kind_of(found),
        "told": told,
        "files": reading.file_names(found),
        "notes": reading.notes_of(found, LOCAL_NOTES),
        "state_label": timeline.state_label(found),
        "steps": timeline.steps_of(found),
        "legs": timeline.explained(found),
        "clock": timeline.clock_row(found),
        "cohandlings": reading.cohandlings_of(found),
        "case": case,
        "case_url": reverse("approvals:case", args=[case.pk]) if case else "",
        "case_state": CaseState.LABELS[case.state] if case else "",
        "reply": shown,
        "reply_text": reading.private_answer(shown) if shown else None,
        "duplicates": found.duplicates.count(),
        "similar": likeness.similar_answers(told) if can_reply or can_assign else [],
        "proposal": likeness.unit_for(told) if can_assign and found.unit is None else None,
        "assign_form": (posted.get("assign") or _assign_form(found, told)) if can_assign else None,
        "reply_form": (posted.get("reply") or _reply_form(found, draft, request)) if can_reply else None,
        "templates": of_units(person)[:MOST_TEMPLATES] if can_reply else [],
        "acts": acts_for(found, request, posted),
    }


def _assign_form(found: Ticket, told: reading.Told | None) -> AssignForm:
    proposed = likeness.unit_for(told) if found.unit is None else None
    unit = found.unit_id or (proposed.unit.pk if proposed else None)
    return AssignForm(initial={"unit": unit, "version": found.version})


def _reply_form(found: Ticket, draft: Reply | None, request: HttpRequest) -> ReplyForm:
    initial: dict[str, Any] = {"version": found.version}
    if draft is not None:
        initial |= {
            name: getattr(draft, name) for name in ("audience", "public_title", "public_question", "public_answer")
        }
        initial["private_text"] = reading.private_answer(draft)
    elif found.wish_public:
        initial["audience"] = Reply.Audience.PUBLIC
    if template := chosen_template(request):
        initial["private_text"] = template.text
    if request.GET.get("contributions"):
        drafted = initial.get("private_text", "")
        initial["private_text"] = "\n\n".join(part for part in (drafted, reading.contributions(found)) if part)
    return ReplyForm(initial=initial)


__all__ = ["PAGE", "ActForm", "file", "readable", "ticket", "ticket_context", "ticket_rows", "tickets"]
