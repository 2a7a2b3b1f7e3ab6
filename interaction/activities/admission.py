"""Who takes part once: devices and addresses, made unrecognisable, and what is refused (clause S2).

A device is known by a signed cookie of its own, which names nobody. Device and address are kept as digests salted
by the activity's own salt, so that they can't be brought together across activities, and by nobody once the salt is
destroyed.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.organisation.limits import address_of

from .models import Activity, AddressCount, Refusal

COOKIE = "gongkai_device"
_SALT = "gongkai.activities.device"
_YEAR = 365 * 24 * 3600


class NotTaken(Exception):
    """Something that somebody sent isn't taken: the reason as a code for the report, and a sentence for people."""

    def __init__(self, reason: str, sentence: str) -> None:
        self.reason, self.sentence = reason, sentence
        super().__init__(reason)


@dataclass(frozen=True)
class Person:
    """Who takes part, as digests only. ``voter`` is what may take part once."""

    voter: str
    address: str
    agent: str


def digest(activity: Activity, purpose: str, text: str) -> str:
    """Return what is kept of a device, address or programme; ValueError where the activity's salt was destroyed."""
    if activity.salt is None:
        raise ValueError("The salt of this activity was destroyed.")
    return hmac.new(activity.salt, f"{purpose}\n{text}".encode(), sha256).hexdigest()


def person_of(activity: Activity, *, voter: str, address: str, agent: str) -> Person:
    """Return somebody as digests of this activity."""
    return Person(
        digest(activity, "voter", voter), digest(activity, "address", address), digest(activity, "agent", agent)
    )


def device_of(request: HttpRequest) -> str:
    """Return the mark of the device that a request comes from, "" where it has none or it isn't ours."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT))
    except signing.BadSignature:
        return ""


def mark_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the device its mark with a response, where it has none yet."""
    if not device_of(request):
        response.set_cookie(
            COOKIE,
            new_mark(),
            max_age=_YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
            path="/interaction/activities/",
        )
    return response


def new_mark() -> str:
    """Return a new mark of a device, as its cookie holds it."""
    return signing.dumps(secrets.token_urlsafe(16), salt=_SALT)


def who(activity: Activity, request: HttpRequest, voter: str) -> Person:
    """Return who sends a request, where ``voter`` is known already."""
    agent = request.headers.get("User-Agent", "")[:300]
    return person_of(activity, voter=voter, address=address_of(request), agent=agent)


def take_address(activity: Activity, address: str) -> None:
    """Count one more from an address; NotTaken where the rules allow no more. Inside the caller's transaction.

    Counting and comparing are one statement, so the cap holds also for two that come at once.
    """
    cap = int(activity.rules.get("per_address", 0))
    if not cap:
        return
    AddressCount.objects.get_or_create(activity=activity, address=address)
    taken = AddressCount.objects.filter(activity=activity, address=address, count__lt=cap).update(count=F("count") + 1)
    if not taken:
        raise NotTaken(
            Refusal.Reason.ADDRESS,
            _("As many have taken part from your network as the rules allow. Please use another network."),
        )


def refuse(activity: Activity, reason: str) -> None:
    """Count one refusal for the report. After the end all is late: what a result says doesn't change any more."""
    reason = Refusal.Reason.LATE if activity.has_ended() else reason
    for _try in range(2):
        with transaction.atomic():
            if Refusal.objects.filter(activity=activity, reason=reason).update(count=F("count") + 1):
                return
        try:
            with transaction.atomic():
                Refusal.objects.create(activity=activity, reason=reason, count=1)
            return
        except IntegrityError:
            continue  # somebody made the row at the same moment


def late(activity: Activity) -> NotTaken:
    """What is said to somebody who comes before the beginning or after the end."""
    if activity.has_ended():
        return NotTaken(Refusal.Reason.LATE, _("This has ended: nothing more is taken."))
    return NotTaken(Refusal.Reason.LATE, _("This has not begun yet."))


def twice() -> NotTaken:
    """What is said to somebody who took part before."""
    return NotTaken(Refusal.Reason.TWICE, _("You have taken part already; everybody can do so once."))


def refusals(activity: Activity) -> list[tuple[str, int]]:
    """Return what was not taken while it ran, as (reason, how many), most first."""
    rows = Refusal.objects.filter(activity=activity).exclude(reason=Refusal.Reason.LATE).order_by("-count", "reason")
    return list(rows.values_list("reason", "count"))
