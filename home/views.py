"""What the home page and the site map show."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from columns import reading
from columns.models import Disclosure, NewsPage
from columns.sections.reading import in_sight
from columns.views import item_row
from portal.addons import registry
from portal.theme.context import main_menu
from portal.theme.meta import PageMeta

from .models import HomePage


def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Context of the home page: the search, the three things the site is for, and what rooms show (clause G1)."""
    sections = sorted(registry.items("home_sections"), key=lambda section: section.order)
    return {
        "hero_title": page.heading,
        "popular": [{"title": word, "url": f"/search/?q={quote(word)}"} for word in page.popular.split()],
        "guides": guides(request),
        "sections": [
            {"template": section.template, "context": section.context(request), "place": section.place}
            for section in sections
        ],
        "page_meta": PageMeta(),
    }


def guides(request: HttpRequest) -> list[dict[str, Any]]:
    """The sections that the site is for, each with the first columns in it."""
    columns = reading.public_columns(request)
    found = []
    for section in (column for column in columns if column.depth == 3):
        children = [column for column in columns if column.is_child_of(section)][:4]
        found.append(
            {
                "title": section.title,
                "text": section.description,
                "url": section.get_url(request),
                "links": [{"title": child.title, "url": child.get_url(request)} for child in children],
            }
        )
    return found


def latest_disclosures(request: HttpRequest) -> dict[str, Any]:
    """Section of the home page: the newest documents."""
    return {
        "rows": [item_row(item, request) for item in reading.latest(Disclosure, 6, request)],
        "total": _total(request),
    }


def latest_news(request: HttpRequest) -> dict[str, Any]:
    """Section of the home page: the newest news."""
    return {"rows": [item_row(item, request) for item in reading.latest(NewsPage, 6, request)]}


def _total(request: HttpRequest) -> int:
    return in_sight(Disclosure.objects.live().filter(is_import=False), request).count()


def site_map(request: HttpRequest) -> HttpResponse:
    """All public columns as a tree (a mark that inspectors ask for)."""
    return render(request, "home/site_map.html", {"tree": _tree(request), "page_meta": PageMeta()})


def _menu_branches(request: HttpRequest, shown: set[str]) -> list[dict[str, Any]]:
    """What stands in the menu beside columns (special topics, what add-ons bring), in the shape of a branch."""
    return [
        {
            "title": entry.label,
            "url": entry.url,
            "children": [{"title": child.label, "url": child.url} for child in entry.children],
        }
        for entry in main_menu(request)
        if entry.url not in shown
    ]


def not_found(request: HttpRequest) -> HttpResponse:
    """An address that leads nowhere."""
    return HttpResponse(status=404)


def privacy(request: HttpRequest) -> HttpResponse:
    """What the site does with what people tell it (law 7)."""
    return render(request, "home/privacy.html", {"page_meta": PageMeta()})


def _tree(request: HttpRequest) -> list[dict[str, Any]]:
    columns = reading.public_columns(request)

    def branch(column: Any) -> dict[str, Any]:
        below = [branch(child) for child in columns if child.is_child_of(column)]
        return {"title": column.title, "url": column.get_url(request), "children": below}

    branches = [branch(column) for column in columns if column.depth == 3]
    return [*branches, *_menu_branches(request, {"/", *(found["url"] for found in branches)})]
