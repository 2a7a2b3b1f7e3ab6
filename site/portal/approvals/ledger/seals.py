"""Signed chain heads, kept outside the database: without them a deleted last entry, or a chain recomputed from some
entry on, could not be told from the truth.

After every commit the new head is appended, signed with Ed25519, to ``GONGKAI["LEDGER_HEADS"]``. Whoever can write the
database but not that file (or its copies elsewhere) can't hide a change.
"""

from __future__ import annotations

import base64
import json
import os
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.utils import timezone


@dataclass(frozen=True)
class Seal:
    """A signed head: up to entry ``seq`` the chain ended in ``hash``. ``valid`` tells whether the signature holds."""

    seq: int
    hash: str
    at: str
    valid: bool


@lru_cache(maxsize=4)
def _key(configured: str, var: str) -> Ed25519PrivateKey:
    if configured:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(configured))
    path = Path(var) / "keys" / "ledger"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    key = Ed25519PrivateKey.generate()
    with os.fdopen(handle, "wb") as file:
        file.write(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    return key


def key() -> Ed25519PrivateKey:
    """Return the signing key: the configured one (base64 of 32 bytes), else this machine's own under ``var/keys``."""
    return _key(settings.GONGKAI["LEDGER_KEY"], str(settings.GONGKAI["VAR"]))


def _message(seq: int, head: str, at: str) -> bytes:
    return f"gongkai ledger head\n{seq}\n{head}\n{at}".encode()


def append(seq: int, head: str) -> None:
    """Write the signed head of the chain to the seals file, in one append, and have it reach the disk."""
    path = Path(str(settings.GONGKAI["LEDGER_HEADS"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    at = timezone.now().isoformat()
    signature = base64.b64encode(key().sign(_message(seq, head, at))).decode()
    line = json.dumps({"seq": seq, "hash": head, "at": at, "signature": signature}) + "\n"
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def read() -> Iterator[Seal]:
    """Yield the seals in the order they were written; a line that can't be read counts as an invalid seal."""
    path = Path(str(settings.GONGKAI["LEDGER_HEADS"]))
    if not path.exists():
        return
    public = key().public_key()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                row = json.loads(line)
                seal = (int(row["seq"]), str(row["hash"]), str(row["at"]))
            except (ValueError, KeyError, TypeError):
                row, seal = {}, (0, "", "")
            if is_signed(row, public):
                yield Seal(*seal, valid=True)
            else:
                yield Seal(0, "", line.strip()[:80], valid=False)


def is_signed(head: dict[str, Any], public: Ed25519PublicKey) -> bool:
    """Say whether a head (``seq``, ``hash``, ``at``, ``signature``) was signed with the key of a public key."""
    try:
        public.verify(base64.b64decode(head["signature"]), _message(head["seq"], head["hash"], head["at"]))
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return False
    return True


def covering(numbers: list[int]) -> dict[int, dict[str, Any]]:
    """Return for each entry number (in order) the first signed head at or after it, as it was written.

    The file is read once; a number that no head covers is left out.
    """
    found: dict[int, dict[str, Any]] = {}
    path = Path(str(settings.GONGKAI["LEDGER_HEADS"]))
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                seq = _seq_of(line)
                place = bisect_right(numbers, seq)
                if place and seq < found.get(numbers[place - 1], {"seq": seq + 1})["seq"]:
                    found[numbers[place - 1]] = {"seq": seq, "line": line}
    for number, after in reversed(list(pairwise(numbers))):
        if number not in found and after in found:
            found[number] = found[after]
    return {number: json.loads(row["line"]) for number, row in found.items()}


def _seq_of(line: str) -> int:
    """The entry number in a whole line of the file, found without reading all of it; else 0."""
    number = line.removeprefix('{"seq": ').partition(",")[0]
    return int(number) if number.isdecimal() and line.endswith("}\n") else 0
