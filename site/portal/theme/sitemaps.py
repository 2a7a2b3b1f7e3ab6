"""Site maps for search engines: an index, and parts of bounded length; and robots.txt, which names the index.

Rooms say what there is (the hook ``public_addresses``): what they leave out stands in no part.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import GenericSitemap, views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.addons import registry
from portal.addons.types import AddressSource

MOST = 5000  # addresses of a part
ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /search\nSitemap: {index}\n"


class AddressMap(GenericSitemap):
    """The addresses of one source; the same number of queries for a part of any length."""

    limit = MOST

    def __init__(self, source: AddressSource, request: HttpRequest) -> None:
        super().__init__({"queryset": source.rows(request), "date_field": source.changed})
        self.source, self.request = source, request

    def location(self, row: Any) -> str:
        return self.source.address(row, self.request)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The index: every part of every source, with the last change in it."""
    maps: dict[str, Any] = {source.name: AddressMap(source, request) for source in registry.items("public_addresses")}
    return views.index(request, maps, sitemap_url_name="theme:sitemap_part")


@require_safe
def part(request: HttpRequest, section: str) -> HttpResponse:
    """One part (``p`` is its number); 404 for a source or a number that there isn't."""
    source = registry.by_name("public_addresses").get(section)
    if source is None:
        raise Http404
    return views.sitemap(request, {section: AddressMap(source, request)}, section)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What programs may ask for, and where they find all that is public."""
    address = request.build_absolute_uri(reverse("theme:sitemap"))
    return HttpResponse(ROBOTS.format(index=address), content_type="text/plain; charset=utf-8")
