"""What items of columns (disclosures, interpretations, news) have in common."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.tiles.fields import TileField

from ..page_forms import ItemForm


class ItemPage(Page):
    """Something that a unit publishes in a column. Lists order by ``listed_on``, which follows from the case.

    A time or address from elsewhere is evidence (``source_…``): shown as such, and never counted as new (law 2).
    """

    maker_unit = models.ForeignKey(
        "organisation.Unit",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("making unit"),
        help_text=_("The unit that makes the information discloses it (clause D2)."),
    )
    body = TileField(blank=True, verbose_name=_("text"))
    keywords = models.CharField(_("keywords"), max_length=120, blank=True, help_text=_("Separated by spaces."))
    abstract = models.TextField(_("abstract"), max_length=300, blank=True)
    source_name = models.CharField(_("source"), max_length=120, blank=True)
    source_url = models.URLField(_("address at the source"), max_length=500, blank=True)
    source_published_on = models.DateField(_("published at the source on"), null=True, blank=True)
    is_import = models.BooleanField(_("imported"), default=False, editable=False, db_index=True)
    listed_on = models.DateField(null=True, blank=True, editable=False, db_index=True)

    base_form_class = ItemForm
    parent_page_types = ["columns.ColumnPage"]
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    # They follow from the case and from other fields: no part of what a case covers.
    derived_fields: tuple[str, ...] = ("listed_on",)

    @property
    def sort_date(self) -> date | None:
        """The date by which lists order: of the source for imports, of publication for the portal's own."""
        if self.is_import:
            return self.source_published_on
        return timezone.localtime(self.first_published_at).date() if self.first_published_at else None

    # Given by the portal, never by a revision: publishing an older revision must not take them back.
    KEPT: tuple[str, ...] = ("listed_on", "is_import")

    def with_content_json(self, content):
        page = super().with_content_json(content)
        for name in self.KEPT:
            setattr(page, name, getattr(self, name))
        return page

    def save(self, *args, **kwargs):
        self.listed_on = self.sort_date if self.live else None
        return super().save(*args, **kwargs)
