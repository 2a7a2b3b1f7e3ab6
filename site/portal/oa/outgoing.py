"""Requests that leave the portal: to listed hosts only, encrypted, never led elsewhere, never waiting long.

A system's row says which hosts may be told; whatever stands in an address, nothing else is called, and no answer can
send the portal on. The name is looked up once, and that address is used: it can't change between check and call.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

SECONDS = 5  # for each single step
DEADLINE = 15  # for the whole exchange after the connection stands: an answer that drips doesn't hold the worker


class Refused(Exception):
    """The portal doesn't call this address."""


class Failed(Exception):
    """The other side couldn't be reached, or didn't answer with a success."""


class _Plain(http.client.HTTPConnection):
    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), SECONDS)


class _Encrypted(_Plain):
    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


@dataclass(frozen=True)
class Answer:
    """What the other side answered: a success, its headers, and its body up to the length that was asked for."""

    status: int
    headers: dict[str, str]
    body: bytes


def post(url: str, body: bytes, headers: dict[str, str], hosts: Collection[str]) -> int:
    """Post to an address whose host is among ``hosts``; return the status of a success (2xx). Refused, Failed."""
    return call("POST", url, body, headers, hosts).status


def call(
    method: str, url: str, body: bytes, headers: dict[str, str], hosts: Collection[str], longest: int = 0
) -> Answer:
    """Call an address whose host is among ``hosts``; return a success (2xx). Refused, Failed.

    Of the answer's body at most ``longest`` bytes are read (none: it isn't looked at); a longer one is Failed.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_plain_allowed = host in settings.GONGKAI["OA_PLAIN_HTTP_HOSTS"]
    if host not in hosts or parts.username is not None:
        raise Refused(_("%(host)s is not among the hosts of the system.") % {"host": host or url[:80]})
    if parts.scheme != "https" and not (parts.scheme == "http" and is_plain_allowed):
        raise Refused(_("Only encrypted addresses are called."))
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _address_of(host, port, inside=is_plain_allowed)
    connection = (_Encrypted if parts.scheme == "https" else _Plain)(host, port, address)
    try:
        with _cut_off(connection):
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request(method, path, body, headers)
            found = connection.getresponse()
            status, told = found.status, dict(found.headers)
            content = found.read(longest + 1) if longest else b""
    except (OSError, http.client.HTTPException) as error:
        raise Failed(_("%(host)s can't be reached.") % {"host": host}) from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise Failed(_("%(host)s answered %(status)s.") % {"host": host, "status": status})
    if len(content) > longest > 0:
        raise Failed(_("%(host)s answered more than was asked for.") % {"host": host})
    return Answer(status, told, content)


@contextmanager
def _cut_off(connection: _Plain) -> Iterator[None]:
    """End the exchange at its deadline, however often something arrives: TimeoutError, whatever was read until then."""
    over = threading.Event()

    def cut() -> None:
        over.set()
        if (sock := connection.sock) is not None:
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)  # below the encryption, which would wait for a goodbye

    connection.connect()
    timer = threading.Timer(DEADLINE, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if over.is_set():  # a header that was cut short reads as the last one
        raise TimeoutError


def _address_of(host: str, port: int, *, inside: bool) -> str:
    """Look a host up; an address of this machine, or of the network's own devices, is called only where registered."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Failed(_("%(host)s has no address.") % {"host": host}) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not inside and any(_is_own(address) for address in addresses):
        raise Refused(_("%(host)s leads to this machine, or to a device of its network.") % {"host": host})
    return addresses[0]


def _is_own(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
