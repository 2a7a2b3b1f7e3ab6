"""What every section of the site has: a contract with the unit that owns it, and a life (clauses G2, G3, C5, C6)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page

from portal.approvals.models import Case

from ..sections.states import LifeState, LifeTransitions

MOST_DAYS = 3650


class Contract(models.Model):
    """Who keeps a section up, for whom, how often and on what basis: asked for, then kept by its page (clause G3)."""

    purpose = models.TextField(_("purpose"), blank=True, help_text=_("What it is for."))
    audience = models.CharField(_("for whom"), max_length=120, blank=True)
    owner_unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("responsible unit")
    )
    update_days = models.PositiveIntegerField(
        _("an update at least every … days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Empty: updated when there is need."),
    )
    in_working_days = models.BooleanField(_("counted in working days"), default=False)
    kept_by = models.CharField(_("who writes the updates"), max_length=120, blank=True)
    is_required = models.BooleanField(_("a superior requires it"), default=False)
    duty_basis = models.CharField(_("basis of the duty"), max_length=120, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)

    CONTRACT = (
        "purpose",
        "audience",
        "owner_unit",
        "update_days",
        "in_working_days",
        "kept_by",
        "is_required",
        "duty_basis",
        "contact",
    )

    class Meta:
        abstract = True

    def contract(self) -> dict[str, object]:
        """Return the terms by name."""
        return {name: getattr(self, name) for name in self.CONTRACT}


class SectionPage(Contract, Page):
    """The page of a section."""

    contract_panels = [
        MultiFieldPanel(
            [
                FieldPanel("purpose"),
                FieldPanel("audience"),
                FieldRowPanel([FieldPanel("update_days"), FieldPanel("in_working_days")]),
                FieldPanel("kept_by"),
                FieldRowPanel([FieldPanel("is_required"), FieldPanel("duty_basis")]),
                FieldPanel("contact"),
            ],
            pgettext_lazy("gongkai", "Contract"),
        )
    ]

    class Meta:
        abstract = True

    @cached_property
    def state(self) -> str:
        """The state of the section's life; "" before it has one."""
        return Life.objects.filter(page_id=self.pk).values_list("state", flat=True).first() or ""


class Life(LifeTransitions, models.Model):
    """Where a section stands in its life; moved by cases only."""

    class Outcome(models.TextChoices):
        ARCHIVED = "archived", _("archived: same address, out of the menus, marked")
        MERGED = "merged", _("merged: its address leads to another column, which lists its items")
        GONE = "gone", _("gone: taken out of public view, with an explanation")

    page = models.OneToOneField("wagtailcore.Page", models.PROTECT, related_name="life", verbose_name=_("page"))
    state = FSMField(_("state"), choices=LifeState.CHOICES, default=LifeState.ACTIVATING, protected=True)
    outcome = models.CharField(_("after retirement"), max_length=10, choices=Outcome, blank=True)
    merged_into = models.ForeignKey(
        "wagtailcore.Page", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )
    opening_case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("opening case"))
    opening_revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, null=True, related_name="+")
    opening_digest = models.CharField(max_length=64, blank=True)
    retiring_case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("retiring case")
    )
    partners = models.ManyToManyField(
        "organisation.Unit", blank=True, related_name="+", verbose_name=_("co-operating units")
    )
    opened_at = models.DateTimeField(_("approved"), default=timezone.now)
    activated_at = models.DateTimeField(_("active since"), null=True, blank=True)
    retires_on = models.DateField(_("retires on"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("life of a section")
        verbose_name_plural = _("lives of sections")
        ordering = ["page__path"]

    def __str__(self) -> str:
        return f"{self.page} · {self.get_state_display()}"
