"""Word to the person that there is news on what they told: by SMS or by mail, whichever they left. Never what it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals.ledger.services import lock_head, record
from portal.outbox.services import enqueue

from . import crypto, reading
from .confirming import telephones
from .models import KeyRow, Ticket
from .states import TicketState

MAIL = "interaction.news_mail"
VALID = timedelta(days=1)


class NotSent(Exception):
    """The mail server took no mail. What it answered may name the address, and is told to nobody (law 7)."""


@sensitive_variables()
def tell(ticket: Ticket) -> None:
    """Put word to the person on its way, in the caller's transaction, where they can be reached by SMS or mail.

    Who came through another system hears from there. With the end of a complaint whose text was erased nothing more is
    told, so what was kept to tell it goes too; the caller saves the ticket, and holds the ledger's head.
    """
    contact = reachable(ticket)
    if _is_address(contact):
        enqueue(MAIL, {"ticket": ticket.pk})  # the address is read when it is sent, and stands nowhere in between
        return
    if contact:
        telephones.send(contact, _words(ticket), timezone.now() + VALID)
    if ticket.state in TicketState.OVER:
        forget(ticket)


@sensitive_variables()
def send_mail(payload: dict[str, Any]) -> None:
    """Mail the person that there is news, unless what they told was erased meanwhile. NotSent where it wasn't taken."""
    ticket = Ticket.objects.filter(pk=payload["ticket"]).first()
    contact = reachable(ticket) if ticket is not None else ""
    if ticket is None or not _is_address(contact):
        return
    subject = _("News on %(number)s") % {"number": ticket.number}
    try:
        EmailMessage(subject, _words(ticket), to=[contact]).send()
    except Exception as error:
        raise NotSent(type(error).__name__) from None
    if ticket.state in TicketState.OVER and bytes(ticket.sealed_contact):
        forget_of(ticket.pk)


@sensitive_variables()
def reachable(ticket: Ticket) -> str:
    """Return the mobile number (where short messages go out) or the address at which a person hears of news, or ""."""
    if ticket.channel != Ticket.Channel.PORTAL:
        return ""
    told = reading.told(ticket)
    contact = told.contact if told else reading.kept_contact(ticket)
    number = telephones.normal_number(contact)
    if number:
        return number if telephones.is_connected() else ""
    return contact if _is_address(contact) else ""


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


def _is_address(contact: str) -> bool:
    try:
        validate_email(contact)
    except ValidationError:
        return False
    return True


def _words(ticket: Ticket) -> str:
    address = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('interaction:status')}"
    words = {"number": ticket.number, "address": address}
    return _("There is news on %(number)s. Read it with your query code at %(address)s") % words
