"""Short messages (SMS) through the connector of that name: codes for votes, and word that there is an answer."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from .. import reading
from ..exchange import connectors, outgoing
from ..models import Ticket

SMS = "sms"
NEWS_VALID = timedelta(days=1)
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")


def normal_number(text: str) -> str:
    """Return a mobile telephone number of the mainland as eleven digits, or "" for anything else."""
    found = _MOBILE.fullmatch(re.sub(r"[\s()（）-]", "", text))
    return found.group(1) if found else ""


def is_connected() -> bool:
    """Say whether short messages can be sent: the connector is set up and carries messages by itself."""
    return connectors.is_connected(SMS)


@sensitive_variables()
def send(number: str, text: str, valid_until: datetime) -> None:
    """Put a short message on its way, in the caller's transaction; after ``valid_until`` it isn't sent any more.

    The number stands in this message only, sealed, and is gone from it once it was sent.
    """
    body = {"to": number, "text": text, "valid_until": valid_until.isoformat()}
    outgoing.put_alone(SMS, uuid.uuid4().hex, "sms", body)


@sensitive_variables()
def send_news(ticket: Ticket) -> bool:
    """Tell the person that there is an answer, or other news, where they left a mobile number; return whether."""
    told = reading.told(ticket) if ticket.channel == Ticket.Channel.PORTAL else None
    number = normal_number(told.contact) if told else ""
    if not number or not is_connected():
        return False
    words: dict[str, Any] = {
        "number": ticket.number,
        "address": f"{settings.WAGTAILADMIN_BASE_URL}{reverse('interaction:status')}",
    }
    text = _("There is news on %(number)s. Read it with your query code at %(address)s") % words
    send(number, text, timezone.now() + NEWS_VALID)
    return True
