"""Messages from other systems: kept once a message id, carried out in their order, each in one transaction."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables
from django_fsm import TransitionNotAllowed

from portal.addons.types import Envelope, Session
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head
from portal.notices.services import notify
from portal.organisation.models import Function

from .. import crypto
from ..functions import people_of
from ..models import Connector, Message, Ticket
from ..ticket_kinds import HALL, NATIONAL, PETITION
from . import connectors, envelopes, outgoing
from .errors import Unfit

AT_ONCE = 100
logger = logging.getLogger("interaction.exchange")
CARRIERS = {
    PETITION: Function.PETITION_OFFICE,
    HALL: Function.DOCUMENT_WINDOW,
    NATIONAL: Function.DOCUMENT_WINDOW,
}
IN, State = Message.Direction.IN, Message.State


@dataclass(frozen=True)
class Incoming:
    """A message as a party gets it. ``ticket`` is set by the party when it knows which one it is about."""

    connector: Connector
    subject: str
    event: str
    body: dict[str, Any]
    by: Any = None

    def __repr__(self) -> str:
        return f"Incoming({self.event})"

    def text(self, name: str, longest: int = 5000, *, needed: bool = True) -> str:
        """Return a text of the body; Unfit when it is missing, no text, or too long."""
        found = self.body.get(name, "")
        if not isinstance(found, str) or len(found) > longest or (needed and not found.strip()):
            raise Unfit(_("%(name)s: missing, no text, or too long") % {"name": name})
        return found.strip()


@sensitive_variables()
def take(connector: Connector, envelope: Envelope, by: Any = None) -> bool:
    """Keep a message and carry out what can be; True for a new one, False for one that is known already.

    ``by`` is the person who brought it in by hand.
    """
    with transaction.atomic():
        lock_head()
        digest = crypto.keyed_digest("message", envelopes.digest(envelope))
        known = Message.objects.filter(connector=connector, direction=IN, message_id=envelope.id).first()
        if known is not None:
            if known.digest != digest:
                Message.objects.filter(pk=known.pk).update(error=_("came again with another content"))
            return False
        Message.objects.create(
            connector=connector,
            direction=IN,
            message_id=envelope.id,
            subject=envelope.subject,
            sequence=envelope.sequence,
            event=envelope.event,
            key="master",
            sealed_body=crypto.seal(crypto.master_key(), envelope.body),
            digest=digest,
            state=State.WAITING,
            made_at=timezone.now(),
        )
        carry_out_ready(connector, envelope.subject, by)
    return True


def carry_out_ready(connector: Connector, subject: str, by: Any = None) -> None:
    """Carry out the waiting messages about a subject that are next in line."""
    about = Message.objects.filter(connector=connector, direction=IN, subject=subject)
    while True:
        passed = about.filter(state__in=(State.APPLIED, State.DROPPED)).aggregate(last=Max("sequence"))["last"] or 0
        waiting = about.filter(state=State.WAITING)
        for late in waiting.filter(sequence__lte=passed):
            _bury(late, _("its sequence was used by another message"))
        ready = waiting.filter(sequence=passed + 1).order_by("pk").first()
        if ready is None or not _carry_out(ready, by):
            return


@sensitive_variables()
def _carry_out(message: Message, by: Any = None) -> bool:
    envelope = outgoing.envelope_of(message)
    party = connectors.party_of(message.connector)
    if envelope is None or party is None:
        return False
    try:
        with transaction.atomic():
            if message.event == envelopes.UNREADABLE:
                raise Unfit(_("its content can't be read"))
            incoming = Incoming(message.connector, message.subject, message.event, envelope.body, by)
            ticket = party.receive(incoming)
    except OperationalError:
        raise  # the database, not the message: the same is tried again
    except Exception as error:  # whatever a message makes a party do, it must not stop those beside it
        _bury(message, _why(message, error))
        return False
    _settle(message, ticket, envelope.body)
    return True


def _why(message: Message, error: Exception) -> str:
    """Say why a message can't be carried out, with nothing personal in it."""
    if isinstance(error, Unfit):
        return str(error)
    if isinstance(error, TransitionNotAllowed):
        return _("doesn't fit the state of the ticket")
    if isinstance(error, ActRefused):
        return _("refused by a rule of the ticket")
    where = "".join(traceback.format_tb(error.__traceback__))  # lines of code; what the error says may be personal
    logger.error("Message %s can't be carried out: %s\n%s", message.pk, type(error).__name__, where)
    return _("unexpected: %(error)s") % {"error": type(error).__name__}


