"""Word that there is news, by SMS or by mail, whichever a person left: its number and where to read, never what it is.

For whatever is followed by number and query code; each kind says how its person is reached.
"""

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

from .confirming import telephones

VALID = timedelta(days=1)


class NotSent(Exception):
    """The mail server took no mail. What it answered may name the address, and is told to nobody (law 7)."""


@sensitive_variables()
def way_to(contact: str) -> str:
    """Return the mobile number (where short messages go out) or the address that a contact is, or ""."""
    number = telephones.normal_number(contact)
    if number:
        return number if telephones.is_connected() else ""
    return contact if is_address(contact) else ""


@sensitive_variables()
def put(contact: str, number: str, job: str, payload: dict[str, Any]) -> None:
    """Put word on its way to what :func:`way_to` returned, in the caller's transaction; nothing where that is "".

    A mail is ``job``'s, with ids as ``payload``: the address is read when it is sent, and stands nowhere in between.
    """
    if is_address(contact):
        enqueue(job, payload)
    elif contact:
        telephones.send(contact, _words(number), timezone.now() + VALID)


@sensitive_variables()
def mail(address: str, number: str) -> None:
    """Mail a person that there is news. NotSent where it wasn't taken."""
    subject = _("News on %(number)s") % {"number": number}
    try:
        EmailMessage(subject, _words(number), to=[address]).send()
    except Exception as error:
        raise NotSent(type(error).__name__) from None


def is_address(contact: str) -> bool:
    """Say whether a contact is an address of e-mail."""
    try:
        validate_email(contact)
    except ValidationError:
        return False
    return True


def _words(number: str) -> str:
    address = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('interaction:status')}"
    words = {"number": number, "address": address}
    return _("There is news on %(number)s. Read it with your query code at %(address)s") % words
