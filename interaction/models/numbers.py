"""The last number that was given in each series: tickets of a day, interviews of a year."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """A series of numbers with the same beginning. It only counts up: no number is given twice."""

    prefix = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series of numbers")
        verbose_name_plural = _("series of numbers")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"
