"""What is kept of the duty to update sections: rules by kind, excuses, who was told, frozen tables (clauses G3, A1)."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .sections import MOST_DAYS


class DutyRule(models.Model):
    """How often a section of one kind owes an update where its own contract says nothing; kept by the Office.

    A row that nobody set (``set_by`` empty) is the portal's default.
    """

    kind = models.CharField(_("kind of section"), max_length=20, unique=True, editable=False)
    days = models.PositiveIntegerField(
        _("an update at least every … days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Empty: updated when there is need."),
    )
    in_working_days = models.BooleanField(_("counted in working days"), default=False)
    amber_percent = models.PositiveSmallIntegerField(
        _("due soon in the last … per cent of the time"), default=20, validators=[MaxValueValidator(100)]
    )
    source = models.CharField(_("source"), max_length=200, blank=True, help_text=_("Where the number of days is from."))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("set by"),
    )
    set_at = models.DateTimeField(_("set at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("rule of updates")
        verbose_name_plural = _("rules of updates")
        ordering = ["pk"]
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.kind


class DutyAlert(models.Model):
    """A turn of a section to amber or red: told once; ``until`` is the day on which it was seen to have ended."""

    page = models.ForeignKey("wagtailcore.Page", models.PROTECT, related_name="duty_alerts", verbose_name=_("page"))
    signal = models.CharField(_("signal"), max_length=10)
    due_on = models.DateField(_("due"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert of an update duty")
        verbose_name_plural = _("alerts of update duties")
        ordering = ["-since", "-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["page"], condition=Q(until=None), name="one_open_duty_alert")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.signal} {self.since}"


class DutyExcuse(models.Model):
    """Its unit said why a section isn't updated, and until when. Never changed; it ends with the next update."""

    page = models.ForeignKey("wagtailcore.Page", models.PROTECT, related_name="duty_excuses", verbose_name=_("page"))
    until = models.DateField(_("excused until"))
    reason = models.CharField(_("reason"), max_length=300)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("by")
    )
    capacity = models.CharField(_("capacity"), max_length=120, editable=False)
    given_at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("excuse from an update duty")
        verbose_name_plural = _("excuses from update duties")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id} {self.until}"


class FrozenTable(models.Model):
    """The table of responsibility as it stood at a moment (clause A1). Never changed; the ledger has its digest."""

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"), editable=False
    )
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    rows = models.JSONField(default=list, editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "frozen table of responsibility")
        verbose_name_plural = pgettext_lazy("gongkai", "frozen tables of responsibility")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"
