"""What people do with a ticket, each act a posted form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from portal.approvals import secrecy
from portal.approvals.errors import ActRefused
from portal.organisation.requests import posted_or_back

from .. import permissions, reading, services, timeline
from ..forms import (
    AcceptedForm,
    ActForm,
    AssignForm,
    CoHandlingForm,
    ContributeForm,
    DeclinedForm,
    DeliveredForm,
    EndCoHandlingForm,
    ExtensionForm,
    MergeForm,
    ReasonForm,
    RecallForm,
    ReplyForm,
    ResultForm,
    SettleForm,
)
from ..models import Ticket
from .desk import PAGE, readable, ticket_context


@dataclass(frozen=True)
class Act:
    """An act: its form, words, the right that it needs, and what carries it out.

    One with a ``preview`` shows first which ticket its ``number`` names, and is carried out once that was confirmed.
    """

    name: str
    right: str
    form: type[ActForm]
    heading: Any
    button: Any
    carry_out: Callable[[Ticket, Any, dict[str, Any]], Any]
    initial: Callable[[Ticket, Any], dict[str, Any]] = lambda ticket, person: {}
    preview: Callable[[Ticket, Any, dict[str, Any]], dict[str, Any]] | None = None


def _give_back(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.give_back(ticket, person, reason=data["text"], version=data["version"])


def _same_as(ticket: Ticket, person: Any, data: dict[str, Any]) -> Ticket:
    """Return the other ticket, of those that a person may read; ActRefused where they can't be merged."""
    into = permissions.visible(person).select_related("unit").filter(number=data["number"]).first()
    if into is None:
        raise ActRefused([_("There is no ticket of that number.")])
    if reason := services.reason_against_merging(ticket, into):
        raise ActRefused([reason])
    return into


