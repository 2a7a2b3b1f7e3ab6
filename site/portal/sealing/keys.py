"""Personal text at rest (law 7): sealing with keys, and the master key behind them.

What is sealed opens with its key only. The master key wraps the data keys of tickets, seals what has no key of its own,
and keys digests, so that a stolen database can't be searched for what somebody knows.
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
    """Encrypt a value (JSON types) with a key."""
    return Fernet(key).encrypt(json.dumps(value, ensure_ascii=False).encode())


def unseal(key: bytes, sealed: Stored) -> Any:
    """Return the value of sealed bytes; KeyUnusable when the key is another one or the bytes were altered."""
    return json.loads(_open(key, sealed))


def _open(key: bytes, sealed: Stored) -> bytes:
    try:
        return Fernet(key).decrypt(bytes(sealed))
    except InvalidToken:
        raise KeyUnusable("This key doesn't open these bytes.") from None


def keyed_digest(purpose: str, text: str) -> str:
    """Return a digest of what somebody knows, keyed with the master key; another purpose gives another digest."""
    return hmac.new(master_key(), f"gongkai {purpose}\n{text}".encode(), hashlib.sha256).hexdigest()


# --- what passes through a session ---
def pack(value: Any) -> str:
    """Encrypt a value for the session, whose rows lie in the database in clear."""
    return base64.urlsafe_b64encode(seal(master_key(), value)).decode()


def unpack(text: str) -> Any:
    """Return a packed value; KeyUnusable when it can't be opened."""
    return unseal(master_key(), base64.urlsafe_b64decode(text))
