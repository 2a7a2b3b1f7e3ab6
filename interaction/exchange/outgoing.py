"""Messages to other systems: written in the act's own transaction, sent until they are acknowledged."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.addons.types import Envelope, Session
from portal.approvals.ledger.services import lock_head

from .. import crypto
from ..models import Connector, Message, Ticket
from . import connectors, envelopes
from .errors import Failed, NotTaken

AT_ONCE = 500
MOST_ATTEMPTS = 12
IN_A_ROW = 3
LONGEST_UNSENT = timedelta(days=1)
OUT, State = Message.Direction.OUT, Message.State


@sensitive_variables()
def put(party: str, ticket: Ticket, event: str, body: dict[str, Any], *, key: str) -> Message:
    """Write a message about a ticket; it is sent if and only if the caller's transaction commits.

    ``key`` names the ticket's key that seals it: ``text`` for what the person told, ``data`` for the rest. The caller
    holds the ledger's head, so that no two messages about a ticket get one sequence.
    """
    connector = connectors.of(party)
    subject = ticket.reference if ticket.channel == party else ticket.number  # where it came from knows it by theirs
    sent = Message.objects.filter(connector=connector, direction=OUT, subject=subject)
    sequence = (sent.aggregate(last=Max("sequence"))["last"] or 0) + 1
    envelope = Envelope(uuid.uuid4().hex, subject, sequence, event, body)
    secret = ticket.text_key if key == "text" else ticket.data_key
    assert secret is not None  # nothing is put about an erased ticket
    message = Message.objects.create(
        connector=connector,
        direction=OUT,
        message_id=envelope.id,
        subject=subject,
        sequence=sequence,
        event=event,
        ticket=ticket,
        key=key,
        sealed_body=crypto.seal(secret, body),
        digest=crypto.keyed_digest("message", envelopes.digest(envelope)),
        state=State.PENDING,
        made_at=timezone.now(),
    )
    connectors.wake(connector)
    return message


@sensitive_variables()
def put_alone(party: str, subject: str, event: str, body: dict[str, Any]) -> Message:
    """Write a message about no ticket; it is sent if and only if the caller's transaction commits.

    ``subject`` is new with each. Where ``body`` says ``valid_until``, the message isn't sent after that moment.
    """
    connector = connectors.of(party)
    envelope = Envelope(uuid.uuid4().hex, subject, 1, event, body)
    message = Message.objects.create(
        connector=connector,
        direction=OUT,
        message_id=envelope.id,
        subject=subject,
        sequence=1,
        event=event,
        key="master",
        sealed_body=crypto.seal(crypto.master_key(), body),
        digest="",  # nothing is compared, and nothing of it stays that could be tried
        state=State.PENDING,
        made_at=timezone.now(),
    )
    connectors.wake(connector)
    return message


def to_carry(parties: Iterable[str]) -> QuerySet[Message]:
    """Return what waits until somebody carries it to one of some systems, and notes its delivery."""
    found = Message.objects.filter(direction=OUT, state__in=(State.PENDING, State.WRITTEN), ticket__isnull=False)
    return found.filter(connector__party__in=connectors.by_hand(parties))


def envelope_of(message: Message) -> Envelope | None:
    """Return a message as it travels, or None once its ticket's key has been destroyed."""
    ticket = message.ticket
    keys = {"text": ticket.text_key if ticket else None, "data": ticket.data_key if ticket else None}
    key = crypto.master_key() if message.key == "master" else keys[message.key]
    if key is None or not bytes(message.sealed_body):
        return None
    body = crypto.unseal(key, message.sealed_body)
    return Envelope(message.message_id, message.subject, message.sequence, message.event, body)


def send_waiting(connector: Connector, session: Session) -> bool:
    """Send what waits, oldest first; False when the other side wasn't reached some times in a row.

    A failure counts against a message only where the other side was there in the same turn: an outage, however long,
    makes no dead letters.
    """
    waiting = Message.objects.filter(connector=connector, direction=OUT, state=State.PENDING)
    unreached: list[tuple[Message, Failed]] = []
    answered, in_a_row = False, 0
    for message in list(waiting.select_related("ticket", "connector").order_by("pk")[:AT_ONCE]):
        try:
            _send(message, session)
        except NotTaken as error:
            answered = True
            _failed(message, error)
        except Failed as error:
            unreached.append((message, error))
            in_a_row += 1
            if in_a_row >= IN_A_ROW:
                connectors.not_reached(connector, error)
                break
        except OperationalError:
            raise  # the database, not the message
        except Exception as error:  # a message that can't be written stops no other
            _failed(message, Failed(type(error).__name__))
        else:
            answered, in_a_row = True, 0
            connectors.reached(connector)
    for message, why in unreached:
        _failed(message, why, counts=answered)
    return in_a_row < IN_A_ROW


