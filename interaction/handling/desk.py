"""The tickets of a person, and one ticket with everything that its handlers need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.addons import registry
from portal.approvals.reminders import other_clocks, thresholds
from portal.approvals.states import CaseState
from portal.calendars.services import calendar
from portal.calendars.working_days import local_date
from portal.theme.formats import moment

from .. import likeness, permissions, reading, searching, services, ticket_kinds, timeline
from ..exchange import outgoing
from ..forms import ActForm, AssignForm, ReplyForm
from ..models import CoHandling, Note, Reply, Ticket
from ..states import TicketState
from ..ticket_kinds import PETITION
from . import downloads
from .templates import chosen_template, of_units

PER_PAGE = 30
PRESSING = "pressing"  # beside the states: what is overdue, or will be soon
LATE = "late"  # beside the states: what ended after its time
MOST_TEMPLATES = 30
PAGE = "interaction/staff/ticket.html"
LOCAL_NOTES = (Note.Kind.ADDED, Note.Kind.RETURNED, Note.Kind.PROPOSED, Note.Kind.RECALLED, *Note.TOLD)


@never_cache
@require_GET
def tickets(request: HttpRequest) -> HttpResponse:
    """The tickets of this person, most urgent first, or those that hold some words; both stand in the address."""
    if not permissions.works_somewhere(request):
        raise PermissionDenied
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    asked = request.GET.get("q", "").strip()[: searching.LONGEST]
    if asked and not state:
        state = "all"  # who looks for something doesn't know whose turn it is
    found = permissions.visible(request.user)
    if state in TicketState.LABELS:
        found = found.filter(state=state)
    elif state == PRESSING:
        found = other_clocks.pressing(found.open())
    elif state == LATE:
        found = found.ended_late()
    elif state != "all":
        state, found = "mine", permissions.waiting_for(request.user)
    kinds = ticket_kinds.all_kinds()
    if kind in kinds:
        found = found.filter(kind=kind)
    else:
        kind = ""
    result = searching.search(found, asked)
    found = result.tickets
    order = (F("answered_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "pk")
    page_obj = Paginator(found.select_related("unit").order_by(*order), PER_PAGE).get_page(request.GET.get("p"))
    chips: list[tuple[str, Any]] = [("mine", _("My turn")), (PRESSING, _("Overdue or nearly so"))]
    chips += [(LATE, _("Ended late")), ("all", _("All")), *TicketState.CHOICES]
    of_kinds = [("", _("All kinds")), *((item.name, item.label) for item in kinds.values())]
    context = {
        "page_obj": page_obj,
        "rows": ticket_rows(page_obj.object_list, searching.subjects(page_obj.object_list, request.user)),
        "asked": asked,
        "complete": result.complete,
        "looked_into": searching.LOOKED_INTO,
        "found": page_obj.paginator.count,
        "chips": [{"code": code, "label": label, "current": code == state} for code, label in chips],
        "kinds": [{"code": code, "label": label, "current": code == kind} for code, label in of_kinds],
        "office": permissions.is_office(request.user),
        "reviews_due": services.due_for(request.user).count(),
        "exchange": permissions.looks_after_exchange(request.user),
    }
    return render(request, "interaction/staff/tickets.html", context)


def ticket_rows(found: Any, subjects: Mapping[int, str] | None = None) -> list[dict[str, Any]]:
    """Tickets as rows of the theme's worklist: numbers and dates, and of what was told only ``subjects`` by ticket."""
    about = subjects or {}
    works, others, carried = calendar(), _cohandlers(found), _to_carry(found)
    return [
        {
            "title": f"{ticket_kinds.kind_of(item).label} {item.number}",
            "url": services.ticket_url(item),
            "about": about.get(item.pk, ""),
            "facts": [
                _("received %(when)s") % {"when": moment(item.received_at)},
                *_channel(item),
                *others.get(item.pk, []),
                *told_of_overrun(item),
                *carried.get(item.pk, []),
            ],
            "place": {"text": timeline.state_label(item), "note": _place(item)},
            "clock": timeline.clock_row(item, works=works),
            "state": "",
        }
        for item in found
    ]


