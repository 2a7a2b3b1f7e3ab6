"""How often one address may try something, counted in the cache "limits": no third party, nothing stored of anybody.

The cache key holds a digest of the address, and the count is gone when its window ends.
"""

from __future__ import annotations

import hashlib
import ipaddress
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

CACHE = "limits"


@dataclass(frozen=True)
class Limit:
    """At most ``count`` times in ``seconds``; the window begins with the first time."""

    name: str
    count: int
    seconds: int

    def _key(self, who: str) -> str:
        return f"gongkai:limit:{self.name}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"

    def reached(self, who: str) -> bool:
        """Say whether somebody has used up their tries. What must not be done more often asks :meth:`take`."""
        return bool(caches[CACHE].get(self._key(who), 0) >= self.count)

    def count_up(self, who: str) -> int:
        """Count one try, and return how many there are; many at once are all counted."""
        cache, key = caches[CACHE], self._key(who)
        while True:
            try:
                return cache.incr(key)
            except ValueError:
                if cache.add(key, 1, self.seconds):
                    return 1

    def take(self, who: str) -> bool:
        """Take one try before it is made, so that of many at once no more get through; False where none is left.

        Who takes a try for something that only counts where it goes wrong gives it back where it went well.
        """
        if self.count_up(who) <= self.count:
            return True
        self.give_back(who)
        return False

    def give_back(self, who: str) -> None:
        """Take a try back that doesn't count."""
        with suppress(ValueError):  # its window is over
            caches[CACHE].decr(self._key(who))


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return an address, IPv4 as itself also where a socket for both kinds writes it ``::ffff:a.b.c.d``."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_own_proxy(text: str) -> bool:
    address = _parsed(text)
    return address is not None and any(
        address in ipaddress.ip_network(network) for network in settings.GONGKAI["TRUSTED_PROXIES"]
    )


def address_of(request: HttpRequest) -> str:
    """Return the address a request comes from, as limits count it (:func:`network_of`)."""
    return network_of(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))


def network_of(text: str, forwarded: str) -> str:
    """Return the address of a visitor, IPv6 by its network: one person has a whole /64.

    Only what the server itself saw (``text``) counts, and what proxies of the department (``TRUSTED_PROXIES``) say they
    saw (``forwarded``, hops with commas); a header that the visitor can write would lift every limit.
    """
    said = [hop.strip() for hop in forwarded.split(",")]
    while _is_own_proxy(text) and said and said[-1]:
        text = said.pop()
    address = _parsed(text)
    if address is None:
        return text
    if address.version == 6:
        return str(ipaddress.IPv6Network((int(address), 64), strict=False))  # by number: without a zone (fe80::1%eth0)
    return str(address)
