"""A column: a section of the site with an owner unit and an update duty (clauses G2, G3, C5, C6)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page as PageOfItems
from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from portal.approvals.models import Case
from portal.tiles.fields import TileField

from ..states import LifeState, LifeTransitions

PER_PAGE = 20


class ColumnKind(models.TextChoices):
    SECTION = "section", _("section")
    DISCLOSURE = "disclosure", _("government information")
    NEWS = "news", _("news")
    SERVICES = "services", _("online services")
    INTERACTION = "interaction", _("interaction")


class ColumnPage(Page):
    """The page of a column. Its life (activating, active, retired) stands beside it in :class:`ColumnLife`."""

    kind = models.CharField(_("kind of column"), max_length=12, choices=ColumnKind, default=ColumnKind.DISCLOSURE)
    description = models.TextField(_("what the public finds here"), blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    owner_unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="columns", verbose_name=_("responsible unit")
    )
    update_days = models.PositiveIntegerField(
        _("an update at least every … days"), null=True, blank=True, help_text=_("Empty: updated when there is need.")
    )
    duty_basis = models.CharField(_("basis of the duty"), max_length=120, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    body = TileField(blank=True, verbose_name=_("content of the page itself"))
    in_menu_order = models.PositiveIntegerField(_("order in the menu"), default=100)

    parent_page_types = ["home.HomePage", "columns.ColumnPage"]
    subpage_types = ["columns.ColumnPage", "columns.Disclosure", "columns.Interpretation", "columns.NewsPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("description"),
        FieldPanel("purpose"),
        MultiFieldPanel([FieldPanel("update_days"), FieldPanel("duty_basis"), FieldPanel("contact")], _("Update duty")),
        FieldPanel("body"),
    ]
    template = "columns/column_page.html"
    is_creatable = False  # columns come from approved requests only (clause C5)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "column")
        verbose_name_plural = pgettext_lazy("gongkai", "columns")

    @cached_property
    def state(self) -> str:
        """The state of the column's life."""
        return ColumnLife.objects.filter(column_id=self.pk).values_list("state", flat=True).first() or ""

    def get_context(self, request, *args, **kwargs):
        from ..views import column_context

        return {**super().get_context(request, *args, **kwargs), **column_context(self, request)}

    def paginate(self, items: Any, number: Any) -> PageOfItems:
        """Return one bounded page of items; a number out of range gives the nearest one."""
        return Paginator(items, PER_PAGE).get_page(number)


class ColumnLife(LifeTransitions, models.Model):
    """Where a column stands in its life; moved by cases only."""

    class Outcome(models.TextChoices):
        ARCHIVED = "archived", _("archived: same address, out of the menus, marked")

    column = models.OneToOneField(
        ColumnPage, models.PROTECT, related_name="life", verbose_name=pgettext_lazy("gongkai", "column")
    )
    state = FSMField(_("state"), choices=LifeState.CHOICES, default=LifeState.ACTIVATING, protected=True)
    outcome = models.CharField(_("after retirement"), max_length=10, choices=Outcome, blank=True)
    opening_case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("opening case"))
    opening_revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, null=True, related_name="+")
    opening_digest = models.CharField(max_length=64, blank=True)
    retiring_case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("retiring case")
    )
    opened_at = models.DateTimeField(_("approved"), default=timezone.now)
    activated_at = models.DateTimeField(_("active since"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("life of a column")
        verbose_name_plural = _("lives of columns")
        ordering = ["column__path"]

    def __str__(self) -> str:
        return f"{self.column} · {self.get_state_display()}"
