"""Which pages search engines are told of: what lists would show, wherever in the site it stands."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Page, Site

from portal.addons.types import AddressSource

from .sections.reading import in_sight, without_redirects


def rows(request: HttpRequest) -> QuerySet[Page]:
    """Return the pages of the site that answer with themselves, in tree order."""
    site = Site.find_for_request(request)
    if site is None:
        return Page.objects.none()
    pages = site.root_page.get_descendants(inclusive=True).live().public()
    shown: Any = without_redirects(in_sight(pages, request), request).order_by("path")
    return shown.specific(defer=True)


def address(page: Page, request: HttpRequest) -> str:
    """Return the path of a page."""
    return page.get_url(request) or "/"


PAGES = AddressSource("pages", rows, address, changed="last_published_at")
