"""Word to the person that there is news on what they told: by SMS or by mail, whichever they left. Never what it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.outbox.services import enqueue

from . import reading
from .confirming import telephones
from .models import Ticket

MAIL = "interaction.news_mail"
VALID = timedelta(days=1)


class NotSent(Exception):
    """The mail server took no mail. What it answered may name the address, and is told to nobody (law 7)."""


@sensitive_variables()
def tell(ticket: Ticket) -> None:
    """Put word to the person on its way, in the caller's transaction, where they can be reached by SMS or mail.

    Who came through another system hears from there.
    """
    contact = _contact_of(ticket)
    number = telephones.normal_number(contact)
    if number and telephones.is_connected():
        telephones.send(number, _words(ticket), timezone.now() + VALID)
    elif _is_address(contact):
        enqueue(MAIL, {"ticket": ticket.pk})  # the address is read when it is sent, and stands nowhere in between


@sensitive_variables()
def send_mail(payload: dict[str, Any]) -> None:
    """Mail the person that there is news, unless what they told was erased meanwhile. NotSent where it wasn't taken."""
    ticket = Ticket.objects.filter(pk=payload["ticket"]).first()
    contact = _contact_of(ticket) if ticket is not None else ""
    if ticket is None or not _is_address(contact):
        return
    subject = _("News on %(number)s") % {"number": ticket.number}
    try:
        EmailMessage(subject, _words(ticket), to=[contact]).send()
    except Exception as error:
        raise NotSent(type(error).__name__) from None


def _contact_of(ticket: Ticket) -> str:
    told = reading.told(ticket) if ticket.channel == Ticket.Channel.PORTAL else None
    return told.contact if told else ""


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
