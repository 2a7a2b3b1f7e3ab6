"""Telling systems what was decided on what they handed in: an outbox row a delivery, signed, repeated until taken."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.approvals.ledger.models import Entry
from portal.outbox.services import enqueue

from . import credentials, outgoing, signing
from .models import Delivery, Submission, System, Token, lines

JOB = "oa.deliver"
# After a failure a system isn't called for a while: others' after-effects don't wait behind a host that is down.
REST_SECONDS = 30


class Resting(Exception):
    """The system couldn't be reached a moment ago; this delivery waits for its next attempt."""


class NoToken(Exception):
    """The system has no valid token, so nothing could be signed that it would believe."""


def tell(entry: Entry) -> Delivery | None:
    """Have the system that handed a case in told of an act on it, in the act's own transaction."""
    if not entry.case_number or not entry.act.startswith("case."):
        return None
    found = Submission.objects.filter(case__number=entry.case_number, system__is_active=True)
    submission = found.exclude(system__webhook_url="").first()
    if submission is None:
        return None
    delivery = Delivery(submission=submission, entry=entry)
    delivery.outbox = enqueue(JOB, {"delivery": str(delivery.pk)}, key=f"{JOB}:{delivery.pk}")
    delivery.save(force_insert=True)
    return delivery


def deliver(payload: dict[str, Any]) -> None:
    """The outbox job: carry one delivery out. Whatever it raises is a failed attempt."""
    found = Delivery.objects.select_related("submission__system", "submission__case", "submission__unit", "entry")
    delivery = found.filter(pk=payload["delivery"], delivered_at=None).first()
    if delivery is None or not delivery.system.is_active or not delivery.system.webhook_url:
        return
    system, resting = delivery.system, f"gongkai:oa:resting:{delivery.system.pk}"
    if cache.get(resting):
        raise Resting(_("%(system)s couldn't be reached a moment ago.") % {"system": system})
    body = json.dumps(message(delivery), ensure_ascii=False).encode()
    try:
        outgoing.post(system.webhook_url, body, _headers(delivery, _token(system), body), lines(system.webhook_hosts))
    except outgoing.Failed:
        cache.set(resting, True, REST_SECONDS)
        raise
    Delivery.objects.filter(pk=delivery.pk).update(delivered_at=timezone.now())


def message(delivery: Delivery) -> dict[str, Any]:
    """What a delivery says, read off the ledger: the same at every attempt. No opinion's words, no personal text."""
    entry, submission = delivery.entry, delivery.submission
    return {
        "delivery": str(delivery.pk),
        "sequence": entry.seq,
        "event": entry.act,
        "at": entry.at.isoformat(),
        "case": entry.case_number,
        "record_id": submission.record_id,
        "unit": submission.unit.code,
        "capacity": entry.capacity,
        "round": entry.data.get("round"),
        "desk": entry.data.get("desk"),
    }


def _token(system: System) -> Token:
    token = system.tokens.valid().order_by("-issued_at").first()
    if token is None:
        raise NoToken(_("%(system)s has no valid token.") % {"system": system})
    return token


def _headers(delivery: Delivery, token: Token, body: bytes) -> dict[str, str]:
    timestamp, key = str(int(time.time())), credentials.signing_key(token)
    digest = signing.body_digest(body)
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Gongkai-Delivery": str(delivery.pk),
        "Gongkai-Attempt": str(delivery.outbox.attempts + 1 if delivery.outbox else 1),
        "Gongkai-Key": token.key_id,
        "Gongkai-Timestamp": timestamp,
        "Gongkai-Signature": signing.of_delivery(key, delivery=str(delivery.pk), timestamp=timestamp, digest=digest),
    }
