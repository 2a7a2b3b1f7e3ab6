"""Messages as they travel: JSON in one canonical form, digests and signatures; docs/connectors.md says the same."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from django.utils.translation import gettext as _

from portal.addons.types import Envelope

from .errors import Failed

VERSION = "GONGKAI-EXCHANGE-1"
UNREADABLE = "unreadable"  # the event under which a message is kept whose content can't be read
LONGEST_ID = 64
DEEPEST = 20  # lists and objects within each other; a body is a few fields, and a list of files at most


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
    """Return the envelope of JSON types; Failed for anything else, and for a content that has no canonical form."""
    try:
        envelope = Envelope(found["id"], found["subject"], found["sequence"], found["event"], found["body"])
    except (KeyError, TypeError) as error:
        raise Failed(_("it holds no messages as they are exchanged")) from error
    return checked(envelope)


def checked(envelope: Envelope) -> Envelope:
    """Return an envelope as it is; Failed where it can't be kept, signed or compared."""
    if not _can_be_kept(envelope) or not isinstance(envelope.body, dict):
        raise Failed(_("it holds no messages as they are exchanged"))
    if not _can_be_compared(envelope.body):
        raise Failed(_("the content of a message can't be read"))
    return envelope


def as_far_as_readable(found: Any) -> Envelope | None:
    """Return the envelope of JSON types from a system that sends many at once; None for what is no envelope at all.

    One whose content can't be read comes as :data:`UNREADABLE`, without it: it is kept as a dead letter under its id
    and stops nothing but its own subject.
    """
    try:
        return from_dict(found)
    except Failed:
        pass
    try:
        envelope = Envelope(found["id"], found["subject"], found["sequence"], UNREADABLE, {})
    except (KeyError, TypeError):
        return None
    return envelope if _can_be_kept(envelope) else None


def _can_be_kept(envelope: Envelope) -> bool:
    """Say whether what stands outside the body fits the columns of a message."""
    texts = ((envelope.id, LONGEST_ID), (envelope.subject, 60), (envelope.event, 30))
    return (
        all(_is_line(text, longest) for text, longest in texts)
        and type(envelope.sequence) is int
        and 1 <= envelope.sequence <= 1_000_000
    )


def is_id(text: Any) -> bool:
    """Say whether something can be the id of a message."""
    return _is_line(text, LONGEST_ID)


def _is_line(text: Any, longest: int) -> bool:
    return isinstance(text, str) and text.isprintable() and 0 < len(text) <= longest


def _can_be_compared(body: dict[str, Any]) -> bool:
    """Say whether a body has a canonical form: half characters, numbers that are none and endless depth have none."""
    try:
        return not _is_deeper(body, DEEPEST) and bool(canonical(body))
    except ValueError:
        return False


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(part, levels - 1) for part in inside)


def of_json(content: bytes) -> list[Envelope]:
    """Return the messages of a file that holds one or a list of them; Failed with what is wrong with it."""
    try:
        rows = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Failed(_("no JSON")) from error
    return [from_dict(row) for row in (rows if isinstance(rows, list) else [rows])]


def canonical(value: Any) -> bytes:
    """Return the one JSON form of a value: keys sorted, no spaces, UTF-8. ValueError where it has none."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


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
