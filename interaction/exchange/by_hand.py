"""What people do with single messages by hand: every act names who did it, in which capacity (law 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.approvals.ledger.services import lock_head, record
from portal.organisation.models import Function
from portal.organisation.services import functions_of

from .. import permissions
from ..functions import unit_with
from ..models import Message
from ..services.tickets import capacity_in
from . import incoming, outgoing

UNPROVED = (Message.State.PENDING, Message.State.WRITTEN, Message.State.TAKEN)


def prove(message: Message, person: Any, proof: str) -> bool:
    """Note by what it is proved that a message reached the other system (clause S4); False where that is over.

    For those who carry it only: what hangs on a delivery can't be taken back (a complaint's text is erased after it).
    """
    with _act(message, person, permissions.carries) as (found, capacity):
        if found.direction != Message.Direction.OUT or found.state not in UNPROVED:
            return False
        _record("message.proved", found, person, capacity)
        outgoing.taken(found, proof, confirmed=True)
    return True


def try_again(message: Message, person: Any) -> bool:
    """Let a dead letter go round again; False where it is none any more."""
    with _act(message, person, permissions.looks_after_exchange) as (found, capacity):
        if found.state != Message.State.DEAD:
            return False
        _record("message.tried_again", found, person, capacity)
        if found.direction == Message.Direction.IN:
            incoming.try_again(found)
        else:
            outgoing.send_again(found)
    return True


def lay_aside(message: Message, person: Any) -> bool:
    """Leave a dead letter out for good; False where it is none any more. For those who carry such messages."""
    with _act(message, person, permissions.lays_aside) as (found, capacity):
        if found.state != Message.State.DEAD:
            return False
        _record("message.laid_aside", found, person, capacity)
        incoming.lay_aside(found)
    return True


@contextmanager
def _act(message: Message, person: Any, may: Callable[[Any, str], bool]) -> Iterator[tuple[Message, str]]:
    """Lock a message for an act of a person, and say in which capacity; PermissionDenied where it isn't theirs."""
    with transaction.atomic():
        lock_head()
        rows = Message.objects.select_related("connector", "ticket").select_for_update(of=("self",))
        found = rows.get(pk=message.pk)
        if not may(person, found.connector.party):
            raise PermissionDenied
        yield found, _capacity(found.connector.party, person)


def _capacity(party: str, person: Any) -> str:
    """The post in which a person looks after the messages of a system."""
    duties = functions_of(person)
    carrying = incoming.CARRIERS.get(party, Function.OFFICE)
    acting = next(
        duty for duty in (carrying, Function.OFFICE, Function.TECHNOLOGY_CENTRE, *sorted(duties)) if duty in duties
    )
    return capacity_in(unit_with(acting), person)


def _record(act: str, message: Message, person: Any, capacity: str) -> None:
    data = {"system": message.connector.party, "message": message.message_id, "event": message.event}
    record(act, actor=person, capacity=capacity, subject=message.subject_key, data=data, digest=message.digest)
