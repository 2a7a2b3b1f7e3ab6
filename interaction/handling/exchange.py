"""Connectors in the admin: how each stands, dead letters, files to carry, both sides compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.log_actions import log

from portal.addons import registry
from portal.addons.types import Envelope, Party

from .. import permissions
from ..exchange import by_hand, connectors, envelopes, incoming, outgoing, reconciling, tables
from ..exchange.errors import Failed
from ..exchange.parties import EVENTS
from ..forms import ConnectorForm, HallForm, ImportForm, ProofForm
from ..models import Connector, Message
from ..ticket_kinds import HALL, PETITION
from .downloads import attachment

PER_PAGE = 50
CARRIED_AT_ONCE = 500
OUT, IN, State = Message.Direction.OUT, Message.Direction.IN, Message.State


def _require(request: HttpRequest, party: str = "") -> None:
    if not permissions.looks_after_exchange(request.user, party):
        raise PermissionDenied


@never_cache
@require_GET
def exchange(request: HttpRequest) -> HttpResponse:
    """All connectors: how each stands, how many messages wait or are dead letters."""
    _require(request)
    rows = [_row(party) for party in _parties(request.user)]
    return render(request, "interaction/staff/exchange.html", {"rows": rows})


def _parties(person: Any) -> list[Party]:
    found = registry.items("parties")
    return [party for party in found if permissions.looks_after_exchange(person, party.name)]


def _row(party: Party) -> dict[str, Any]:
    connector = connectors.of(party.name)
    found = Message.objects.filter(connector=connector)
    transport = registry.by_name("transports").get(connector.transport)
    return {
        "party": party,
        "connector": connector,
        "transport": transport.label if transport else connector.transport,
        "waiting": found.filter(direction=OUT, state__in=(State.PENDING, State.WRITTEN)).count(),
        "held": found.filter(direction=IN, state=State.WAITING).count(),
        "dead": found.filter(state=State.DEAD).count(),
        "agrees": reconciling.is_empty(connector.report) if connector.reconciled_at else None,
    }


def _connector(request: HttpRequest, name: str) -> tuple[Party, Connector]:
    party = registry.by_name("parties").get(name)
    if party is None:
        raise Http404
    _require(request, name)
    return party, connectors.of(name)


@never_cache
@require_GET
def connector(request: HttpRequest, name: str) -> HttpResponse:
    """One connector: its messages by state, what both sides' comparison said, and files to carry."""
    return render(request, "interaction/staff/connector.html", _context(request, name))


def _context(request: HttpRequest, name: str, **forms: Any) -> dict[str, Any]:
    party, found = _connector(request, name)
    state = request.GET.get("state", "")
    listed = found.messages.select_related("ticket").defer("sealed_body")
    if state in State.values:
        listed = listed.filter(state=state)
    page_obj = Paginator(listed.order_by("-pk"), PER_PAGE).get_page(request.GET.get("p"))
    opened = _readable(request, page_obj)
    return {
        "party": party,
        "row": _row(party),
        "page_obj": page_obj,
        "rows": [
            {
                "message": message,
                "event": EVENTS.get(message.event, message.event),
                "opens": message.ticket_id in opened,
            }
            for message in page_obj
        ],
        "chips": [("", _("All")), *State.choices],
        "state": state,
        "import_form": forms.get("import_form") or (ImportForm() if _brings_in(request, party) else None),
        "hall_form": forms.get("hall_form") or (HallForm() if name == HALL else None),
        "proof_form": ProofForm(),
        "compares": party.keeps and connectors.works(found),
        "carries": permissions.carries(request.user, name),
        "lays_aside": permissions.lays_aside(request.user, name),
        "settings_form": (forms.get("settings_form") or ConnectorForm(instance=found))
        if permissions.sets_up_exchange(request.user)
        else None,
        "report": found.report,
    }


def _readable(request: HttpRequest, listed: Iterable[Message]) -> set[int]:
    """Return the tickets of listed messages that who asks may read: whoever sets a connector up reads none (law 7)."""
    tickets = [message.ticket_id for message in listed if message.ticket_id]
    return set(permissions.visible(request.user).filter(pk__in=tickets).values_list("pk", flat=True))


@never_cache
@sensitive_post_parameters()
@require_POST
def settings(request: HttpRequest, name: str) -> HttpResponse:
    """The technology centre says how a connector reaches its system."""
    _party, found = _connector(request, name)
    if not permissions.sets_up_exchange(request.user):
        raise PermissionDenied
    form = ConnectorForm(request.POST, instance=found)
    if not form.is_valid():
        context = _context(request, name, settings_form=form)
        return render(request, "interaction/staff/connector.html", context, status=422)
    form.save()
    log(found, "interaction.connector_set_up", user=request.user, data={"transport": found.transport})
    messages.success(request, _("The settings were kept."))
    return redirect("interaction_admin:connector", name)


@never_cache
@sensitive_post_parameters()
@require_POST
def bring_in(request: HttpRequest, name: str) -> HttpResponse:
    """The document window brings in a file of another system (clauses S4 and S7)."""
    party, found = _connector(request, name)
    form = ImportForm(request.POST, request.FILES)
    if not _brings_in(request, party):
        raise Http404
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            read = _read(party, file.name, file.read())
        except Failed as error:
            form.add_error("file", _("The file can't be read: %(reason)s.") % {"reason": error})
        else:
            new = sum(incoming.take(found, envelope, request.user) for envelope in read)
            text = ngettext("%(new)s new message of %(all)s.", "%(new)s new messages of %(all)s.", new)
            messages.success(request, text % {"new": new, "all": len(read)})
            return redirect("interaction_admin:connector", name)
    context = _context(request, name, import_form=form)
    return render(request, "interaction/staff/connector.html", context, status=422)


