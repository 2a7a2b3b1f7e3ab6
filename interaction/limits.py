"""How often one address may try something, counted in Django's cache: no third party, nothing stored of anybody.

The cache key holds a digest of the address, and the count is gone when its window ends.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """At most ``count`` times in ``seconds``."""

    name: str
    count: int
    seconds: int

    def _key(self, who: str) -> str:
        return f"gongkai:limit:{self.name}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"

    def reached(self, who: str) -> bool:
        """Say whether somebody has used up their tries."""
        return int(cache.get(self._key(who), 0)) >= self.count

    def count_up(self, who: str) -> None:
        """Count one try; the window begins with the first one."""
        key = self._key(who)
        if not cache.add(key, 1, self.seconds):
            try:
                cache.incr(key)
            except ValueError:  # the window ended between the two
                cache.add(key, 1, self.seconds)


SUBMISSIONS = Limit("consult", 10, 3600)
WRONG_CODES = Limit("code", 10, 900)
WRONG_CODES_OF_NUMBER = Limit("code-of-number", 50, 3600)


def address_of(request: HttpRequest) -> str:
    """Return the address a request comes from, IPv6 by its network: one person has a whole /64.

    Only what the server itself saw counts; a header that the visitor can write would lift every limit.
    """
    text = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return text
