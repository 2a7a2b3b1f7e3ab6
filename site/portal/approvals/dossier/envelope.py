"""The file's inner part: the dossier as JSON, what the reading part is, and the portal's signature over both.

It is written in one way only (canonical JSON), so that any other byte is another file. The key is that of the
ledger's heads; another first line keeps a signature from being taken for one over a head.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from ..ledger import seals
from ..ledger.canonical import canonical, digest

ALGORITHM = "Ed25519"
NAMES = {"dossier", "reading", "signature"}


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 (hex) of a public key's 32 bytes."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key as PEM."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_key(data: bytes) -> Ed25519PublicKey:
    """Return the public key in PEM data; ValueError where there is none, or of another kind."""
    key = load_pem_public_key(data)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"no {ALGORITHM} key")
    return key


def seal(dossier: dict[str, Any], reading: bytes) -> bytes:
    """Return the signed JSON of a dossier (JSON types) and of the PDF that is read."""
    inner = {"dossier": dossier, "reading": {"bytes": len(reading), "sha256": hashlib.sha256(reading).hexdigest()}}
    key = seals.key()
    signature = {
        "algorithm": ALGORITHM,
        "key": fingerprint(key.public_key()),
        "value": base64.b64encode(key.sign(_message(inner))).decode(),
    }
    return canonical({**inner, "signature": signature}).encode()


def _message(inner: dict[str, Any]) -> bytes:
    return f"gongkai dossier\n{digest(inner)}".encode()


def opened(data: bytes) -> dict[str, Any]:
    """Return the envelope in JSON bytes; ValueError where they are anything but an envelope in its one writing."""
    envelope = json.loads(data)
    if not isinstance(envelope, dict) or set(envelope) != NAMES or not isinstance(envelope["dossier"], dict):
        raise ValueError("no envelope")
    if canonical(envelope).encode() != data:
        raise ValueError("another writing")
    return envelope


def is_signed(envelope: dict[str, Any], key: Ed25519PublicKey) -> bool:
    """Say whether an envelope bears this key's signature, to the letter."""
    try:
        signature = envelope["signature"]
        value = base64.b64decode(signature["value"], validate=True)
        key.verify(value, _message({name: envelope[name] for name in ("dossier", "reading")}))
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return False
    said = {"algorithm": ALGORITHM, "key": fingerprint(key), "value": base64.b64encode(value).decode()}
    return signature == said
