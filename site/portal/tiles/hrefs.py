"""Addresses that tiles lead to or load from: checked when they are shown, whatever way they came in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

_SCHEMES = {"http", "https", "mailto", "tel"}


def safe(address: object) -> str:
    """Return an address that may stand in a page: of the web, mail, telephone, or a path of the portal; else ""."""
    text = str(address or "").strip()
    if text.startswith("/") and not text.startswith(("//", "/\\")):
        return text
    return text if _scheme(text) in _SCHEMES else ""


def may_embed(address: object) -> bool:
    """Tell whether pages may load something from this address in a frame: https, and a host that the operator named."""
    text = str(address or "").strip()
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    hosts: list[str] = settings.GONGKAI["EMBED_HOSTS"]
    named = any(host == allowed or (allowed.startswith(".") and host.endswith(allowed)) for allowed in hosts)
    return parts.scheme == "https" and named and not parts.username and not parts.port


def path_of(address: object) -> str:
    """Return the path in an address of the portal, given as a path or in full; "" where there is none."""
    try:
        return urlsplit(str(address or "").strip()).path
    except ValueError:
        return ""


def _scheme(text: str) -> str:
    try:
        return urlsplit(text).scheme.lower()
    except ValueError:
        return ""


def of_page(page: Any, request: Any = None) -> str:
    """Return the address of a page, "" where it has none."""
    return (page.get_url(request) or "") if page else ""
