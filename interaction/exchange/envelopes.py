"""Messages as they travel: JSON in one canonical form, digests and signatures; docs/connectors.md says the same."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from portal.addons.types import Envelope

from .errors import Failed

VERSION = "GONGKAI-EXCHANGE-1"


def as_dict(envelope: Envelope) -> dict[str, Any]:
    """Return an envelope as JSON types."""
    return {
        "id": envelope.id,
        "subject": envelope.subject,
        "sequence": envelope.sequence,
        "event": envelope.event,
        "body": envelope.body,
    }


def from_dict(found: Any) -> Envelope:
    """Return the envelope of JSON types; Failed for anything else."""
    try:
        envelope = Envelope(found["id"], found["subject"], found["sequence"], found["event"], found["body"])
    except (KeyError, TypeError) as error:
        raise Failed("no envelope") from error
    fits = (
        all(isinstance(text, str) and text for text in (envelope.id, envelope.subject, envelope.event))
        and len(envelope.id) <= 64
        and len(envelope.subject) <= 60
        and len(envelope.event) <= 30
        and type(envelope.sequence) is int
        and 1 <= envelope.sequence <= 1_000_000
        and isinstance(envelope.body, dict)
    )
    if not fits:
        raise Failed("no envelope")
    return envelope


def canonical(value: Any) -> bytes:
    """Return the one JSON form of a value: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(envelope: Envelope) -> str:
    """Return the SHA-256 of a message's canonical form: what both sides compare."""
    return hashlib.sha256(canonical(as_dict(envelope))).hexdigest()


def of_request(secret: str, *, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> str:
    """The signature of a request: ``path`` with its query."""
    return _sign(secret, VERSION, method, path, timestamp, nonce, hashlib.sha256(body).hexdigest())


def of_answer(secret: str, *, nonce: str, body: bytes) -> str:
    """The signature of an answer, bound to the request's nonce: an old answer fits no new request."""
    return _sign(secret, VERSION, "ANSWER", nonce, hashlib.sha256(body).hexdigest())


def same(one: str, other: str) -> bool:
    """Compare two signatures in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def _sign(secret: str, *parts: str) -> str:
    return hmac.new(secret.encode(), "\n".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
