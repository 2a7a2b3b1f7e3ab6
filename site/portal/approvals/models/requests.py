"""Things that are asked for by way of a case of their own: taking something back, and another route table."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .publications import OfPublic


class Withdrawal(OfPublic):
    """A unit asks that something public of its own be withdrawn."""

    reason = models.TextField(_("reason"), max_length=2000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta(OfPublic.Meta):
        verbose_name = pgettext_lazy("gongkai", "withdrawal")
        verbose_name_plural = pgettext_lazy("gongkai", "withdrawals")


class RouteProposal(models.Model):
    """Another version of a route, as somebody of the Office proposes it; a case decides."""

    code = models.SlugField(_("code"), max_length=40)
    base_version = models.PositiveIntegerField(
        help_text=_("The version in force when it was proposed; 0 where there was none.")
    )
    label = models.CharField(_("name"), max_length=80)
    clause = models.CharField(_("clause"), max_length=40)
    stages = models.JSONField(_("stages"))
    reason = models.TextField(_("reason"), max_length=2000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("change of a route")
        verbose_name_plural = _("changes of routes")
        default_permissions = ()

    def __str__(self) -> str:
        return self.label
