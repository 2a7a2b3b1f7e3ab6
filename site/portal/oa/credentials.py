"""Tokens and signing keys of systems. Both are shown once; a stolen database holds neither.

Of a token its digest is stored (it is random, so a plain digest is enough). The signing key is made from the portal's
own secret key and the token's public name whenever it is needed, so it stands nowhere.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from .models import System, Token

DAYS = 365


@dataclass(frozen=True)
class Issued:
    """A new token as it is handed over, once."""

    row: Token
    token: str
    signing_key: str


def issue(system: System, by: Any, days: int = DAYS) -> Issued:
    """Give a system a token that is valid for some days. PermissionDenied without the right to change systems."""
    if not by.has_perm("oa.change_system"):
        raise PermissionDenied
    key_id = secrets.token_hex(6)
    token = f"gk_{key_id}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        row = Token.objects.create(
            system=system,
            key_id=key_id,
            digest=digest_of(token),
            issued_by=by,
            expires_at=timezone.now() + timedelta(days=days),
        )
        log(system, "oa.token_issued", user=by, data={"key": key_id})
    return Issued(row, token, signing_key(row))


def revoke(token: Token, by: Any) -> None:
    """Take a token's validity away, at once and for good. PermissionDenied without the right to change systems."""
    if not by.has_perm("oa.change_system"):
        raise PermissionDenied
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by):
            log(token.system, "oa.token_revoked", user=by, data={"key": token.key_id})


def find(token: str) -> Token | None:
    """Return the valid token of a connected system that somebody shows, or None."""
    rows = Token.objects.valid().filter(digest=digest_of(token), system__is_active=True)
    return rows.select_related("system").first()


def digest_of(token: str) -> str:
    """The digest under which a token is stored."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def signing_key(token: Token) -> str:
    """The key with which requests and webhooks under a token are signed (64 hexadecimal digits)."""
    return salted_hmac("portal.oa.signing_key", f"{token.key_id}:{token.digest}", algorithm="sha256").hexdigest()