def told_of_overrun(item: Any) -> list[str]:
    """Say by how much something ended late, or who was told that its time is over, for its row in a list."""
    if item.is_late:
        return [ended_late(item)]
    codes = other_clocks.codes_passed(item) if item.due_at else []
    if thresholds.ESCALATED in codes:
        return [_("brought before the leader in charge")]
    return [_("its head and the Office were told")] if thresholds.OVERDUE in codes else []


def ended_late(item: Any) -> str:
    """Say by how many working days something ended after its time."""
    if item.clock["legs"][-1].get("calendar"):
        days = (local_date(item.ended_at) - local_date(item.due_at)).days
        return ngettext("ended %(days)s day late", "ended %(days)s days late", days) % {"days": days}
    days = -calendar().remaining(item.due_at, item.ended_at)
    return ngettext("ended %(days)s working day late", "ended %(days)s working days late", days) % {"days": days}


def _cohandlers(found: Any) -> dict[int, list[str]]:
    """Return which units are asked to contribute by when, by ticket: one query for a list."""
    open_ones = CoHandling.objects.filter(ticket__in=[item.pk for item in found], state=CoHandling.State.ASKED)
    rows: dict[int, list[str]] = {}
    for row in open_ones.select_related("unit"):
        text = _("%(unit)s contributes by %(by)s") % {"unit": row.unit, "by": local_date(row.due_at).isoformat()}
        rows.setdefault(row.ticket_id, []).append(text)
    return rows


def _to_carry(found: Any) -> dict[int, list[str]]:
    """Say of which tickets something waits to be carried to another system by hand: two queries for a list."""
    parties = registry.by_name("parties")
    carried = [PETITION, *permissions.CARRIED]
    waiting = outgoing.to_carry(carried).filter(ticket__in=[item.pk for item in found])
    return {
        pk: [_("to be carried to the %(system)s by hand") % {"system": parties[party].label}]
        for pk, party in waiting.values_list("ticket_id", "connector__party").distinct()
    }


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
    can_merge = permissions.can("merge", found, person)
    told = reading.told(found)
    alike = likeness.like(told) if can_reply or can_assign else []
    proposal = likeness.unit_of(alike) if can_assign and found.unit is None else None
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
        "waits_for_carrier": permissions.can("note_delivery", found, person),
        "cohandlings": reading.cohandlings_of(found),
        "case": case,
        "case_url": reverse("approvals:case", args=[case.pk]) if case else "",
        "case_state": CaseState.LABELS[case.state] if case else "",
        "reply": shown,
        "reply_text": reading.private_answer(shown) if shown else None,
        "duplicates": found.duplicates.count(),
        "next": _next_turn(found, person),
        "similar": likeness.answers_of(alike),
        "same": likeness.asking_the_same(found, told, permissions.visible(person)) if can_merge else [],
        "proposal": proposal,
        "assign_form": (posted.get("assign") or _assign_form(found, proposal)) if can_assign else None,
        "reply_form": (posted.get("reply") or _reply_form(found, draft, request)) if can_reply else None,
        "templates": of_units(person)[:MOST_TEMPLATES] if can_reply else [],
        "acts": acts_for(found, request, posted),
    }


def _next_turn(found: Ticket, person: Any) -> Ticket | None:
    """Return the most urgent other ticket at which it is a person's turn, so that one leads to the next."""
    others = permissions.waiting_for(person).exclude(pk=found.pk)
    return others.order_by(F("due_at").asc(nulls_last=True), "pk").first()


def _assign_form(found: Ticket, proposed: likeness.Proposal | None) -> AssignForm:
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


__all__ = [
    "LATE",
    "PAGE",
    "PRESSING",
    "ActForm",
    "ended_late",
    "file",
    "readable",
    "ticket",
    "ticket_context",
    "ticket_rows",
    "tickets",
    "told_of_overrun",
]
