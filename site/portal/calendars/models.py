"""Years that were entered by hand, when the state had announced their holidays."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """A year whose holidays were entered. It counts before what the installed package says of that year."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("The official announcement that the days were taken from.")
    )
    entered_by_name = models.CharField(_("entered by"), max_length=120)
    entered_at = models.DateTimeField(_("entered at"))
    # New with every entry: tells each process whether the days that it has read are still the days.
    stamp = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day of an entered year that differs from the plain week."""

    date = models.DateField(_("date"), unique=True)
    is_working = models.BooleanField(_("is worked"))
    name = models.CharField(_("holiday"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("day of an entered year")
        verbose_name_plural = _("days of entered years")
        ordering = ["date"]

    def __str__(self) -> str:
        return self.date.isoformat()