@sensitive_variables()
def _settle(message: Message, ticket: Ticket | None, body: dict[str, Any]) -> None:
    """A message that was carried out is sealed with its ticket's key from now on, and erased with it.

    One of no ticket is wiped where its system keeps nothing.
    """
    if ticket is None:
        message.sealed_body = message.sealed_body if connectors.keeps(message.connector) else b""
        message.state, message.error, message.settled_at = State.APPLIED, "", timezone.now()
        message.save()
        return
    message.key = "text" if message.sequence == 1 and ticket.channel != Ticket.Channel.PORTAL else "data"
    key = ticket.text_key if message.key == "text" else ticket.data_key
    if key is not None:
        message.sealed_body = crypto.seal(key, body)
    message.ticket, message.state, message.error, message.settled_at = ticket, State.APPLIED, "", timezone.now()
    message.save()


def _bury(message: Message, error: str) -> None:
    message.state, message.error = State.DEAD, error[:200]
    message.save(update_fields=["state", "error"])
    tell_of_dead_letter(message)


def tell_of_dead_letter(message: Message) -> None:
    """Tell those who look after a connector that a message of it can't be carried out."""
    _tell(message.connector, _("A message exchanged with %(system)s can't be carried out; please look at it."))


def tell_of_bad_files(connector: Connector, count: int) -> None:
    """Tell those who look after a connector that files came which can't be read, and were put aside."""
    text = ngettext(
        "A file from %(system)s can't be read and was put aside; please have it sent again.",
        "%(count)s files from %(system)s can't be read and were put aside; please have them sent again.",
        count,
    )
    _tell(connector, text, count=count)


def _tell(connector: Connector, text: str, **values: Any) -> None:
    function = CARRIERS.get(connector.party, Function.OFFICE)
    party = connectors.party_of(connector)
    label = party.label if party else connector.party
    url = reverse("interaction_admin:exchange")
    notify(people_of(function), text=text % {"system": label, **values}, url=url, topic="exchange")


def fetch_waiting(connector: Connector, session: Session) -> int:
    """Fetch what the other side has for us until nothing new comes; acknowledge each after it was kept."""
    count = 0
    while found := session.fetch(AT_ONCE):
        new = sum(take(connector, envelope) for envelope in found)
        session.acknowledge([envelope.id for envelope in found])
        count += new
        if not new:  # they were acknowledged before, and come again: the next turn looks once more
            break
    return count


def try_again(message: Message) -> None:
    """Carry out a dead letter again, say after a rule or a ticket was put right."""
    with transaction.atomic():
        lock_head()
        locked = Message.objects.select_for_update().get(pk=message.pk, direction=IN, state=State.DEAD)
        locked.state, locked.error = State.WAITING, ""
        locked.save(update_fields=["state", "error"])
        carry_out_ready(locked.connector, locked.subject)


def lay_aside(message: Message) -> None:
    """Leave a dead letter out for good, and wipe it where it belongs to no ticket; what comes after it goes on."""
    with transaction.atomic():
        lock_head()
        changed = Message.objects.filter(pk=message.pk, state=State.DEAD).update(state=State.DROPPED)
        Message.objects.filter(pk=message.pk, state=State.DROPPED, key="master").update(sealed_body=b"")
        if changed and message.direction == IN:
            carry_out_ready(message.connector, message.subject)
