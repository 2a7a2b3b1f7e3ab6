"""A ticket by its number and query code: how it stands, its answer, and what the person can do about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.approvals.errors import ActRefused

from .. import codes, reading, services, ticket_kinds, timeline
from ..forms import AddForm, RateForm, StatusForm
from ..models import Note, Ticket
from ..states import TicketState
from .shared import page_context

OPENED = "ticket_opened"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Open a ticket with its number and code. Wrong tries are limited by network and by number.

    Posted, so that the code is in no address, log or history.
    """
    form = StatusForm(request.POST or None)
    context = page_context(_("Follow my question"), form=form)
    if request.method == "GET":
        return render(request, "interaction/status.html", context)
    code = 422
    if form.is_valid():
        address, code = codes.look_up(request, form)
        if address:
            return redirect(address)
    return render(request, "interaction/status.html", context, status=code)


def open_here(request: HttpRequest, found: Ticket, code: str) -> str:
    """Let this browser read a ticket; return the address where."""
    codes.keep_open(request, OPENED, found.pk)
    return reverse("interaction:mine")


def _opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the ticket whose code this browser knew a short while ago; without one, ask for number and code."""

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tickets = Ticket.objects.select_related("unit", "merged_into").filter(erased_at=None)
        pk = codes.opened(request, OPENED)
        found = tickets.filter(pk=pk).first() if pk else None
        return view(request, found, *args, **kwargs) if found else redirect("interaction:status")

    return checked


@_opened
@require_safe
def mine(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Show a ticket to whoever opened it: steps, clock explained, answer, and what can be done."""
    return render(request, "interaction/mine.html", _mine(ticket))


def _mine(ticket: Ticket, add_form: AddForm | None = None, rate_form: RateForm | None = None) -> dict[str, Any]:
    answer = reading.answer_of(ticket)
    can_act = ticket.state in TicketState.BEFORE_AN_ANSWER
    notes = sorted(reading.notes_of(ticket, Note.TOLD), key=lambda note: note["kind"] != Note.Kind.RESULT)  # that first
    can_rate = ticket.state == TicketState.ANSWERED and ticket.rating is None
    return page_context(
        _("Follow my question"),
        ticket=ticket,
        kind=ticket_kinds.kind_of(ticket),
        state_label=timeline.state_label(ticket),
        told=reading.told(ticket),
        files=reading.file_names(ticket),
        steps=timeline.steps_of(ticket),
        legs=[*timeline.explained(ticket), *timeline.to_come(ticket)],
        clock=timeline.person_clock(ticket),
        expected=timeline.expected(ticket),
        notes=notes,
        answer=answer,
        answer_text=reading.answer_for(ticket, answer) if answer else None,
        days_text=reading.days_text(answer) if answer else "",
        add_form=(add_form or AddForm()) if can_act else None,
        rate_form=(rate_form or RateForm()) if can_rate else None,
        can_withdraw=can_act,
    )


@sensitive_post_parameters()
@_opened
@require_POST
def add(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The person adds something."""
    form = AddForm(request.POST)
    if not form.is_valid():
        return render(request, "interaction/mine.html", _mine(ticket, add_form=form), status=422)
    return _done(request, lambda: services.add(ticket, form.cleaned_data["text"]), _("It was added."))


@_opened
@require_POST
def withdraw(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The person takes it back."""
    return _done(request, lambda: services.withdraw(ticket), _("It was withdrawn."))


@_opened
@require_POST
def rate(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The person rates the answer."""
    form = RateForm(request.POST)
    if not form.is_valid():
        return render(request, "interaction/mine.html", _mine(ticket, rate_form=form), status=422)
    return _done(request, lambda: services.rate(ticket, form.cleaned_data["rating"]), _("Thank you."))


def _done(request: HttpRequest, act: Callable[[], Any], text: str) -> HttpResponse:
    try:
        act()
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, text)
    return redirect("interaction:mine")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Forget on this machine which ticket was opened: it may be shared."""
    codes.close(request, OPENED)
    messages.success(request, _("Closed: nobody else at this machine can look at it."))
    return redirect("interaction:status")
