"""The rows of connectors: found, set up, and put to rest while their system isn't reached."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.addons import registry
from portal.addons.types import Party, Session
from portal.outbox.services import enqueue

from .. import crypto
from ..models import Connector

JOB = "interaction.exchange"
FIRST_REST, LONGEST_REST = 30, 600
BY_HAND = "hand"


def of(party: str) -> Connector:
    """Return the connector of a party; it is made, not connected, where there is none yet."""
    return Connector.objects.get_or_create(party=party)[0]


def party_of(connector: Connector) -> Party | None:
    """Return the party of a connector, or None while the add-on that brings it is off."""
    return registry.by_name("parties").get(connector.party)


def keeps(connector: Connector) -> bool:
    """Say whether messages stay readable after they were sent or carried out, so that both sides can be compared."""
    party = party_of(connector)
    return party is None or party.keeps


def works(connector: Connector) -> bool:
    """Say whether messages travel by themselves."""
    transport = registry.by_name("transports").get(connector.transport)
    return connector.is_active and transport is not None and connector.transport != BY_HAND


def by_hand(parties: Iterable[str]) -> list[str]:
    """Return those of some systems that nothing reaches by itself: people carry what is exchanged with them."""
    wanted = list(parties)
    working = {found.party for found in Connector.objects.filter(party__in=wanted) if works(found)} if wanted else set()
    return [party for party in wanted if party not in working]


def is_connected(party: str) -> bool:
    """Say whether the system of a party is reached by itself; nothing is written."""
    found = Connector.objects.filter(party=party).first()
    return found is not None and works(found)


def open_session(connector: Connector) -> Session:
    """Open a connector's transport; KeyError while the add-on that brings it is off."""
    return registry.by_name("transports")[connector.transport].open(connector)


def wake(connector: Connector) -> None:
    """Have a connector's messages carried, in the caller's transaction."""
    if works(connector):
        enqueue(JOB, {"connector": connector.pk}, key=f"{JOB}:{connector.pk}")


def secret_of(connector: Connector) -> str:
    """Return the secret that both sides know, or an empty text."""
    return crypto.unseal(crypto.master_key(), connector.sealed_secret) if connector.sealed_secret else ""


def keep_secret(connector: Connector, secret: str) -> None:
    """Seal a secret with the master key. The caller saves."""
    connector.sealed_secret = crypto.seal(crypto.master_key(), secret)


def reached(connector: Connector) -> None:
    """The other system answered."""
    _change(connector, failures=0, rests_until=None, last_contact_at=timezone.now(), last_error="")


def not_reached(connector: Connector, error: Exception) -> None:
    """It didn't; it isn't called again for a while, each time longer, at most ten minutes."""
    rest = min(FIRST_REST * 2 ** min(connector.failures, 10), LONGEST_REST)
    _change(
        connector,
        failures=min(connector.failures + 1, 1000),
        rests_until=timezone.now() + timedelta(seconds=rest),
        last_error=str(error)[:200],
    )


def _change(connector: Connector, **values: Any) -> None:
    for name, value in values.items():
        setattr(connector, name, value)
    Connector.objects.filter(pk=connector.pk).update(**values)
