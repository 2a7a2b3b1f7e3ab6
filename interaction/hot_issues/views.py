"""Public pages: the responses, gathered on one page, and each on its own."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from portal.theme.formats import moment
from portal.theme.meta import PageMeta

from . import reading
from .models import Response

PER_PAGE = 20


def _crumbs(*titles: tuple[Any, str]) -> list[dict[str, Any]]:
    fixed = [(_("Home"), "/"), (pgettext("gongkai", "Interaction"), reverse("interaction:answers"))]
    return [{"title": title, "url": url} for title, url in [*fixed, *titles]]


def response_row(row: Response) -> dict[str, Any]:
    """A public response as a row of the theme's list."""
    return {
        "title": row.title,
        "url": reverse("hot_issues:response", args=[row.issue.number]),
        "published": timezone.localtime(row.published_at) if row.published_at else None,
        "meta": [str(row.issue.unit)],
        "snippet": row.concern[:90],
    }


@require_safe
def responses(request: HttpRequest) -> HttpResponse:
    """All responses to hot issues, the newest first."""
    page_obj = Paginator(reading.public_responses(), PER_PAGE).get_page(request.GET.get("page"))
    title = _("Responses to hot issues")
    context = {
        "page_obj": page_obj,
        "rows": [response_row(row) for row in page_obj.object_list],
        "breadcrumbs": _crumbs((title, "")),
        "page_meta": PageMeta(column_name=title, column_type=pgettext("gongkai", "Interaction")),
    }
    return render(request, "hot_issues/responses.html", context)


@require_safe
def response(request: HttpRequest, number: str) -> HttpResponse:
    """One response."""
    row = reading.public_responses().filter(issue__number=number).first()
    if row is None:
        raise Http404
    meta = PageMeta(
        column_name=_("Responses to hot issues"),
        article_title=row.title,
        pub_date=row.published_at,
        content_source=row.issue.unit.name,
        description=row.concern[:120],
    )
    rows = [
        (_("Number"), row.issue.number),
        (pgettext("gongkai", "Responding unit"), row.issue.unit.name),
        (_("Published"), moment(row.published_at)),
    ]
    if row.changed_at != row.published_at:
        rows.append((_("Changed"), moment(row.changed_at)))
    crumbs = _crumbs((_("Responses to hot issues"), reverse("hot_issues:responses")), (row.title, ""))
    context = {"response": row, "metadata": rows, "breadcrumbs": crumbs, "page_meta": meta}
    return render(request, "hot_issues/response.html", context)
