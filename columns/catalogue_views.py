"""The public page of the disclosure catalogue (clause D1). It works without scripts: every branch is an address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from portal.theme.formats import badge_for_effect
from portal.theme.meta import PageMeta

from . import browsing
from .models import Disclosure
from .models.columns import PER_PAGE
from .sections.reading import is_archived
from .views import item_row

LABELS = {
    "topic": gettext_lazy("By topic"),
    "genre": gettext_lazy("By genre"),
    "unit": gettext_lazy("By unit"),
    "audience": gettext_lazy("By audience"),
}
NAMES = {
    "topic": gettext_lazy("Topic"),
    "genre": gettext_lazy("Genre"),
    "unit": pgettext_lazy("gongkai", "Unit"),
    "audience": gettext_lazy("Audience"),
}


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """The catalogue: its branches with their counts, and a bounded list of what stands under those that are chosen."""
    found = browsing.read(request.GET.dict(), request)
    page_obj = Paginator(found.documents(), PER_PAGE).get_page(request.GET.get("page"))
    title = _("Catalogue of government information")
    context = {
        "title": title,
        "chips": [_chip(found, name) for name in found.chosen],
        "clear_url": reverse("catalogue:browse"),
        "dimensions": [_dimension(found, name) for name in browsing.DIMENSIONS],
        "total": page_obj.paginator.count,
        "page_obj": page_obj,
        "rows": [document_row(document, request) for document in page_obj.object_list],
        "breadcrumbs": [{"title": _("Home"), "url": "/"}],
        "page_meta": PageMeta(column_name=title, column_description=title, column_keywords=title, column_type=title),
    }
    return render(request, "columns/catalogue.html", context)


def _dimension(found: browsing.Catalogue, name: str) -> dict[str, Any]:
    branches = [
        {"name": branch.name, "count": branch.count, "level": min(branch.level, 3), "chosen": branch.chosen,
         "url": _address({**found.chosen, name: branch.code})}
        for branch in found.branches(name)
    ]  # fmt: skip
    return {"name": name, "label": LABELS[name], "branches": branches}


def _chip(found: browsing.Catalogue, name: str) -> dict[str, Any]:
    others = {other: code for other, code in found.chosen.items() if other != name}
    value = found.lists[name].full_name(found.chosen[name])
    return {"label": f"{NAMES[name]}：{value}", "url": _address(others)}


def _address(chosen: dict[str, str]) -> str:
    query = f"?{urlencode(chosen)}" if chosen else ""
    return reverse("catalogue:browse") + query


def document_row(document: Disclosure, request: HttpRequest) -> dict[str, Any]:
    """One line of the catalogue: index number, title, summary, day of formation, and whether it is archived."""
    row = item_row(document, request)
    formed = document.formed_on and _("formed on %(day)s") % {"day": document.formed_on.isoformat()}
    index = document.index_number and _("index number %(number)s") % {"number": document.index_number}
    archived = badge_for_effect("archived") if _is_archived(document, request) else None
    words = (index, formed, archived and archived.text)
    return {**row, "snippet": document.abstract, "meta": [word for word in words if word]}


def _is_archived(document: Disclosure, request: HttpRequest) -> bool:
    return is_archived(document.path, request)
