"""What surrounds every public page: site marks, main menu, date, elder mode, emergency notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.addons import registry
from portal.addons.types import MenuEntry
from portal.registers import services as registers

ELDER_COOKIE = "elder"


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Return the surroundings of a public page; only the name on pages of the admin.

    Site marks and menu are lazy: a template that does not show them costs no query.
    """
    if is_admin(request.path):
        return {"site_name": settings.WAGTAIL_SITE_NAME}
    return surroundings(request)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return what surrounds a public page, wherever it was asked for."""
    return {
        "site_marks": SimpleLazyObject(read_site_marks),
        "site_name": settings.WAGTAIL_SITE_NAME,
        "main_menu": SimpleLazyObject(lambda: main_menu(request)),
        "notice_bar": getattr(request, "notice_bar", None),
        "today": timezone.localdate(),
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
    }


def read_site_marks() -> Any:
    """Return the live site marks, or None where there are none yet (also before the first migration)."""
    try:
        return registers.site_marks()
    except DatabaseError:
        if "registers_sitemarks" in connection.introspection.table_names():
            raise
        return None


def main_menu(request: HttpRequest) -> list[MenuEntry]:
    """Return the entries of all ``menu_entries`` hooks in order, the one that holds the requested path marked.

    Gathered once a request.
    """
    kept = request.__dict__
    if "_main_menu" not in kept:
        kept["_main_menu"] = _gather_menu(request)
    return kept["_main_menu"]


def _gather_menu(request: HttpRequest) -> list[MenuEntry]:
    results = registry.manager.hook.menu_entries(request=request)
    entries = sorted((entry for result in reversed(results) for entry in result), key=lambda entry: entry.order)
    return mark_current(entries, request.path)


def mark_current(entries: Sequence[MenuEntry], path: str) -> list[MenuEntry]:
    """Mark the entry (and its child) whose address is the longest beginning of ``path``; "/" only fits itself."""
    best = max(entries, key=lambda entry: _fit_with_children(entry, path), default=None)
    if best is None or not _fit_with_children(best, path):
        return list(entries)
    return [_marked(entry, path) if entry is best else entry for entry in entries]


def _marked(entry: MenuEntry, path: str) -> MenuEntry:
    fits = [_fit(child.url, path) for child in entry.children]
    longest = max(fits, default=0)
    children = tuple(
        replace(child, current=bool(longest) and fit == longest)
        for child, fit in zip(entry.children, fits, strict=True)
    )
    return replace(entry, current=True, children=children)


def _fit_with_children(entry: MenuEntry, path: str) -> int:
    return max(_fit(url, path) for url in (entry.url, *(child.url for child in entry.children)))


def _fit(url: str, path: str) -> int:
    """Return how many characters of ``path`` the address covers, 0 where it does not lead there."""
    if url == path:
        return len(url)
    beginning = url if url.endswith("/") else f"{url}/"
    return len(url) if url not in {"", "/"} and path.startswith(beginning) else 0


def is_admin(path: str) -> bool:
    try:
        return path.startswith(reverse("wagtailadmin_home"))
    except NoReverseMatch:
        return False
