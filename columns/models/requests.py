"""Requests of units to open or to retire a column (clauses C5, C6)."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from .columns import ColumnKind, ColumnLife, ColumnPage


def _is_taken_by_the_portal(parent: Page, slug: str) -> bool:
    """Say whether a page of the portal's own would answer before a column at this address."""
    try:
        found = resolve(f"{parent.url or '/'}{slug}/")
    except Resolver404:
        return False
    return found.url_name != "wagtail_serve"


class ColumnRequest(models.Model):
    """A unit asks for a new column. When its case is approved, the column stands and is being filled."""

    title = models.CharField(_("name of the column"), max_length=60)
    slug = models.CharField(
        _("address"),
        max_length=60,
        validators=[RegexValidator(r"^[a-zA-Z0-9-]+\Z", _("Only letters, digits and hyphens."))],
        help_text=_("Letters, digits and hyphens: the last part of the column's address."),
    )
    kind = models.CharField(
        _("kind of column"),
        max_length=12,
        choices=ColumnKind,
        default=ColumnKind.DISCLOSURE,
    )
    parent = models.ForeignKey(
        "wagtailcore.Page", models.PROTECT, related_name="+", verbose_name=_("place in the tree")
    )
    purpose = models.TextField(_("purpose"), help_text=_("What the column is for, and for whom."))
    description = models.TextField(_("what the public finds here"), blank=True)
    owner_unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="column_requests", verbose_name=_("responsible unit")
    )
    update_days = models.PositiveIntegerField(
        _("an update at least every … days"), null=True, blank=True, help_text=_("Empty: updated when there is need.")
    )
    duty_basis = models.CharField(_("basis of the duty"), max_length=120, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    column = models.OneToOneField(
        ColumnPage, models.SET_NULL, null=True, blank=True, editable=False, related_name="request"
    )

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "column request")
        verbose_name_plural = pgettext_lazy("gongkai", "column requests")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """A slug that exists beside it, or is asked for already, is said at the field."""
        super().clean()
        if not self.slug:
            return
        taken = ColumnPage.objects.filter(slug=self.slug)
        if self.column_id:
            taken = taken.exclude(pk=self.column_id)
        if other := taken.first():
            raise ValidationError(
                {
                    "slug": _("The column “%(title)s” already has this address. Choose another one.")
                    % {"title": other.title}
                }
            )
        if self.parent_id and _is_taken_by_the_portal(self.parent, self.slug):
            raise ValidationError({"slug": _("The portal itself uses this address. Choose another one.")})
        if self.parent_id and self.parent.get_children().filter(slug=self.slug).exclude(pk=self.column_id).exists():
            raise ValidationError({"slug": _("Another page at that place has this address. Choose another one.")})


class RetirementRequest(models.Model):
    """A unit asks to retire a column that is no longer used. Carried out, one row flips."""

    column = models.ForeignKey(
        ColumnPage, models.PROTECT, related_name="retirement_requests", verbose_name=pgettext_lazy("gongkai", "column")
    )
    reason = models.TextField(_("reason"))
    outcome = models.CharField(
        _("after retirement"), max_length=10, choices=ColumnLife.Outcome, default=ColumnLife.Outcome.ARCHIVED
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("retirement request")
        verbose_name_plural = _("retirement requests")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.column)

    def clean(self) -> None:
        super().clean()
        if self.column_id and self.column.state != "active":
            raise ValidationError({"column": _("Only an active column can be retired.")})