def _brings_in(request: HttpRequest, party: Party) -> bool:
    """Say whether files of a system are brought in: tables, or messages as JSON where no connection fetches them."""
    if party.name == PETITION:
        return permissions.carries(request.user, PETITION) and bool(connectors.by_hand([PETITION]))
    return bool(party.reads)


def _read(party: Party, name: str, content: bytes) -> list[Envelope]:
    if not name.lower().endswith(".json"):
        if not party.reads:
            raise Failed("no JSON")
        return tables.read(name, content, party.columns[party.reads], party.name, party.reads)
    return envelopes.of_json(content)


@never_cache
@sensitive_post_parameters()
@require_POST
def enter(request: HttpRequest, name: str) -> HttpResponse:
    """The document window enters a consultation of the hall by hand (clause S4)."""
    party, found = _connector(request, name)
    if name != HALL:
        raise Http404
    form = HallForm(request.POST)
    if not form.is_valid():
        context = _context(request, name, hall_form=form)
        return render(request, "interaction/staff/connector.html", context, status=422)
    body = dict(form.cleaned_data)
    number = body.pop("number")
    envelope = Envelope(tables.id_of(party.name, party.reads, number), number, 1, party.reads, body)
    new = incoming.take(found, envelope, request.user)
    if new:
        messages.success(request, _("Received; the Office was told."))
    else:
        messages.info(request, _("It was received before."))
    return redirect("interaction_admin:connector", name)


@never_cache
@require_POST
def carry_out_file(request: HttpRequest, name: str) -> HttpResponse:
    """The document window takes the answers that wait as a file, to hand them in over there."""
    party, found = _connector(request, name)
    if not permissions.carries(request.user, name):
        raise PermissionDenied
    waiting = found.messages.filter(direction=OUT, state__in=(State.PENDING, State.WRITTEN)).select_related("ticket")
    read = [(message, outgoing.envelope_of(message)) for message in waiting.order_by("pk")[:CARRIED_AT_ONCE]]
    whole = [envelope for _message, envelope in read if envelope is not None]
    if not whole:
        messages.info(request, _("Nothing waits to be carried."))
        return redirect("interaction_admin:connector", name)
    Message.objects.filter(pk__in=[message.pk for message, _envelope in read]).update(state=State.WRITTEN)
    event = whole[0].event
    if event in party.columns and all(envelope.event == event for envelope in whole):
        return attachment(f"{name}-{event}.xlsx", tables.write(whole, party.columns[event], "xlsx"))
    content = envelopes.canonical([envelopes.as_dict(envelope) for envelope in whole])
    return attachment(f"{name}.json", content)


def _message(request: HttpRequest, pk: int) -> Message:
    found = get_object_or_404(Message.objects.select_related("connector", "ticket"), pk=pk)
    _require(request, found.connector.party)
    return found


@never_cache
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a dead letter go round again."""
    found = _message(request, pk)
    if not by_hand.try_again(found, request.user):
        messages.info(request, _("It is no dead letter any more."))
    elif found.direction == IN:
        messages.success(request, _("It was tried again."))
    else:
        messages.success(request, _("It will be sent again."))
    return redirect("interaction_admin:connector", found.connector.party)


@never_cache
@require_POST
def lay_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a dead letter out for good."""
    found = _message(request, pk)
    if by_hand.lay_aside(found, request.user):
        messages.success(request, _("It was laid aside; what came after it goes on."))
    else:
        messages.info(request, _("It is no dead letter any more."))
    return redirect("interaction_admin:connector", found.connector.party)


@never_cache
@require_http_methods(["POST"])
def prove(request: HttpRequest, pk: int) -> HttpResponse:
    """Note by what it is proved that a message reached the other system (clause S4)."""
    found = _message(request, pk)
    form = ProofForm(request.POST)
    if not permissions.carries(request.user, found.connector.party):
        raise PermissionDenied
    if not form.is_valid():
        messages.error(request, _("Please say by what the delivery is proved."))
    elif by_hand.prove(found, request.user, form.cleaned_data["proof"]):
        messages.success(request, _("The delivery was noted."))
    else:
        messages.info(request, _("Its delivery can't be noted."))
    return redirect("interaction_admin:connector", found.connector.party)


@never_cache
@require_POST
def compare(request: HttpRequest, name: str) -> HttpResponse:
    """Compare both sides now."""
    _party, found = _connector(request, name)
    if not connectors.works(found):
        messages.info(request, _("This connector isn't connected."))
    elif not connectors.keeps(found):
        messages.info(request, _("Nothing of these messages is kept, so that there is nothing to compare."))
    else:
        try:
            report = reconciling.reconcile(found, connectors.open_session(found))
        except Failed as error:
            connectors.not_reached(found, error)
            messages.error(request, _("The other system wasn't reached."))
        else:
            if reconciling.is_empty(report):
                messages.success(request, _("Both sides agree."))
            else:
                messages.warning(request, _("There are differences; “Both sides compared” counts them."))
    return redirect("interaction_admin:connector", name)