def _send(message: Message, session: Session) -> None:
    envelope = envelope_of(message)
    if envelope is None:
        Message.objects.filter(pk=message.pk).update(state=State.DEAD, error=_("erased before it was sent"))
        return
    if _is_stale(envelope):
        wiped = {"sealed_body": b"", "state": State.DROPPED, "error": _("not sent while it was valid")}
        Message.objects.filter(pk=message.pk).update(**wiped)
        return
    acknowledged = session.send([envelope])
    if acknowledged.get(envelope.id) == envelopes.digest(envelope):
        taken(message)
    else:
        Message.objects.filter(pk=message.pk, state=State.PENDING).update(state=State.WRITTEN)
    if not connectors.keeps(message.connector):
        Message.objects.filter(pk=message.pk).update(sealed_body=b"")


def _is_stale(envelope: Envelope) -> bool:
    """Say whether a message came too late to be of use: a code that isn't valid any more, say."""
    until = envelope.body.get("valid_until")
    return isinstance(until, str) and datetime.fromisoformat(until) < timezone.now()


def wipe_unsent() -> int:
    """Wipe messages of systems that keep nothing which were not sent for a day; return how many."""
    old = Message.objects.filter(made_at__lt=timezone.now() - LONGEST_UNSENT, key="master").exclude(sealed_body=b"")
    count = 0
    for connector in Connector.objects.all():
        if not connectors.keeps(connector):
            count += old.filter(connector=connector).update(sealed_body=b"")
    return count


def _failed(message: Message, error: Exception, *, counts: bool = True) -> None:
    """Note what came in the way of a message; one that failed too often is a dead letter."""
    message.attempts += counts
    text = _("refused over there: %(why)s") % {"why": error} if isinstance(error, NotTaken) else str(error)
    message.error = text[:200]
    if message.attempts >= MOST_ATTEMPTS:
        message.state = State.DEAD
    message.save(update_fields=["attempts", "error", "state"])
    if message.state == State.DEAD:
        from .incoming import tell_of_dead_letter

        tell_of_dead_letter(message)


def taken(message: Message, proof: str = "", at: datetime | None = None, *, confirmed: bool = False) -> None:
    """The other side acknowledged a message, or somebody proves it: what hangs on it happens, once."""
    with transaction.atomic():
        lock_head()
        locked = Message.objects.select_for_update().select_related("connector").get(pk=message.pk)
        was_taken = locked.state in (State.TAKEN, State.CONFIRMED)
        locked.state = State.CONFIRMED if confirmed or locked.state == State.CONFIRMED else State.TAKEN
        locked.settled_at = locked.settled_at or at or timezone.now()
        locked.proof, locked.error = proof or locked.proof, ""
        locked.save(update_fields=["state", "settled_at", "proof", "error"])
        party = connectors.party_of(locked.connector)
        if party is not None and not was_taken:
            party.taken(locked)


def take_receipts(connector: Connector, session: Session) -> None:
    """Take note of acknowledgements that came after the sending."""
    written = Message.objects.filter(connector=connector, direction=OUT, state=State.WRITTEN)
    if not written.exists():
        return
    receipts = session.receipts()
    for message in written.filter(message_id__in=list(receipts)).select_related("ticket"):
        envelope = envelope_of(message)
        if envelope is None and not connectors.keeps(connector):
            taken(message)  # what it said was wiped when the file was written
        elif envelope is not None and receipts[message.message_id] == envelopes.digest(envelope):
            taken(message)


def send_again(message: Message) -> None:
    """Put a message that was lost, or is a dead letter, on its way again, with all its attempts."""
    with transaction.atomic():
        again = Message.objects.filter(pk=message.pk, direction=OUT).exclude(state=State.PENDING)
        if again.update(state=State.PENDING, attempts=0, error=""):
            connectors.wake(message.connector)
