"""Special topics: sections with a beginning and an end, composed of tiles."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Page

from columns.models import SectionPage
from portal.tiles.fields import TileField

MOST = 60


class TopicIndexPage(Page):
    """The list of special topics."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["special_topics.TopicPage"]
    template = "special_topics/topic_index.html"

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "list of special topics")

    def get_context(self, request, *args, **kwargs):
        from .reading import current

        return {**super().get_context(request, *args, **kwargs), "topics": current(request)[:MOST]}


class TopicPage(SectionPage):
    """One special topic: its body is a stream of tiles."""

    intro = models.CharField(_("introduction"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    body = TileField(scope="topic", blank=True, verbose_name=_("content"))

    parent_page_types = ["special_topics.TopicIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        *SectionPage.contract_panels,
        FieldPanel("body"),
    ]
    template = "special_topics/topic_page.html"
    is_creatable = False  # topics come from approved requests only (clause C5)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "special topic")
        verbose_name_plural = pgettext_lazy("gongkai", "special topics")
