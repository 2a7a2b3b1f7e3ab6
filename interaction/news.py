"""Word to the person of a ticket that there is news on what they told, see :mod:`interaction.word_of_news`."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from portal.approvals.ledger.services import lock_head, record

from . import crypto, reading, word_of_news
from .models import KeyRow, Ticket
from .states import TicketState

MAIL = "interaction.news_mail"


@sensitive_variables()
def tell(ticket: Ticket) -> None:
    """Put word to the person on its way, in the caller's transaction, where they can be reached by SMS or mail.

    Who came through another system hears from there. With the end of a complaint whose text was erased nothing more is
    told, so what was kept to tell it goes too; the caller saves the ticket, and holds the ledger's head.
    """
    contact = reachable(ticket)
    word_of_news.put(contact, ticket.number, MAIL, {"ticket": ticket.pk})
    if ticket.state in TicketState.OVER and not word_of_news.is_address(contact):  # a mail reads it when it is sent
        forget(ticket)


@sensitive_variables()
def send_mail(payload: dict[str, Any]) -> None:
    """Mail the person that there is news, unless what they told was erased meanwhile; see :func:`word_of_news.mail`."""
    ticket = Ticket.objects.filter(pk=payload["ticket"]).first()
    contact = reachable(ticket) if ticket is not None else ""
    if ticket is None or not word_of_news.is_address(contact):
        return
    word_of_news.mail(contact, ticket.number)
    if ticket.state in TicketState.OVER and bytes(ticket.sealed_contact):
        forget_of(ticket.pk)


@sensitive_variables()
def reachable(ticket: Ticket) -> str:
    """Return the mobile number (where short messages go out) or the address at which a person hears of news, or ""."""
    if ticket.channel != Ticket.Channel.PORTAL:
        return ""
    told = reading.told(ticket)
    return word_of_news.way_to(told.contact if told else reading.kept_contact(ticket))


def forget_of(pk: int) -> None:
    """Destroy what was kept to tell somebody of news, in a transaction of its own."""
    with transaction.atomic():
        lock_head()
        ticket = Ticket.objects.select_for_update().get(pk=pk)
        forget(ticket)
        ticket.save(update_fields=["sealed_contact"])


def forget(ticket: Ticket) -> None:
    """Destroy what was kept to tell somebody of news, and its key, and record it. The caller saves."""
    rows = KeyRow.objects.filter(ticket=ticket)
    if not rows.filter(wrapped_contact__isnull=False).exists():
        return
    crypto.wipe(rows, "wrapped_contact")
    ticket.sealed_contact = b""
    ticket.forget_keys()
    data = {"number": ticket.number}
    record("ticket.contact_erased", subject=ticket.subject_key, data=data, digest=ticket.text_digest)
