"""Erasing messages that belong to no ticket: what a person told lies in them, and no ticket's key goes with it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.approvals.ledger.services import lock_head, record

from ..models import Message
from . import incoming

BATCH = 500
LEFT_LYING = (Message.State.DEAD, Message.State.WAITING)


def erase_old() -> int:
    """Wipe messages that came in, and led to no ticket, when the retention period is over; return how many (law 7).

    One that still lies there as a dead letter, or waits for one before it that never came, is laid aside with it.
    """
    before = timezone.now() - timedelta(days=settings.GONGKAI["TICKET_RETENTION_DAYS"])
    old = Message.objects.filter(direction=Message.Direction.IN, key="master", made_at__lt=before)
    keys = old.exclude(sealed_body=b"").order_by("pk").values_list("pk", flat=True)
    found = list(keys[:BATCH])
    for pk in found:
        with transaction.atomic():
            _erase(pk)
    return len(found)


def _erase(pk: int) -> None:
    lock_head()
    message = Message.objects.select_for_update(of=("self",)).select_related("connector").get(pk=pk)
    left_lying = message.state in LEFT_LYING
    message.sealed_body = b""
    if left_lying:
        message.state, message.error = Message.State.DROPPED, _("erased when its time was over")
    message.save(update_fields=["sealed_body", "state", "error"])
    data = {"system": message.connector.party, "message": message.message_id, "event": message.event}
    record("message.erased", subject=message.subject_key, data=data, digest=message.digest)
    if left_lying:
        incoming.carry_out_ready(message.connector, message.subject)
