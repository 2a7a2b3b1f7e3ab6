"""What the worker does for connectors: carry messages, compare both sides, erase what was handed over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.addons.types import Session
from portal.outbox.services import enqueue

from ..models import Connector
from . import connectors, erasing, incoming, outgoing, reconciling
from .connectors import JOB as JOB
from .errors import Failed

ROUND = "interaction.exchange.round"
RECONCILE = "interaction.exchange.reconcile"
ERASE = "interaction.erase_handed_over"
ERASE_MESSAGES = "interaction.erase_messages"
EVERY, COMPARED_EVERY, ERASED_EVERY = timedelta(seconds=60), timedelta(minutes=30), timedelta(hours=24)


def carry(payload: dict[str, Any]) -> None:
    """Send what waits for one connector and fetch what waits there. A system that isn't reached is called later."""
    connector = Connector.objects.filter(pk=payload["connector"]).first()
    if connector is None or not connectors.works(connector):
        return
    if connector.is_resting():
        return  # the next round looks again
    try:
        session = connectors.open_session(connector)
    except Failed as error:
        connectors.not_reached(connector, error)
    else:
        exchange(connector, session)


def exchange(connector: Connector, session: Session) -> bool:
    """Send and fetch once; False when the other side wasn't reached."""
    if not outgoing.send_waiting(connector, session):
        return False
    try:
        outgoing.take_receipts(connector, session)
        incoming.fetch_waiting(connector, session)
    except Failed as error:
        connectors.not_reached(connector, error)
        return False
    connectors.reached(connector)
    return True


def round_of_all(payload: dict[str, Any]) -> None:
    """Let every connector that isn't resting have its turn."""
    for connector in Connector.objects.filter(is_active=True):
        if not connector.is_resting():
            connectors.wake(connector)


def reconcile_all(payload: dict[str, Any]) -> None:
    """Compare both sides of every connector that is reached."""
    for connector in Connector.objects.filter(is_active=True):
        if connectors.works(connector) and connectors.keeps(connector) and not connector.is_resting():
            try:
                reconciling.reconcile(connector, connectors.open_session(connector))
            except Failed as error:
                connectors.not_reached(connector, error)


def erase_handed_over(payload: dict[str, Any]) -> None:
    """Erase the text of complaints that the petition system holds, and contacts that nothing more is told (S6)."""
    from .. import services

    if services.forget_contacts() == services.erasing.BATCH:
        enqueue(ERASE, {}, key=ERASE)
    if services.erase_handed_over():
        enqueue(ERASE, {}, key=ERASE)  # a batch was full of work: look again


def erase_messages(payload: dict[str, Any]) -> None:
    """Wipe messages of no ticket when the retention period is over (law 7)."""
    if erasing.erase_old() == erasing.BATCH:
        enqueue(ERASE_MESSAGES, {}, key=ERASE_MESSAGES)  # there may be more
