"""Addresses that tiles lead to or load from: checked when they are shown, whatever way they came in."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host
from wagtail.blocks import CharBlock

_SCHEMES = {"http", "https", "mailto", "tel"}
_PLAIN = re.compile(r"[^\s\\\x00-\x1f]+")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


class PortalAddressBlock(CharBlock):
    """A field for an address of the portal, as a path or in full."""


def safe(address: object) -> str:
    """Return an address that may stand in a page: of the web, mail, telephone, or a path of the portal; else ""."""
    text = str(address or "").strip()
    if text.startswith("/") and not text.startswith(("//", "/\\")):
        return text
    return text if _scheme(text) in _SCHEMES else ""


def may_embed(address: object) -> bool:
    """Tell whether pages may load something from this address in a frame: https, and a host that the operator named.

    Never from the portal itself: a frame with scripts of the page's own origin could take its sandbox off.
    """
    text = str(address or "").strip()
    if not _PLAIN.fullmatch(text):
        return False  # browsers read a backslash as a slash, and so find another host than we do
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    hosts: list[str] = settings.GONGKAI["EMBED_HOSTS"]
    named = any(host == allowed or (allowed.startswith(".") and host.endswith(allowed)) for allowed in hosts)
    plain = _HOST.fullmatch(host) and not parts.username and not parts.password and not parts.port
    return bool(parts.scheme == "https" and named and plain and not _is_ours(host))


def _is_ours(host: str) -> bool:
    ours = [urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "", *settings.ALLOWED_HOSTS]
    return validate_host(host, [name for name in ours if name and name != "*"])


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
