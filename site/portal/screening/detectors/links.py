"""Addresses that lead to sites that are not registered (clause C3): written, linked, or as a QR code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import cv2

from portal.registers import addresses

from ..kinds import Found
from ..looks import Look
from ..pages import Line

Registered = Callable[[str], bool] | frozenset[str]

MAX_LINKS = 200
_ENDINGS = (
    "com|cn|net|org|gov|edu|info|top|xyz|vip|club|shop|site|online|cc|tv|io|me|co|biz|wang|ltd|app|hk|tw|mo|us|uk|ru|jp"
)
_WRITTEN = re.compile(
    r"(?:https?|ftp)\s?[:：]\s?//[^\s，。；、（）()《》“”\"'<>【】\]\[]+"
    rf"|(?<![A-Za-z0-9@.\-])www\.[A-Za-z0-9\-._~/?#&=%:]+"
    rf"|(?<![A-Za-z0-9@.\-_/])[A-Za-z0-9](?:[A-Za-z0-9-]{{0,62}}\.)+(?:{_ENDINGS})(?![A-Za-z0-9@])(?:/[A-Za-z0-9\-._~/?#&=%:]*)?",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)|mailto:|tel:|sms:|//", re.IGNORECASE)


def find(links: Iterable[str], lines: list[Line], page: int, registered: Registered) -> list[Found]:
    """Return the addresses of a page that lead to no registered site, once each."""
    found: dict[str, Found] = {}
    for line in lines:
        for address in written(line.text):
            _take(found, address, Found("link", page, line.where, line.box, address[:200], 0.9), registered)
    for address in links:
        _take(found, address.strip(), Found("link", page, "", None, address[:200], 1.0), registered)
    return list(found.values())[:MAX_LINKS]


def written(text: str) -> list[str]:
    """Return the web addresses in a text, with and without their beginning; mail addresses are none."""
    return [re.sub(r"[.,;:!?。]+$", "", re.sub(r"\s|：", _closed, hit)) for hit in _WRITTEN.findall(text)]


def _closed(match: re.Match[str]) -> str:
    return ":" if match.group() == "：" else ""


def in_codes(look: Look, registered: Registered) -> list[Found]:
    """Return where QR codes in a picture lead, if that is no registered site."""
    try:
        fine, texts, quads, _codes = cv2.QRCodeDetector().detectAndDecodeMulti(look.view.picture)
    except cv2.error:
        return []
    found: dict[str, Found] = {}
    width, height = look.size
    for text, quad in zip(texts, quads, strict=False) if fine else ():
        (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
        box = (float(left / width), float(top / height), float(right / width), float(bottom / height))
        if written(text):
            _take(found, text, Found("link", look.number, look.view.where, box, text[:200], 0.95), registered)
    return list(found.values())


def _take(found: dict[str, Found], address: str, item: Found, registered: Registered) -> None:
    if not address or address.startswith("#"):
        return
    # People write hosts without their beginning; what looks like no host is a path on the file's own site.
    full = address if _BEGINNING.match(address) or not written(address) else f"//{address}"
    place = addresses.destination(full)
    if place.kind == "refused":
        # Programs write paths of their own disks as links; what is no address of a site leads nowhere in public.
        if re.match(r"(?i)(?:https?|ftp|javascript|data):", full):
            found.setdefault(address, item)
        return
    if place.kind == "site" and place.host and not _is_registered(place.host, full, registered):
        found.setdefault(place.host + address.partition(place.host)[2].rstrip("/"), item)


def _is_registered(host: str, address: str, registered: Registered) -> bool:
    if callable(registered):
        return registered(address)
    return any(name in registered for name in addresses.with_parents(host))
