"""What other rooms ask the registers, and the one act that changes the marks of the site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Site

from . import addresses
from .addresses import links_in
from .models import LinkTarget, SiteMarks

__all__ = ["expired_targets", "is_registered", "links_in", "make_live", "site_marks", "unregistered"]

MARKS_KEY = "registers.site_marks"
# Processes with a cache of their own hear of a change when their copy runs out; the changing one hears at once.
MARKS_SECONDS = 2


def is_registered(url: str, on: date | None = None) -> bool:
    """Say whether the portal may link to an address on a day (today unless told), clause C3.

    Fine are addresses of the portal itself (relative, or of one of its hosts), mail and telephone, and sites whose
    host, or the nearest domain above it, stands in the link register with evidence that holds on that day. Never fine
    are script, data and what no browser could follow.
    """
    return not unregistered([url], on)


def is_mainstream(url: str) -> bool:
    """Say whether an address is of central or provincial mainstream media, as the link register has it (clause N3)."""
    found = addresses.destination(url)
    if found.kind != "site":
        return False
    chain = addresses.with_parents(found.host)
    marks = dict(LinkTarget.objects.filter(host__in=chain).values_list("host", "is_mainstream"))
    return next((marks[name] for name in chain if name in marks), False)


def unregistered(urls: Iterable[str], on: date | None = None) -> list[str]:
    """Return those of the addresses that the portal may not link to, in order (see :func:`is_registered`).

    At most two queries, however many addresses.
    """
    destinations = {url: addresses.destination(url) for url in urls}
    hosts = {found.host for found in destinations.values() if found.kind == "site"}
    fine = _registered_hosts(hosts, on or timezone.localdate()) if hosts else set()
    return [
        url
        for url, found in destinations.items()
        if found.kind == "refused" or (found.kind == "site" and found.host not in fine)
    ]


def _registered_hosts(hosts: set[str], on: date) -> set[str]:
    own = own_hosts()
    chains = {host: addresses.with_parents(host) for host in hosts}
    wanted = {name for chain in chains.values() for name in chain}
    targets = dict(LinkTarget.objects.filter(host__in=wanted).values_list("host", "valid_until"))
    return {host for host, chain in chains.items() if host in own or _holds(chain, targets, on)}


def _holds(chain: list[str], targets: dict[str, date | None], on: date) -> bool:
    """The nearest registered name decides: an expired row is not saved by a wider one above it."""
    nearest = next((name for name in chain if name in targets), None)
    if nearest is None:
        return False
    until = targets[nearest]
    return until is None or until >= on


def own_hosts() -> set[str]:
    """Hosts under which the portal itself answers."""
    allowed = {host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))}
    base = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    return {*Site.objects.values_list("hostname", flat=True), *allowed, *([base] if base else [])}


def expired_targets(on: date | None = None) -> list[LinkTarget]:
    """Return the link targets whose evidence has run out on a day (today unless told), to be reported (clause C3)."""
    return list(LinkTarget.objects.expired(on or timezone.localdate()))


def site_marks() -> SiteMarks | None:
    """Return the live marks of the site, or None before any were approved.

    Read from the cache outside transactions. Inside one the database is asked, so that an act sees its own change and
    nothing that might be rolled back gets into the cache.
    """
    if connection.in_atomic_block:
        return _read_marks()
    marks = cache.get(MARKS_KEY)
    if marks is None:
        marks = _read_marks()
        if marks is not None:
            cache.set(MARKS_KEY, marks, MARKS_SECONDS)
    return marks


def _read_marks() -> SiteMarks | None:
    return SiteMarks.objects.filter(live=True).first()


@transaction.atomic
def make_live(marks: SiteMarks) -> None:
    """Make one version of the site marks the live one, in the caller's transaction; the former stays as a version.

    Only the case engine calls this, when a case that covers exactly this version is carried out (law 1).
    """
    SiteMarks.objects.filter(live=True).exclude(pk=marks.pk).update(live=False)
    SiteMarks.objects.filter(pk=marks.pk, live=False).update(live=True)
    marks.refresh_from_db()
    transaction.on_commit(forget_marks)


def forget_marks() -> None:
    """Drop this process's copy of the site marks (after a change that did not go through :func:`make_live`)."""
    cache.delete(MARKS_KEY)
