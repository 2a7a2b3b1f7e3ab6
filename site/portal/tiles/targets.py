"""Where the links of tiles lead: looked up all at once in the portal's own rows, and never by a request.

What is typed may also be an address of the portal. Other sites aren't asked: nobody who edits a page should be seen by
them, and nothing in a page may make the portal call an address. The register of links says which of them are allowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from portal.addons import registry
from portal.files.models import Document
from portal.files.services import public_by_name
from portal.registers.addresses import destination
from portal.registers.services import own_hosts

from .visibility import pages_in_sight
from .walking import Link

ADDRESS = "address"
PAGE_VIEW, FILE_VIEW = "wagtail_serve", "file"
FOR_STAFF = ("admin/", "oa/", "review/")
_USUAL_PORTS = {None, 80, 443}

Key = tuple[str, Any]


@dataclass
class Standing:
    """What the public finds: ``gone`` are links to nothing, ``hidden`` to what isn't public; each as (what, key)."""

    gone: set[Key] = field(default_factory=set)
    hidden: set[Key] = field(default_factory=set)


def look_up(links: Iterable[Link]) -> Standing:
    """Return what of some links leads nowhere, or to what the public doesn't see: a few queries, however many links."""
    links = list(links)
    found = Standing(gone={(link.what, link.key) for link in links if link.what == "image" and not link.target})
    matches = _matches({link.key for link in links if link.what == ADDRESS})
    _pages(found, _keys(links, "page"), _of_view(matches, PAGE_VIEW))
    _documents(found, _keys(links, "document"))
    _files(found, _of_view(matches, FILE_VIEW))
    _numbered(found, matches)
    for address, match in matches.items():
        if match is None:
            found.gone.add((ADDRESS, address))
        elif match.route.startswith(FOR_STAFF):
            found.hidden.add((ADDRESS, address))
    _forgive_redirects(found)
    return found


def _keys(links: list[Link], what: str) -> set[int]:
    return {link.key for link in links if link.what == what and isinstance(link.key, int)}


# --- addresses of the portal --------------------------------------------------------------------------------------
def _matches(addresses: set[str]) -> dict[str, ResolverMatch | None]:
    """Return what answers at those addresses that are the portal's own; None where nothing does."""
    paths = {address: path for address, path in _own_paths(addresses) if not path.startswith(settings.STATIC_URL)}
    return {address: _match(path) for address, path in paths.items()}


def _own_paths(addresses: set[str]) -> Iterable[tuple[str, str]]:
    places = {address: destination(address) for address in addresses}
    hosts = own_hosts() if any(place.kind == "site" for place in places.values()) else set()
    for address, place in places.items():
        path = _path_of(address)
        if place.kind == "here" and path.startswith("/"):
            yield address, path
        elif place.kind == "site" and place.host in hosts and _is_our_port(address):
            yield address, path or "/"


def _path_of(address: object) -> str:
    try:
        return unquote(urlsplit(str(address).strip()).path)
    except ValueError:
        return ""


def _is_our_port(address: str) -> bool:
    """Tell whether an address of our host is also of our server: on another port something else may answer."""
    try:
        return urlsplit(address.strip()).port in {*_USUAL_PORTS, urlsplit(settings.WAGTAILADMIN_BASE_URL).port}
    except ValueError:
        return False


def _match(path: str) -> ResolverMatch | None:
    for tried in (path, f"{path}/"):  # an address without its last slash is sent on
        try:
            return resolve(tried)
        except Resolver404:
            continue
    return None


def _of_view(matches: dict[str, ResolverMatch | None], view: str) -> dict[str, str]:
    """Return address → the one argument of its view, for those that a view answers."""
    return {
        address: str([*match.args, *match.kwargs.values()][0])
        for address, match in matches.items()
        if match is not None and match.view_name == view
    }


# --- what stands there --------------------------------------------------------------------------------------------
def _pages(found: Standing, keys: set[int], typed: dict[str, str]) -> None:
    """Look for pages by their ids, and by the addresses that were typed."""
    roots = [root.root_path.rstrip("/") for root in Site.get_site_root_paths()] if typed else []
    paths = {address: [f"{root}/{path}" for root in roots] for address, path in typed.items()}
    wanted = {path for candidates in paths.values() for path in candidates}
    pages = list(Page.objects.filter(Q(pk__in=keys) | Q(url_path__in=wanted))) if keys or wanted else []
    by_key: dict[Any, Page] = {page.pk: page for page in pages} | {page.url_path: page for page in pages}
    seen = pages_in_sight(pages)
    asked = {("page", key): [key] for key in keys} | {(ADDRESS, key): candidates for key, candidates in paths.items()}
    for key, candidates in asked.items():
        there = [by_key[one] for one in candidates if one in by_key]
        if not there:
            found.gone.add(key)
        elif not any(page.pk in seen for page in there):
            found.hidden.add(key)


def _documents(found: Standing, keys: set[int]) -> None:
    """Look for files that were chosen: they become public with their page."""
    kept = set(Document.objects.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    found.gone |= {("document", key) for key in keys - kept}


def _files(found: Standing, typed: dict[str, str]) -> None:
    public = public_by_name(typed.values()) if typed else {}
    for address, name in typed.items():
        if not public.get(name):
            (found.hidden if name in public else found.gone).add((ADDRESS, address))


def _numbered(found: Standing, matches: dict[str, ResolverMatch | None]) -> None:
    """Look for what rooms show under a number (activities, answers and so on)."""
    sources = {source.view: source for source in registry.items("public_addresses") if source.view}
    for view in {match.view_name for match in matches.values() if match is not None} & sources.keys():
        source, typed = sources[view], _of_view(matches, view)
        rows = source.rows(HttpRequest()).filter(**{f"{source.number}__in": set(typed.values())})
        public = set(rows.values_list(source.number, flat=True))
        found.hidden |= {(ADDRESS, address) for address, number in typed.items() if number not in public}


def _forgive_redirects(found: Standing) -> None:
    """An old address that leads on isn't dead."""
    paths = {key: Redirect.normalise_path(_path_of(key[1])) for key in found.gone if key[0] == ADDRESS}
    if paths:
        led = set(Redirect.objects.filter(old_path__in=paths.values()).values_list("old_path", flat=True))
        found.gone -= {key for key, path in paths.items() if path in led}