def _merge(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.merge(ticket, _same_as(ticket, person, data), person, data["version"])


def _show_the_same(ticket: Ticket, person: Any, data: dict[str, Any]) -> dict[str, Any]:
    into = _same_as(ticket, person, data)
    return {"ticket": into, "url": services.ticket_url(into), "told": reading.told(into),
            "state": timeline.state_label(into)}  # fmt: skip


def _separate(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.separate(ticket, person, data["version"])


def _settle(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.settle(ticket, person, finding=data["finding"], text=data["text"], version=data["version"])


def _ask_cohandling(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.ask_cohandling(
        ticket, data["unit"], person, due_on=data["due_on"], text=data["text"], version=data["version"]
    )


def _end_cohandling(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.end_cohandling(ticket, data["unit"], person, version=data["version"])


def _contribute(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.contribute(ticket, person, text=data["text"], version=data["version"])


def _last_day(ticket: Ticket, person: Any) -> dict[str, Any]:
    return {"due_on": services.latest_day(ticket)}


def _contributed(ticket: Ticket, person: Any) -> dict[str, Any]:
    mine = services.asked_of(ticket, person)
    rows = [row["text"] for row in reading.cohandlings_of(ticket) if mine is not None and row["row"].pk == mine.pk]
    return {"text": rows[0] if rows else ""}


def _recall(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.recall(ticket, person, reason=data["text"], version=data["version"])


def _note_delivery(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.note_delivery(ticket, person, proof=data["proof"], version=data["version"])


def _enter_accepted(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    told = {name: data[name] for name in ("on", "reference", "letter", "version")}
    services.enter_accepted(ticket, person, **told)


def _enter_declined(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.enter_declined(ticket, person, reason=data["text"], letter=data["letter"], version=data["version"])


def _enter_result(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.enter_result(ticket, person, text=data["text"], letter=data["letter"], version=data["version"])


def _ask_extension(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.ask_extension(ticket, person, days=data["days"], reason=data["text"], version=data["version"])


def _extend(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.decide_extension(ticket, person, agree=True, version=data["version"])


def _refuse_extension(ticket: Ticket, person: Any, data: dict[str, Any]) -> None:
    services.decide_extension(ticket, person, agree=False, version=data["version"])


ACTS = [
    Act(
        "contribute", "contribute", ContributeForm, gettext_lazy("Contribute to the reply"),
        gettext_lazy("Give the contribution"), _contribute, _contributed,
    ),
    Act(
        "note_delivery", "note_delivery", DeliveredForm, gettext_lazy("Note the delivery"),
        gettext_lazy("Note the delivery"), _note_delivery,
    ),
    Act(
        "enter_accepted", "enter_accepted", AcceptedForm, gettext_lazy("It was accepted over there"),
        gettext_lazy("Enter it, and tell the person"), _enter_accepted,
        lambda ticket, person: {"on": timezone.localdate()},
    ),
    Act(
        "enter_declined", "enter_declined", DeclinedForm, gettext_lazy("It wasn't accepted over there"),
        gettext_lazy("Enter it, and tell the person"), _enter_declined,
    ),
    Act(
        "enter_result", "enter_result", ResultForm, gettext_lazy("The result came"),
        gettext_lazy("Enter it, and tell the person"), _enter_result,
    ),
    Act("settle", "settle", SettleForm, gettext_lazy("Give the result"), gettext_lazy("Give the result"), _settle),
    Act(
        "give_back", "give_back", ReasonForm, gettext_lazy("It isn't ours"), gettext_lazy("Give it back"), _give_back,
    ),
    Act(
        "merge", "merge", MergeForm, gettext_lazy("The same was asked before"), gettext_lazy("Compare them"), _merge,
        preview=_show_the_same,
    ),
    Act(
        "separate", "separate", ActForm, gettext_lazy("It doesn't ask the same after all"),
        gettext_lazy("Take them apart"), _separate,
    ),
    Act(
        "ask_cohandling", "ask_cohandling", CoHandlingForm, gettext_lazy("Have another unit contribute"),
        gettext_lazy("Ask this unit"), _ask_cohandling, _last_day,
    ),
    Act(
        "end_cohandling", "end_cohandling", EndCoHandlingForm, gettext_lazy("A contribution isn't needed any more"),
        gettext_lazy("End it"), _end_cohandling,
    ),
    Act(
        "recall", "recall", RecallForm, gettext_lazy("Take it back from the OA system"),
        gettext_lazy("Handle it in the portal"), _recall,
    ),
    Act(
        "ask_extension", "ask_extension", ExtensionForm, gettext_lazy("More time"),
        gettext_lazy("Ask the leader in charge"), _ask_extension,
    ),
    Act(
        "extend", "decide_extension", ActForm, gettext_lazy("More time is asked for"),
        gettext_lazy("Agree, and tell the person"), _extend,
    ),
    Act(
        "refuse_extension", "decide_extension", ActForm, gettext_lazy("No more time"), gettext_lazy("Refuse"),
        _refuse_extension,
    ),
]  # fmt: skip
BY_NAME = {act.name: act for act in ACTS}


def acts_for(found: Ticket, request: HttpRequest, posted: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the acts that a person can do on a ticket now, each with its form."""
    person = request.user
    return [
        {"name": act.name, "heading": act.heading, "button": act.button,
         "form": posted.get(act.name) or _blank(act, found, person),
         "preview": posted.get("preview") if act.name in posted else None}
        for act in ACTS
        if permissions.can(act.right, found, request.user)
    ]  # fmt: skip


def _blank(act: Act, found: Ticket, person: Any) -> ActForm:
    form = act.form(initial={"version": found.version, **act.initial(found, person)}, auto_id=f"id_{act.name}_%s")
    if isinstance(form, EndCoHandlingForm):
        form.offer(row["row"].unit_id for row in reading.cohandlings_of(found))
    return form


@never_cache
@sensitive_post_parameters()
@posted_or_back("interaction_admin:ticket")
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Carry out one of ACTS."""
    found = readable(request, pk)
    if name not in BY_NAME:
        raise Http404
    chosen = BY_NAME[name]
    form = chosen.form(request.POST, auto_id=f"id_{name}_%s")
    if not form.is_valid():
        return render(request, PAGE, ticket_context(found, request, **{name: form}), status=422)
    try:
        if chosen.preview and not _is_confirmed(request, form):
            shown = chosen.preview(found, request.user, form.cleaned_data)
            return render(request, PAGE, ticket_context(found, request, preview=shown, **{name: form}))
        chosen.carry_out(found, request.user, form.cleaned_data)
    except ActRefused as refusal:
        _say(request, refusal)
        return _with_what_was_typed(request, pk, chosen)
    messages.success(request, _("Done: %(act)s.") % {"act": chosen.heading})
    if not permissions.can_read(found, request.user):
        return redirect("interaction_admin:tickets")  # given back, it is no longer theirs to read
    return redirect("interaction_admin:ticket", pk)


def _is_confirmed(request: HttpRequest, form: ActForm) -> bool:
    """Say whether what was shown was confirmed, and is still what the form asks for."""
    return request.POST.get("confirmed", "") == form.cleaned_data["number"]


def _with_what_was_typed(request: HttpRequest, pk: int, chosen: Act) -> HttpResponse:
    """Show a ticket as it is now, with the act that was refused as it was filled in: the next try has seen both."""
    found = readable(request, pk)
    typed = request.POST.copy()
    typed["version"] = str(found.version)
    form = chosen.form(typed, auto_id=f"id_{chosen.name}_%s")
    return render(request, PAGE, ticket_context(found, request, **{chosen.name: form}), status=422)


@never_cache
@posted_or_back("interaction_admin:ticket")
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a ticket to a unit."""
    found = readable(request, pk)
    form = AssignForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, ticket_context(found, request, assign=form), status=422)
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
    found = readable(request, pk)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, ticket_context(found, request, reply=form), status=422)
    try:
        draft = services.draft_reply(found, request.user, **form.for_draft())
        if "send" not in request.POST:
            messages.success(request, _("Kept as a draft."))
            return redirect("interaction_admin:ticket", pk)
        answers, seen = secrecy.answers_in(request.POST), draft.ticket.version
        case = services.send_reply(draft, request.user, answers, seen)
    except ActRefused as refusal:
        _say(request, refusal)
        found = readable(request, pk)
        typed = request.POST.copy()
        typed["version"] = str(found.version)  # what is kept now stands beside what was typed: the next try has seen it
        return render(request, PAGE, ticket_context(found, request, reply=ReplyForm(typed)))
    messages.success(request, _("Sent for approval: %(title)s") % {"title": case.title})
    return redirect("approvals:case", case.pk)


def _say(request: HttpRequest, refusal: ActRefused) -> None:
    for reason in refusal.reasons:
        messages.error(request, reason)
