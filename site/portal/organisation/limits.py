"""How often one address may try something, counted in Django's cache: no third party, nothing stored of anybody.

The cache key holds a digest of the address, and the count is gone when its window ends.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from dataclasses import dataclass

from django.conf import settings
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
        count, _ends = cache.get(self._key(who)) or (0, 0.0)
        return count >= self.count

    def count_up(self, who: str) -> None:
        """Count one try; the window begins with the first one. Two in the same instant may count as one."""
        now, key = time.time(), self._key(who)
        count, ends = cache.get(key) or (0, now + self.seconds)
        cache.set(key, (count + 1, ends), ends - now)


def _is_own_proxy(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(network) for network in settings.GONGKAI["TRUSTED_PROXIES"])


def address_of(request: HttpRequest) -> str:
    """Return the address a request comes from, IPv6 by its network: one person has a whole /64.

    Only what the server itself saw counts, and what proxies of the department (``TRUSTED_PROXIES``) say they saw; a
    header that the visitor can write would lift every limit.
    """
    text = request.META.get("REMOTE_ADDR", "")
    said = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    while _is_own_proxy(text) and said and said[-1]:
        text = said.pop()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return text
