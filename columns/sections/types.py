"""Columns as a type of section: what is built of a request, and where one may stand."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from portal.addons.types import SectionType

from ..models import ColumnPage, OpeningRequest
from .reading import retired
from .states import LifeState

HOME_DEPTH = 2


def build(request: OpeningRequest) -> ColumnPage:
    """Return an unsaved column as a request asks for it."""
    return ColumnPage(
        title=request.title,
        slug=request.slug,
        kind=request.kind,
        description=request.description,
        show_in_menus=True,
        **request.contract(),
    )


def places() -> QuerySet[Page]:
    """Where a new column may stand: below the home page and below columns, also ones being filled, none retired."""
    columns = ColumnPage.objects.filter(life__state__in=LifeState.OPEN)
    found = Page.objects.filter(Q(depth=HOME_DEPTH) | Q(pk__in=columns.values("pk")))
    for closed in retired():
        found = found.exclude(path__startswith=closed.path)
    return found.order_by("path")


COLUMN = SectionType("column", pgettext_lazy("gongkai", "column"), ColumnPage, build, places)
