"""Personal text at rest (law 7): a data key a ticket, wrapped with the master key.

Destroying a ticket's wrapped key erases the ticket, also from what was copied away before: nothing else opens its
bytes. The master key also keys the digests of query codes, so that a stolen database can't be searched for codes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

Stored = bytes | memoryview  # PostgreSQL hands a memoryview of a binary column

# Without 0, O, 1, I and L: a code is read from paper and over the telephone. 31**8 codes, some 40 bits.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


class KeyUnusable(Exception):
    """A key doesn't open what it should: another master key, or altered bytes. Never holds any text."""


@lru_cache(maxsize=4)
def _master(configured: str, var: str) -> bytes:
    if configured:
        return configured.encode()
    path = Path(var) / "keys" / "tickets"
    if not path.exists():
        _make_key_file(path)
    return path.read_bytes()


def _make_key_file(path: Path) -> None:
    """Make the key file at once or not at all: two processes that start together must end up with one key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(Fernet.generate_key())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def master_key() -> bytes:
    """Return the master key: the configured one (base64 of 32 bytes), else this machine's own under ``var/keys``."""
    return _master(settings.GONGKAI["TICKET_MASTER_KEY"], str(settings.GONGKAI["VAR"]))


def new_key() -> tuple[bytes, bytes]:
    """Return a new data key and the same key wrapped with the master key; only the latter is ever stored."""
    key = Fernet.generate_key()
    return key, Fernet(master_key()).encrypt(key)


def unwrap(wrapped: Stored) -> bytes:
    """Return the data key of a wrapped one; KeyUnusable when the master key doesn't open it."""
    return _open(master_key(), wrapped)


def seal(key: bytes, value: Any) -> bytes:
    """Encrypt a value (JSON types) with a data key."""
    return Fernet(key).encrypt(json.dumps(value, ensure_ascii=False).encode())


def unseal(key: bytes, sealed: Stored) -> Any:
    """Return the value of sealed bytes; KeyUnusable when the key is another one or the bytes were altered."""
    return json.loads(_open(key, sealed))


def _open(key: bytes, sealed: Stored) -> bytes:
    try:
        return Fernet(key).decrypt(bytes(sealed))
    except InvalidToken:
        raise KeyUnusable("This key doesn't open these bytes.") from None


def salted_digest(key: bytes, value: Any) -> str:
    """Return a digest of personal text for the ledger, salted with the data key.

    While the key exists, it proves which text was meant. Once the key is destroyed nobody can find the text by trying.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
    return hmac.new(b"gongkai ledger digest\n" + key, text, hashlib.sha256).hexdigest()


def sealed_digest(sealed: Stored) -> str:
    """Return the SHA-256 of sealed bytes: what a case pins. Salted by the encryption itself, and needs no key."""
    return hashlib.sha256(bytes(sealed)).hexdigest()


# --- query codes ---
def new_code() -> str:
    """Return a new query code."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def normal_code(code: str) -> str:
    """Return a code as it was given out, however somebody types it: without spaces and hyphens, in capitals."""
    return "".join(code.split()).replace("-", "").upper()


def code_digest(number: str, code: str) -> str:
    """Return what is stored of a query code: keyed with the master key, bound to its ticket."""
    text = f"gongkai query code\n{number}\n{normal_code(code)}".encode()
    return hmac.new(master_key(), text, hashlib.sha256).hexdigest()


def same_digest(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


# --- what passes through a session ---
def pack(value: Any) -> str:
    """Encrypt a value for the session, whose rows lie in the database in clear."""
    return base64.urlsafe_b64encode(seal(master_key(), value)).decode()


def unpack(text: str) -> Any:
    """Return a packed value; KeyUnusable when it can't be opened."""
    return unseal(master_key(), base64.urlsafe_b64decode(text))
