"""Comparing both sides: what one holds and the other doesn't is found, reported and sent again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.addons.types import Session

from ..models import Connector, Message
from . import envelopes, outgoing

DAYS = 30
LISTED = 200
LOOKED_UP = 500
OUT, IN, State = Message.Direction.OUT, Message.Direction.IN, Message.State
GRACE = timedelta(minutes=2)  # what was sent a moment ago may be on its way into the other side's list


def reconcile(connector: Connector, session: Session, grace: timedelta = GRACE) -> dict[str, Any]:
    """Compare both sides for the last thirty days, confirm what both hold, send again what was lost; keep the report.

    The report lists message ids: ``missing_there`` (acknowledged to us, but not held there: sent again),
    ``missing_here`` (sent by them, never seen here: fetched by the next turn), ``different`` (same id, another
    content). All three are empty when both sides agree. What somebody carried there, and proved, was registered over
    there on paper: their list doesn't hold it, and it isn't sent a second time.
    """
    since = timezone.now() - timedelta(days=DAYS)
    listing = session.listing(DAYS)
    report: dict[str, Any] = {"missing_there": [], "missing_here": [], "different": []}
    settled = Message.objects.filter(connector=connector, direction=OUT, made_at__gte=since)
    settled = settled.filter(state__in=(State.WRITTEN, State.TAKEN, State.CONFIRMED))
    for message in settled.select_related("ticket", "connector").order_by("pk").iterator(chunk_size=500):
        _compare_sent(message, listing["received"], report, grace)
    _compare_received(connector, listing["sent"], report)
    counts = {name: len(found) for name, found in report.items()}
    kept = {name: found[:LISTED] for name, found in report.items()} | {"counts": counts}
    now = timezone.now()
    Connector.objects.filter(pk=connector.pk).update(report=kept, reconciled_at=now)
    return report


def _compare_sent(message: Message, there: dict[str, str], report: dict[str, Any], grace: timedelta) -> None:
    found = there.get(message.message_id)
    if found is None:
        if message.proof:
            return
        if (message.settled_at or message.made_at) < timezone.now() - grace or grace == timedelta(0):
            report["missing_there"].append(message.message_id)
            outgoing.send_again(message)
        return
    envelope = outgoing.envelope_of(message)
    if envelope is not None and envelopes.digest(envelope) != found:
        report["different"].append(message.message_id)
    elif message.state != State.CONFIRMED:
        outgoing.taken(message, confirmed=True)


def _compare_received(connector: Connector, sent: dict[str, str], report: dict[str, Any]) -> None:
    """Look up what the other side lists, some hundred at a time: however much has come in the years before."""
    rows = Message.objects.filter(connector=connector, direction=IN)
    ids = list(sent)
    for start in range(0, len(ids), LOOKED_UP):
        asked = ids[start : start + LOOKED_UP]
        here = dict(rows.filter(message_id__in=asked).values_list("message_id", "digest"))
        report["missing_here"] += [found for found in asked if found not in here]
        report["different"] += [found for found, kept in here.items() if kept != _keyed(sent[found])]


def _keyed(digest: str) -> str:
    from .. import crypto

    return crypto.keyed_digest("message", digest)


def is_empty(report: dict[str, Any]) -> bool:
    """Say whether both sides agreed."""
    return not any(report.get(name) for name in ("missing_there", "missing_here", "different"))
