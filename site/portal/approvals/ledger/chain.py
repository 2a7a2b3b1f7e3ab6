"""How entries hang together, as pure functions: anybody can recompute the chain without the portal.

The hash of an entry covers the hash before it and the digest of the entry's own content. So a stretch of the chain
can be recomputed from digests alone: some entries can be shown in full while of those between them nothing is known
but that they stand there. Each content holds a random salt, so that nobody can guess one and try it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from .canonical import digest

GENESIS = "0" * 64
DIGEST_BYTES = 32


def link(previous: str, body: str) -> str:
    """Return the hash of an entry from the hash before it and the digest of its content (hex)."""
    return hashlib.sha256(f"{previous}{body}".encode()).hexdigest()


def body_of(entry: dict[str, Any]) -> str:
    """Return the digest of an entry's content: all of it but the two hashes."""
    return digest({name: value for name, value in entry.items() if name not in ("previous", "hash")})


def pack(bodies: list[str]) -> str:
    """Write digests (hex) as one base64 text of 32 bytes each."""
    return base64.b64encode(bytes.fromhex("".join(bodies))).decode()


def unpack(text: str) -> list[str]:
    """Return the digests in a packed text; ValueError when it isn't one, to the letter."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
    bodies = [data[start : start + DIGEST_BYTES].hex() for start in range(0, len(data), DIGEST_BYTES)]
    if len(data) % DIGEST_BYTES or pack(bodies) != text:
        raise ValueError("no digests")
    return bodies


def altered(entries: list[dict[str, Any]]) -> Iterator[int]:
    """Yield the number of every entry whose content doesn't fit its hash."""
    for entry in entries:
        if link(entry["previous"], body_of(entry)) != entry["hash"]:
            yield entry["seq"]


def broken(entries: list[dict[str, Any]], run: dict[str, Any]) -> Iterator[int]:
    """Yield the number of every entry of a run after which the chain doesn't go on to the next one, or to the head.

    ``run`` is a stretch as :func:`portal.approvals.ledger.proofs.prove` writes it, ``entries`` are those that it
    shows in full, in order.
    """
    following = [*((entry["seq"], entry["previous"]) for entry in entries[1:]), None]
    for entry, after in zip(entries, following, strict=True):
        value, bodies = entry["hash"], unpack(run["between"].get(str(entry["seq"]), ""))
        for body in bodies:
            value = link(value, body)
        last = entry["seq"] + len(bodies)
        if after is None:
            whole = (last, value) == (run["head"]["seq"], run["head"]["hash"])
        else:
            whole = (last + 1, value) == after
        if not whole:
            yield entry["seq"]


def in_order(numbers: list[int]) -> bool:
    """Say whether entries stand in the order of their numbers, each once."""
    return all(one < other for one, other in pairwise(numbers))
