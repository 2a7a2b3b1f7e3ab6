"""A column: a section of the site with an owner unit and an update duty (clauses G2, G3, C5, C6)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page as PageOfItems
from django.core.paginator import Paginator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel

from portal.tiles.fields import TileField

from .sections import SectionPage

PER_PAGE = 20


class ColumnKind(models.TextChoices):
    SECTION = "section", _("section")
    DISCLOSURE = "disclosure", _("government information")
    NEWS = "news", _("news")
    SERVICES = "services", _("online services")
    INTERACTION = "interaction", _("interaction")


class ColumnPage(SectionPage):
    """The page of a column: items and other columns stand in it."""

    kind = models.CharField(_("kind of column"), max_length=12, choices=ColumnKind, default=ColumnKind.DISCLOSURE)
    description = models.TextField(_("what the public finds here"), blank=True)
    body = TileField(blank=True, verbose_name=_("content of the page itself"))
    in_menu_order = models.PositiveIntegerField(_("order in the menu"), default=100)

    parent_page_types = ["home.HomePage", "columns.ColumnPage"]
    subpage_types = ["columns.ColumnPage", "columns.Disclosure", "columns.Interpretation", "columns.NewsPage"]
    content_panels = [
        *SectionPage.content_panels,
        FieldPanel("description"),
        *SectionPage.contract_panels,
        FieldPanel("body"),
    ]
    template = "columns/column_page.html"
    is_creatable = False  # columns come from approved requests only (clause C5)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "column")
        verbose_name_plural = pgettext_lazy("gongkai", "columns")

    def get_context(self, request, *args, **kwargs):
        from ..views import column_context

        return {**super().get_context(request, *args, **kwargs), **column_context(self, request)}

    def paginate(self, items: Any, number: Any) -> PageOfItems:
        """Return one bounded page of items; a number out of range gives the nearest one."""
        return Paginator(items, PER_PAGE).get_page(number)
