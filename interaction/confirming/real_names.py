"""Real-name check: name and identity number go to the system that knows them; only yes or no stays (clause S2)."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals.ledger.services import lock_head
from portal.sealing.keys import keyed_digest
from portal.text.personal import is_id_number

from .. import limits
from ..exchange import connectors, outgoing
from ..exchange.errors import Unfit
from ..exchange.incoming import Incoming
from ..models import RealNameCheck
from .codes import NotSent

IDENTITY = "identity"
VALID = timedelta(minutes=30)
Answer = RealNameCheck.Answer


def normal_identity(text: str) -> str:
    """Return an identity number in capitals without spaces, or "" where its check digit doesn't fit."""
    found = "".join(text.split()).upper()
    return found if is_id_number(found) else ""


def is_connected() -> bool:
    """Say whether names can be checked: the connector is set up and carries messages by itself."""
    return connectors.is_connected(IDENTITY)


@sensitive_variables()
def _digest(name: str, identity: str, purpose: str) -> str:
    return keyed_digest("real name", f"{purpose}\n{''.join(name.split())}\n{identity}")


@sensitive_variables()
def _valid(name: str, identity: str, purpose: str) -> RealNameCheck | None:
    found = RealNameCheck.objects.filter(person_digest=_digest(name, identity, purpose), purpose=purpose)
    return found.filter(expires_at__gt=timezone.now()).order_by("-pk").first()


@sensitive_variables()
def ask(name: str, identity: str, purpose: str, address: str) -> None:
    """Have a name and an identity number checked; NotSent where that can't be, or too much was asked.

    What is being checked, or was a moment ago, isn't asked again.
    """
    identity = normal_identity(identity)
    if not identity or not name.strip():
        raise NotSent(_("Please check the name and the identity number."))
    if not is_connected():
        raise NotSent(_("At the moment nobody can be confirmed. Please try again later."))
    if not limits.REAL_NAMES.take(address):
        raise NotSent(_("Much was checked for your network. Please try again in an hour."))
    with transaction.atomic():
        lock_head()  # two that come at once ask once
        if _valid(name, identity, purpose) is None:
            now, check = timezone.now(), uuid.uuid4().hex
            RealNameCheck.objects.create(
                name=check,
                purpose=purpose,
                person_digest=_digest(name, identity, purpose),
                asked_at=now,
                expires_at=now + VALID,
            )
            body = {"name": name.strip(), "identity": identity, "valid_until": (now + VALID).isoformat()}
            outgoing.put_alone(IDENTITY, check, "check", body)


@sensitive_variables()
def answer_of(name: str, identity: str, purpose: str) -> str:
    """Return the answer about a person, "" where nothing was asked or it isn't valid any more."""
    found = _valid(name, normal_identity(identity), purpose)
    return found.answer if found else ""


def take_answer(incoming: Incoming) -> None:
    """The other system says yes or no to a check. One that isn't waited for any more changes nothing."""
    said = incoming.body.get("yes")
    if incoming.event != "checked" or not isinstance(said, bool):
        raise Unfit(_("no answer to a check"))
    waiting = RealNameCheck.objects.filter(name=incoming.subject, answer=Answer.WAITING)
    waiting.update(answer=Answer.YES if said else Answer.NO)


def forget() -> int:
    """Delete checks that aren't valid any more; return how many."""
    return RealNameCheck.objects.filter(expires_at__lt=timezone.now()).delete()[0]
