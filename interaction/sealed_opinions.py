"""Opinions about what somebody told: they may repeat it, so they are sealed with the key of what they are about."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from portal.approvals.errors import ActRefused

from . import crypto

SEALED = "sealed:"


def seal(key: bytes | None, text: str, erased: Any) -> tuple[str, str]:
    """Return (sealed text, salted digest); ActRefused with ``erased`` where the key was destroyed."""
    if key is None:
        raise ActRefused([erased])
    sealed = base64.urlsafe_b64encode(crypto.seal(key, text)).decode()
    return f"{SEALED}{sealed}", crypto.salted_digest(key, text)


def unseal(key: bytes | None, stored: str, *, may_read: Callable[[], bool], hidden: Any) -> str:
    """Return an opinion to those who may read it, ``hidden`` to others and once the key was destroyed."""
    if not stored.startswith(SEALED):
        return stored
    if key is None or not may_read():
        return str(hidden)
    text: str = crypto.unseal(key, base64.urlsafe_b64decode(stored.removeprefix(SEALED)))
    return text
