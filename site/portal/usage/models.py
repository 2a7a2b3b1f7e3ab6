"""How often the public used a page on a day: two numbers, and nothing about anybody."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyUse(models.Model):
    """``visits`` are how often its address was answered, ``found`` how often it stood in a list of search results."""

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("page"))
    day = models.DateField(_("day"))
    visits = models.PositiveIntegerField(_("visits"), default=0)
    found = models.PositiveIntegerField(_("found in search"), default=0)

    class Meta:
        verbose_name = _("use of a page on a day")
        verbose_name_plural = _("uses of pages by day")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="daily_use_once")]
        indexes = [models.Index(fields=["day"])]

    def __str__(self) -> str:
        return f"{self.page_id} {self.day}"
