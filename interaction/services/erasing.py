"""Erasing what people told: the keys go, and nothing opens the bytes again; the ledger still verifies (law 7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from portal.approvals.ledger.services import lock_head, record
from portal.notices.services import notify
from portal.organisation.models import Function

from .. import crypto, news, ticket_kinds
from ..functions import is_vacant, people_of, unit_with
from ..models import KeyRow, Message, Note, Ticket, TicketQuerySet
from ..states import TicketState
from ..ticket_kinds import BY_PARTY
from .tickets import TOPIC, act_on, capacity_in

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


def due_for_erasure(before: datetime) -> TicketQuerySet:
    """Return the tickets that ended before a moment and are not erased yet."""
    over = Ticket.objects.filter(state__in=TicketState.OVER, erased_at=None)
    return over.annotate(ended=Coalesce("ended_at", "answered_at", "received_at")).filter(ended__lt=before)


def tell_of_orphans(before: datetime) -> int:
    """Tell the Office of complaints that nobody can erase, since no unit is the petition office; return how many."""
    if not is_vacant(Function.PETITION_OFFICE):
        return 0
    kinds = [kind.name for kind in ticket_kinds.all_kinds().values() if kind.path == BY_PARTY]
    many = due_for_erasure(before).filter(kind__in=kinds).count()
    if many:
        text = ngettext(
            "%(count)s complaint is to be erased, but no unit is the petition office; please assign that duty.",
            "%(count)s complaints are to be erased, but no unit is the petition office; please assign that duty.",
            many,
        )
        url = reverse("interaction_admin:tickets")
        notify(people_of(Function.OFFICE), text=text % {"count": many}, url=url, topic=TOPIC)
    return many


def destroy_keys(ticket: Ticket) -> None:
    """Destroy all wrapped keys of a ticket, and its files."""
    crypto.destroy(KeyRow.objects.filter(ticket=ticket), "wrapped", "wrapped_text", "wrapped_contact")
    ticket.files.all().delete()
    ticket.forget_keys()


def erase_text(ticket: Ticket) -> None:
    """Destroy the key of what the person told and added, and its sealed bytes; the way to their result stays.

    The bytes go too, since a later addition gets another key, which doesn't open them. While more will be told about
    it, the contact alone stays, under a key of its own that nothing but word of news opens.
    """
    if ticket.state in TicketState.OPEN:
        _keep_contact(ticket)
    crypto.wipe(KeyRow.objects.filter(ticket=ticket), "wrapped_text")
    ticket.files.all().delete()
    ticket.notes.filter(kind__in=Note.BY_PERSON).update(sealed_text=b"")
    ticket.messages.filter(key="text").update(sealed_body=b"")
    ticket.forget_keys()


@sensitive_variables()
def _keep_contact(ticket: Ticket) -> None:
    """Seal anew where the person hears that there is news, if a message reaches them there. The caller saves."""
    contact = news.reachable(ticket)
    if contact and ticket.contact_key is None:
        key, wrapped = crypto.new_key()
        ticket.sealed_contact = crypto.seal(key, contact)
        KeyRow.objects.filter(ticket=ticket).update(wrapped_contact=wrapped)


def forget_contacts() -> int:
    """Destroy what was kept to tell people of news, where the end was told, or couldn't be for some days; how many.

    A mail that wasn't taken is tried again; ``COMPLAINT_KEEP_DAYS`` after the end nothing is waited for any more.
    """
    before = timezone.now() - timedelta(days=settings.GONGKAI["COMPLAINT_KEEP_DAYS"])
    kept = Ticket.objects.filter(key_row__wrapped_contact__isnull=False, state__in=TicketState.OVER)
    found = list(kept.filter(ended_at__lt=before).order_by("pk").values_list("pk", flat=True)[:BATCH])
    for pk in found:
        news.forget_of(pk)
    return len(found)


def erase_handed_over() -> int:
    """Erase the text of complaints some days after the petition system was seen to hold them; return how many (S6).

    An acknowledgement alone isn't enough: the comparison of both sides must have found the complaint over there, and
    all that the person added to it, too.
    """
    before = timezone.now() - timedelta(days=settings.GONGKAI["COMPLAINT_KEEP_DAYS"])
    sent = Message.objects.filter(direction=Message.Direction.OUT, key="text")
    confirmed = sent.filter(event="complaint", state=Message.State.CONFIRMED).values("ticket_id")
    on_its_way = sent.filter(ticket=OuterRef("pk")).exclude(state=Message.State.DROPPED)
    on_its_way = on_its_way.exclude(state=Message.State.CONFIRMED, settled_at__lt=before)
    with_text = Ticket.objects.filter(key_row__wrapped_text__isnull=False)
    due = with_text.filter(~Exists(on_its_way), handed_over_at__lt=before, pk__in=confirmed)
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
