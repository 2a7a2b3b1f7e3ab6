"""News in the six categories of the regulation (clauses N1, N5)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page

from .items import ItemPage


class NewsPage(ItemPage):
    """One news item. A reprint names its source and links to the original."""

    class Category(models.TextChoices):
        MEETING = "meeting", _("important activities and meetings")
        WORK = "work", _("work in progress")
        INTERPRETATION = "interpretation", _("interpretation of policy")
        PRESS_CONFERENCE = "press_conference", _("press conferences")
        UNIT_NEWS = "unit_news", _("important news of units")
        REPRINT = "reprint", _("reprints")

    category = models.CharField(_("category"), max_length=16, choices=Category, default=Category.WORK)
    important = models.BooleanField(_("important"), default=False)

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("category"), FieldPanel("maker_unit")]),
        MultiFieldPanel(
            [FieldPanel("source_name"), FieldPanel("source_url"), FieldPanel("source_published_on")],
            heading=_("Source of a reprint"),
        ),
        FieldPanel("important"),
        FieldPanel("abstract"),
        FieldPanel("body"),
    ]
    template = "columns/news_page.html"

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "news item")
        verbose_name_plural = pgettext_lazy("gongkai", "news")

    def clean(self) -> None:
        super().clean()
        if self.category == self.Category.REPRINT:
            missing = {
                name: _("A reprint names its source and links to the original (clause N5).")
                for name in ("source_name", "source_url")
                if not getattr(self, name)
            }
            if missing:
                raise ValidationError(missing)

    def get_context(self, request, *args, **kwargs):
        from ..views import item_context

        return {**super().get_context(request, *args, **kwargs), **item_context(self, request)}
