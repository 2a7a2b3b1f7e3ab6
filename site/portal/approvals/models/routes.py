"""Versions of approval routes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.addons import registry


class Route(models.Model):
    """One version of an approval route. Rows are never changed: a new version replaces; open cases keep theirs."""

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveIntegerField(_("version"), default=1)
    label = models.CharField(_("name"), max_length=80)
    clause = models.CharField(_("clause"), max_length=40, blank=True)
    stages = models.JSONField(
        _("stages"), help_text=_("Lists of desk codes; several desks in one stage must all agree.")
    )
    secrecy_review = models.BooleanField(_("secrecy review"), default=True)
    tier = models.CharField(pgettext_lazy("gongkai", "tier"), max_length=20, blank=True)
    current = models.BooleanField(_("in force"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("gongkai", "route")
        verbose_name_plural = pgettext_lazy("gongkai", "routes")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="route_version_once"),
            models.UniqueConstraint(fields=["code"], condition=models.Q(current=True), name="route_one_current"),
        ]

    def __str__(self) -> str:
        return str(self.translated_label)

    @property
    def translated_label(self) -> Any:
        """The built-in route's label in the reader's language, or the stored words of an own route."""
        default = registry.by_name("route_defaults", "code").get(self.code)
        return default.label if default and self.version == 1 else self.label
