"""The home page: the root of the public site (clause G1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class HomePage(Page):
    """The first page, composed of the sections that rooms register."""

    heading = models.CharField(_("heading over the search field"), max_length=60, blank=True)
    popular = models.CharField(
        _("often searched"),
        max_length=120,
        blank=True,
        help_text=_("Words separated by spaces, offered under the field."),
    )

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["columns.ColumnPage", "special_topics.TopicIndexPage"]
    content_panels = [*Page.content_panels, FieldPanel("heading"), FieldPanel("popular")]
    template = "home/home_page.html"

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "home page")

    def get_context(self, request, *args, **kwargs):
        from .views import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(self, request)}
