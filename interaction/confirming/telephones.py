"""Short messages (SMS) through the connector of that name: codes for votes, and word that there is news."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

from django.views.decorators.debug import sensitive_variables

from ..exchange import connectors, outgoing

SMS = "sms"
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
