"""How requests and webhooks are signed: HMAC-SHA256 over lines of text. Pure functions; docs/oa.md says the same."""

from __future__ import annotations

import hashlib
import hmac

VERSION = "GONGKAI1"


def body_digest(body: bytes) -> str:
    """The SHA-256 of a body, in hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def of_request(
    key: str,
    *,
    method: str,
    path: str,
    timestamp: str,
    nonce: str,
    maker: str,
    unit: str,
    idempotency_key: str,
    digest: str,
) -> str:
    """The signature of a request: ``path`` with its query, headers as they are sent, ``digest`` of the body."""
    return _sign(key, VERSION, method.upper(), path, timestamp, nonce, maker, unit, idempotency_key, digest)


def of_delivery(key: str, *, delivery: str, timestamp: str, digest: str) -> str:
    """The signature of a webhook."""
    return _sign(key, VERSION, "DELIVERY", delivery, timestamp, digest)


def _sign(key: str, *parts: str) -> str:
    return hmac.new(key.encode(), "\n".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
