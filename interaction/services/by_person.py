"""What the person can do who knows a ticket's query code: add to it, take it back, rate the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.organisation.models import Function
from portal.organisation.services import liaisons_of

from .. import clocks, crypto, news, reminding, ticket_kinds
from ..exchange import outgoing
from ..functions import people_of
from ..models import CoHandling, KeyRow, Note, Ticket
from ..states import TicketState
from ..ticket_kinds import BY_PARTY
from .tickets import note, tell

MOST_ADDED = 5


@contextmanager
def _by_person(ticket: Ticket, act: str, states: tuple[str, ...]) -> Iterator[Ticket]:
    with transaction.atomic():
        lock_head()
        locked = Ticket.objects.select_for_update().get(pk=ticket.pk)
        if locked.state not in states or locked.erased_at is not None:
            raise ActRefused([_("That can't be done any more: please look at how it stands.")])
        reminding.catch_up(locked)
        yield locked
        locked.version += 1
        locked.save()
        data = {"number": locked.number}
        record(f"ticket.{act}", subject=locked.subject_key, data=data, digest=locked.text_digest)


@sensitive_variables()
def add(ticket: Ticket, text: str) -> Ticket:
    """The person adds something, at most five times, before it is answered; whoever handles it is told."""
    with _by_person(ticket, "added", TicketState.BEFORE_AN_ANSWER) as found:
        if found.notes.filter(kind=Note.Kind.ADDED).count() >= MOST_ADDED:
            raise ActRefused([_("You have added to it five times already.")])
        _have_text_key(found)
        note(found, Note.Kind.ADDED, text)
        _tell_party(found, "addition", {"number": found.number, "text": text.strip()}, key="text")
        _tell_handlers(found, _("The person added something to %(kind)s %(number)s; it is due by %(due)s."))
    return found


def _have_text_key(ticket: Ticket) -> None:
    """Where the text of a complaint was erased already, what is added gets a new key, and is erased like the first."""
    if ticket.text_key is None:
        _key, wrapped = crypto.new_key()
        KeyRow.objects.filter(ticket=ticket).update(wrapped_text=wrapped)
        ticket.forget_keys()


def withdraw(ticket: Ticket) -> Ticket:
    """The person takes it back before it is answered."""
    with _by_person(ticket, "withdrawn", TicketState.BEFORE_AN_ANSWER) as found:
        found.withdraw()
        clocks.end(found, timezone.now())
        news.forget(found)  # nothing more is told
        _tell_party(found, "withdrawal", {"number": found.number})
        _tell_handlers(found, _("%(kind)s %(number)s was withdrawn by the person."))
    return found


def rate(ticket: Ticket, rating: int) -> Ticket:
    """The person says, once, how satisfied they are with the answer: 1 (not at all) to 5."""
    if not 1 <= rating <= 5:
        raise ActRefused([_("Please choose one of the five answers.")])
    with _by_person(ticket, "rated", (TicketState.ANSWERED,)) as found:
        if found.rating is not None:
            raise ActRefused([_("You have rated it already.")])
        found.rating = rating
        if found.system:
            _tell_party(found, "rating", {"number": found.number, "rating": rating})
    return found


def _tell_party(ticket: Ticket, event: str, body: dict[str, Any], key: str = "data") -> None:
    kind = ticket_kinds.kind_of(ticket)
    party = kind.party if kind.path == BY_PARTY else ticket.system
    if party:
        outgoing.put(party, ticket, event, body, key=key)


def _tell_handlers(ticket: Ticket, text: str) -> None:
    if ticket.unit is not None:
        asked = ticket.cohandlings.filter(state=CoHandling.State.ASKED).select_related("unit")
        units = [ticket.unit, *(row.unit for row in asked)]
        people = [person for unit in units for person in liaisons_of(unit)]
    else:
        by_party = ticket_kinds.kind_of(ticket).path == BY_PARTY
        function = Function.PETITION_OFFICE if by_party else Function.OFFICE
        people = people_of(function)
    tell(people, ticket, text)
