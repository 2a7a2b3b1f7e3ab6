"""Personal text of tickets at rest (law 7): a data key a ticket, wrapped with the master key.

Destroying a ticket's wrapped key erases the ticket, also from what was copied away before: nothing else opens its
bytes. The keys themselves are those of :mod:`portal.sealing.keys`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from portal.sealing import traces
from portal.sealing.keys import KeyUnusable as KeyUnusable
from portal.sealing.keys import Stored, keyed_digest
from portal.sealing.keys import master_key as master_key
from portal.sealing.keys import new_key as new_key
from portal.sealing.keys import pack as pack
from portal.sealing.keys import seal as seal
from portal.sealing.keys import unpack as unpack
from portal.sealing.keys import unseal as unseal
from portal.sealing.keys import unwrap as unwrap

# Without 0, O, 1, I and L: a code is read from paper and over the telephone. 31**8 codes, some 40 bits.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


def salted_digest(key: bytes, value: Any) -> str:
    """Return a digest of personal text for the ledger, salted with the data key.

    While the key exists, it proves which text was meant. Once the key is destroyed nobody can find the text by trying.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
    return hmac.new(b"gongkai ledger digest\n" + key, text, hashlib.sha256).hexdigest()


def sealed_digest(sealed: Stored) -> str:
    """Return the SHA-256 of sealed bytes: what a case pins. Salted by the encryption itself, and needs no key."""
    return hashlib.sha256(bytes(sealed)).hexdigest()


def seal_bytes(key: bytes, content: bytes) -> bytes:
    """Encrypt a file's content with a key."""
    return seal(key, base64_of(content))


def unseal_bytes(key: bytes, sealed: Stored) -> bytes:
    """Return a file's content; KeyUnusable when the key is another one or the bytes were altered."""
    return base64.b64decode(unseal(key, sealed))


def base64_of(content: bytes) -> str:
    """Return bytes as text that travels in JSON."""
    return base64.b64encode(content).decode()


def destroy(rows: QuerySet[Any], *fields: str) -> None:
    """Destroy rows of wrapped keys.

    They are overwritten before they are deleted: a deleted row's bytes may stay in the database's free space. After
    the commit earlier copies go too (:mod:`portal.sealing.traces`).
    """
    _overwrite(rows, fields)
    rows.delete()
    traces.remove_after_commit()


def wipe(rows: QuerySet[Any], field: str) -> None:
    """Destroy one of several wrapped keys in rows that stay, as :func:`destroy` does."""
    _overwrite(rows, [field])
    rows.update(**{field: None})
    traces.remove_after_commit()


def _overwrite(rows: QuerySet[Any], fields: Sequence[str]) -> None:
    kept = rows.values_list(*fields).iterator(chunk_size=500)
    longest = max((len(bytes(wrapped or b"")) for row in kept for wrapped in row), default=0)
    if longest:
        rows.update(**{field: os.urandom(longest) for field in fields})


# --- query codes ---
def new_code() -> str:
    """Return a new query code."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def normal_code(code: str) -> str:
    """Return a code as it was given out, however somebody types it: without spaces and hyphens, in capitals."""
    return "".join(code.split()).replace("-", "").upper()


def code_digest(number: str, code: str) -> str:
    """Return what is stored of a query code: keyed with the master key, bound to its ticket."""
    return keyed_digest("query code", f"{number}\n{normal_code(code)}")


def same_digest(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
