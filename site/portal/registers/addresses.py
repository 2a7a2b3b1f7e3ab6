"""Where a link leads, read as browsers read it: pure functions over text."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote

# Suffixes below which everybody may have a name: registering one would let any site through.
TOO_WIDE = frozenset({"com.cn", "net.cn", "org.cn", "gov.cn", "edu.cn", "ac.cn", "mil.cn", "co.uk", "github.io"})
SITES = frozenset({"http", "https", "ftp", "ws", "wss"})
NO_SITES = frozenset({"mailto", "tel", "sms"})

_SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.\-]*):")
_LABEL = re.compile(r"^(?!-)[a-z0-9_-]{1,63}(?<!-)$")
_DOTS = str.maketrans("。．｡", "...")
_ADDRESS_ATTRIBUTES = frozenset(
    {"href", "src", "action", "formaction", "data", "poster", "cite", "background", "ping", "xlink:href", "manifest"}
)
_STYLE_URL = re.compile(r"""url\(\s*['"]?([^'")]+)""", re.IGNORECASE)
_REFRESH_URL = re.compile(r"""url\s*=\s*['"]?([^'"]+)""", re.IGNORECASE)


class Destination(NamedTuple):
    """Where a link leads: ``kind`` is "here" (the page's own site), "site" (``host`` says which), "none" (no site,
    such as mail) or "refused" (script, data, or nothing that can be read)."""

    kind: str
    host: str = ""


def destination(url: str) -> Destination:
    """Say where a link leads. Tricks that browsers understand count as what browsers make of them.

    Leading blanks and control characters go, tabs and line breaks inside too; backslashes are slashes; any number of
    slashes begins a host; user names before an @ are no host; hosts are decoded and put in their ASCII form.
    """
    text = re.sub(r"[\t\r\n]", "", url.strip("".join(map(chr, range(33)))))
    match = _SCHEME.match(text)
    if match is None:
        path = text.replace("\\", "/")
        return _site(path) if path.startswith("//") else Destination("here")
    scheme = match.group(1).lower()
    if scheme in SITES:
        return _site(text[match.end() :].replace("\\", "/"))
    return Destination("none" if scheme in NO_SITES else "refused")


def _site(text: str) -> Destination:
    authority = re.split(r"[/?#]", text.lstrip("/"), maxsplit=1)[0].rpartition("@")[2]
    bracketed = re.match(r"^\[([0-9a-fA-F:.]+)\](?::\d*)?$", authority)
    host = normal_host(bracketed.group(1) if bracketed else re.sub(r":\d*$", "", authority))
    return Destination("site", host) if host else Destination("refused")


def normal_host(text: str) -> str | None:
    """Return a host in its one spelling (ASCII, lower case, no final dot), or None where it can't be one."""
    host = unicodedata.normalize("NFKC", unquote(text).translate(_DOTS)).translate(_DOTS).strip().lower().rstrip(".")
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        ascii_host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    labels = ascii_host.split(".")
    if len(ascii_host) > 253 or not all(_LABEL.match(label) for label in labels):
        return None
    # Browsers read a last label of digits or hexadecimal as an IPv4 address; only its usual spelling is accepted.
    return None if re.match(r"^(?:\d+|0x[0-9a-f]*)$", labels[-1]) else ascii_host


def host_for_register(text: str) -> str | None:
    """Return the host of what somebody typed or pasted: a host, or an address with scheme, port and path."""
    found = destination(text if "//" in text else f"//{text}")
    return found.host if found.kind == "site" else None


def with_parents(host: str) -> list[str]:
    """Return a host and the domains above it that have at least two labels, nearest first."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.split(".")
        return [".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))]
    return [host]


def links_in(html: str) -> list[str]:
    """Return every address that a piece of HTML leads to or loads from, once each, in order.

    Links, pictures, frames, media, forms, styles and refreshes count; scripts' text does not.
    """
    collector = _Collector()
    collector.feed(html)
    collector.close()
    return list(dict.fromkeys(collector.found))


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name.lower(): value or "" for name, value in reversed(attrs)}
        for name, value in attrs:
            if value and name.lower() in _ADDRESS_ATTRIBUTES:
                self._take(value)
            elif value and name.lower() in {"srcset", "imagesrcset"}:
                for candidate in re.split(r",\s+|\s,", value):
                    self._take(candidate.split()[0] if candidate.split() else "")
            elif value and name.lower() == "style":
                self._take_all(_STYLE_URL, value)
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self._take_all(_REFRESH_URL, values.get("content", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style":
            self._take_all(_STYLE_URL, data)

    def _take_all(self, pattern: re.Pattern[str], text: str) -> None:
        for address in pattern.findall(text):
            self._take(address)

    def _take(self, address: str) -> None:
        if address.strip():
            self.found.append(address.strip())
