"""Erasing what people told: the keys go, and nothing opens the bytes again; the ledger still verifies (law 7)."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.approvals.ledger.services import lock_head, record
from portal.organisation.models import Function
from portal.organisation.services import unit_with

from .. import crypto, ticket_kinds
from ..models import KeyRow, Message, Ticket
from ..ticket_kinds import BY_PARTY
from .tickets import act_on, capacity_in

BATCH = 500


def erase(ticket: Ticket, person: Any, version: int | None = None) -> Ticket:
    """Erase what a person told, for good, by destroying the ticket's keys; what was made public stays (law 7).

    The ledger keeps the number and salted digests and still verifies. Raises ActRefused with every reason.
    """
    with act_on(ticket, "erase", person, version) as ticket:
        destroy_keys(ticket)
        ticket.erased_at = timezone.now()
        ticket.text_erased_at = ticket.text_erased_at or ticket.erased_at
        ticket.query_code_digest = ""
        by_party = ticket_kinds.kind_of(ticket).path == BY_PARTY
        unit = unit_with(Function.PETITION_OFFICE if by_party else Function.OFFICE)
        record(
            "ticket.erased",
            actor=person,
            capacity=capacity_in(unit, person),
            subject=ticket.subject_key,
            data={"number": ticket.number},
            digest=ticket.text_digest,
        )
    return ticket


def destroy_keys(ticket: Ticket) -> None:
    """Destroy both wrapped keys of a ticket, and its files."""
    crypto.destroy(KeyRow.objects.filter(ticket=ticket), "wrapped", "wrapped_text")
    ticket.files.all().delete()
    ticket.forget_keys()


def erase_text(ticket: Ticket) -> None:
    """Destroy the key of what the person told; the way to their result stays."""
    rows = KeyRow.objects.filter(ticket=ticket)
    rows.update(wrapped_text=os.urandom(120))
    rows.update(wrapped_text=None)
    ticket.files.all().delete()
    ticket.forget_keys()


def erase_handed_over() -> int:
    """Erase the text of complaints some days after the petition system was seen to hold them; return how many (S6).

    An acknowledgement alone isn't enough: the comparison of both sides must have found the complaint over there.
    """
    before = timezone.now() - timedelta(days=settings.GONGKAI["COMPLAINT_KEEP_DAYS"])
    confirmed = Message.objects.filter(
        event="complaint", direction=Message.Direction.OUT, state=Message.State.CONFIRMED
    ).values("ticket_id")
    due = Ticket.objects.filter(handed_over_at__lt=before, text_erased_at=None, pk__in=confirmed)
    count = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            lock_head()
            ticket = Ticket.objects.select_for_update().get(pk=pk)
            erase_text(ticket)
            ticket.text_erased_at = timezone.now()
            ticket.version += 1
            ticket.save()
            data = {"number": ticket.number}
            record("ticket.text_erased", subject=ticket.subject_key, data=data, digest=ticket.text_digest)
        count += 1
    return count
