"""A code by telephone: six digits, valid ten minutes, few tries, few codes a number and address (clause S2)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals.ledger.services import lock_head
from portal.sealing.keys import keyed_digest

from .. import crypto, limits
from ..models import PhoneCode
from . import telephones

DIGITS = 6
VALID = timedelta(minutes=10)
MOST_TRIES = 5
AGAIN_AFTER = timedelta(seconds=60)
MOST_AN_HOUR = 5
KEPT = timedelta(hours=1)


class NotSent(Exception):
    """No code was sent; the text says why, for people."""


@sensitive_variables()
def _number_digest(number: str) -> str:
    return keyed_digest("telephone", number)


@sensitive_variables()
def _code_digest(number: str, purpose: str, code: str) -> str:
    return keyed_digest("telephone code", f"{purpose}\n{number}\n{code}")


@sensitive_variables()
def send(number: str, purpose: str, address: str) -> None:
    """Send a new code to a telephone; NotSent where it can't be, or too many were. An earlier code counts no more.

    ``address`` is the network address that asks, whose number of codes is limited too.
    """
    number = telephones.normal_number(number)
    if not number:
        raise NotSent(_("Please give a mobile telephone number of eleven digits."))
    if not telephones.is_connected():
        raise NotSent(_("At the moment no code can be sent. Please try again later."))
    if not limits.PHONE_CODES.take(address):
        raise NotSent(_("Many codes were sent to your network. Please try again in an hour."))
    try:
        _send(number, purpose)
    except Exception:  # whatever it was, nothing was sent
        limits.PHONE_CODES.give_back(address)
        raise


@sensitive_variables()
def _send(number: str, purpose: str) -> None:
    now, digest = timezone.now(), _number_digest(number)
    with transaction.atomic():
        lock_head()  # two that come at once are counted one after the other
        sent = PhoneCode.objects.filter(number_digest=digest, sent_at__gt=now - KEPT)
        if sent.filter(sent_at__gt=now - AGAIN_AFTER).exists():
            raise NotSent(_("A code was sent to this number a moment ago. Please wait a minute for the next one."))
        if sent.count() >= MOST_AN_HOUR:
            raise NotSent(_("Many codes were sent to this number. Please try again in an hour."))
        sent.filter(purpose=purpose).update(expires_at=now)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        PhoneCode.objects.create(
            number_digest=digest,
            purpose=purpose,
            code_digest=_code_digest(number, purpose, code),
            sent_at=now,
            expires_at=now + VALID,
        )
        text = _("Your code is %(code)s, valid for ten minutes. Give it to nobody.") % {"code": code}
        telephones.send(number, text, now + VALID)


@sensitive_variables()
def use(number: str, purpose: str, code: str) -> bool:
    """Say whether a code is the one that was sent to a number; a right one counts once, five wrong ones end it."""
    number = telephones.normal_number(number)
    codes = PhoneCode.objects.filter(number_digest=_number_digest(number), purpose=purpose, used_at=None)
    found = codes.filter(expires_at__gt=timezone.now(), tries__lt=MOST_TRIES).order_by("-sent_at", "-pk").first()
    if not number or found is None:
        return False
    if not crypto.same_digest(found.code_digest, _code_digest(number, purpose, "".join(code.split()))):
        PhoneCode.objects.filter(pk=found.pk).update(tries=F("tries") + 1)
        return False
    # In one statement: of two that come at once with the same code one is right.
    fresh = PhoneCode.objects.filter(pk=found.pk, used_at=None, tries__lt=MOST_TRIES)
    return fresh.update(used_at=timezone.now()) == 1


def forget() -> int:
    """Delete what is kept of codes that were sent more than an hour ago; return how many."""
    return PhoneCode.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()[0]
