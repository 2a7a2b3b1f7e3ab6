"""Reading the public site as a stranger does, without a network: requests go through the portal's own handler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.test import RequestFactory
from django.utils import translation
from django.utils.http import parse_header_parameters

OK = 200


class NotReadable(Exception):
    """What stands at an address can't be had: not there, not public, too big."""


@dataclass(frozen=True)
class Answer:
    """What was read: its bytes, its kind ("text/css"), and the name to keep it under where it is a download."""

    content: bytes
    kind: str
    download: str = ""


class Visitor:
    """Somebody without a name, who reads in the site's language at one site of the portal."""

    def __init__(self) -> None:
        self._handler = BaseHandler()
        self._handler.load_middleware()

    def read(self, address: str, most: int) -> Answer:
        """Return what stands at an absolute address of this site; NotReadable where it isn't had in ``most`` bytes."""
        request = _request(address)
        with translation.override(settings.LANGUAGE_CODE):
            response = self._handler.get_response(request)
        try:
            if response.status_code != OK:
                raise NotReadable(f"HTTP {response.status_code}")
            content = _bounded(response, most)
        finally:
            _close(response)
        kind, _parameters = parse_header_parameters(response.get("Content-Type", ""))
        return Answer(content, kind, _download(response))


def _request(address: str) -> Any:
    """A request as the site's own address would bring it, over TLS behind the proxy too."""
    found = urlsplit(address)
    secure: dict[str, Any] = {"secure": found.scheme == "https"}
    if settings.SECURE_PROXY_SSL_HEADER and secure["secure"]:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        secure[name] = value
    port = found.port or (443 if secure["secure"] else 80)
    target = f"{found.path or '/'}{'?' if found.query else ''}{found.query}"
    return RequestFactory().get(target, SERVER_NAME=found.hostname, SERVER_PORT=str(port), **secure)


def _close(response: Any) -> None:
    """Close what a response reads. Its own ``close`` would end a request, and the worker's connection with it."""
    for close in response._resource_closers:
        close()


def _bounded(response: Any, most: int) -> bytes:
    parts, size = [], 0
    for part in response:
        parts.append(part)
        size += len(part)
        if size > most:
            raise NotReadable(f"> {most} bytes")
    return b"".join(parts)


def _download(response: Any) -> str:
    how, parameters = parse_header_parameters(response.get("Content-Disposition", ""))
    return parameters.get("filename", "") if how == "attachment" else ""
